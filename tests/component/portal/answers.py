"""Looking for one project in what another was told."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from onedata_portal.gateway.viewer import Viewer
from tests.component.portal.questions import question
from tests.component.portal.served import Served

# A stack names lines of Dagster; the clock moves on between two questions.
VOLATILE = ("stack", "extensions", "errorInfo", "locations", "nowTimestamp")


def ask(
    two: Served, viewer: Viewer, name: str, variables: dict[str, Any], kind: str = "Query"
) -> dict[str, Any]:
    """Return the answer to a question for all of one root field."""
    return settled(two.ask(viewer, question(kind, name)[0], variables))


def settled(answer: Any) -> Any:
    """Return an answer without what differs from one moment to the next."""
    if isinstance(answer, dict):
        return {k: settled(v) for k, v in answer.items() if not k.endswith(VOLATILE)}
    return [settled(one) for one in answer] if isinstance(answer, list) else answer


def hidden(two: Served, answer: Any) -> list[str]:
    """Return what of beta stands in an answer."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    beta = two.made["beta"]
    marks = [beta.run, beta.backfill, beta.snapshot, beta.log, beta.schedule_id, beta.sensor_id]
    names = [text[max(0, m.start() - 80) : m.end() + 40] for m in re.finditer("(?i)beta", text)]
    return names + [mark for mark in marks if mark in text]


def as_ghost(two: Served, answer: Any) -> Any:
    """Return an answer about beta with the names of the project that there is not."""
    text = json.dumps(answer)
    beta, ghost = two.made["beta"], two.made["ghost"]
    for name in beta.__dataclass_fields__:
        if name != "tick":  # a number, which others also have
            text = text.replace(getattr(beta, name), getattr(ghost, name))
    return json.loads(text)


def stored(two: Served) -> str:
    """Return everything that the instance has stored."""
    parts = []
    for path in sorted(Path(two.instance.root_directory).rglob("*.db")):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            parts += [path.name, *connection.iterdump()]
        connection.close()
    return "\n".join(parts)
