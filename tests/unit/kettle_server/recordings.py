"""The recorded exchanges, and the comparison of one with what this server answers."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from onedata_resources.clients.carte_answers import unpack_log
from onedata_resources.kettle.xml import parse

FOLDER = Path(__file__).parent / "recorded"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SAME_TEXTS = {
    *("result", "message", "status_desc", "error_desc", "paused", "transname", "jobname"),
    *("nr_errors", "is_stopped", "exit_status"),
}
SAME_STEP_TEXTS = {"stepname", "copy", "linesRead", "linesWritten", "errors", "statusDescription"}


@dataclass(frozen=True)
class Exchange:
    """One call and the real server's answer."""

    method: str
    path: str
    status: int
    type: str
    body: str

    @property
    def servlet(self) -> str:
        return urlsplit(self.path).path.strip("/").split("/")[-1]

    @property
    def params(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


def exchanges() -> list[Exchange]:
    found = json.loads((FOLDER / "exchanges.json").read_text(encoding="utf-8"))
    return [Exchange(**each) for each in found]


def about(*names: str) -> list[Exchange]:
    """Return the exchanges about objects of these names, in order."""
    asked = ("name", "trans")
    return [e for e in exchanges() if any(e.params.get(each) in names for each in asked)]


def shape(body: bytes) -> list[str]:
    """Return the paths of all elements, in order."""
    root = parse(body, "answer")
    tree = root.getroottree()
    return [re.sub(r"\[\d+\]", "", tree.getpath(element)) for element in root.iter()]


def texts(body: bytes, *, steps: bool = True) -> list[tuple[str, str]]:
    """Return the texts that must be the same; ids are masked, a trace in a message is left out."""
    wanted = SAME_TEXTS | (SAME_STEP_TEXTS if steps else set())
    found = []
    for element in parse(body, "answer").iter():
        value = UUID.sub("ID", element.text or "").strip()
        if element.tag in wanted and not len(element) and "(trace)" not in value:
            found.append((element.tag, value))
    return found


def log(body: bytes) -> list[str]:
    """Return the log without times and versions."""
    text = unpack_log(parse(body, "answer").findtext("logging_string") or "")
    lines = [line[22:] for line in text.splitlines()]
    return [re.sub(r"\(version [^)]*\) ", "", line) for line in lines]
