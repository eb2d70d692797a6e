"""Which facts call for an alarm, and what it says in both languages.

Facts come from `domain/operations/facts.py`; the channel of an alarm from `routing.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from onedata_assets.domain.i18n import Catalogue, Language
from onedata_assets.domain.operations.facts import Happening, Key, State, is_nameless

TEXTS = Path(__file__).with_name("texts.yaml")
MAX_TEXT = 1000
"""Characters of an error that an alarm repeats; the whole of it is behind the link."""


class Severity(StrEnum):
    """How soon a person should look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Alarm:
    """One thing that a person should know; `number` is the event of the run that brought it."""

    at: datetime
    severity: Severity
    kind: str
    where: tuple[Key, ...]
    page: str
    number: int = 0
    names: dict[str, str] = field(default_factory=dict)
    message: str = ""
    absent: str | None = None


def alarms_of(happenings: Iterable[tuple[int, Happening]]) -> list[Alarm]:
    """Return the alarms of one run's happenings, in order: failed checks, then the failed run.

    A step that failed and then succeeded on a retry raises none.
    """
    alarms: list[Alarm] = []
    failed: dict[str, Happening] = {}
    planned: dict[str, list[Key]] = {}
    for number, happening in happenings:
        if happening.step is None:
            if happening.state is State.FAIL:
                alarms.append(_run_failed(number, happening, failed, planned))
        elif happening.state is State.START:
            keys = [dataset.key for dataset in happening.outputs]
            planned.setdefault(happening.step, []).extend(keys)
        else:
            failed.pop(happening.step, None)
            if happening.state is State.FAIL:
                failed[happening.step] = happening
            alarms += _failed_checks(number, happening)
    return alarms


def freshness_alarm(
    key: Key, at: datetime, *, before: str, after: str, number: int
) -> Alarm | None:
    """Return an alarm where an asset became late, or nearly so; None where it recovered."""
    severity = {"FAIL": Severity.ERROR, "WARN": Severity.WARNING}.get(after)
    if severity is None:
        return None
    return Alarm(
        at,
        severity,
        "freshness",
        (key,),
        _asset_page(key),
        number,
        names={"before": before, "after": after},
    )


def message_of(
    alarm: Alarm,
    texts: Catalogue,
    *,
    ui_url: str,
    owners: Sequence[str],
    projects: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what is delivered: what, where, what to do and a link, in Chinese and English."""
    said = _by_language(alarm.message)
    what = {
        language.value: texts.text(
            f"alarm.{alarm.kind}.what",
            language,
            message=said[language] or _absent(alarm, texts, language),
            **_names(alarm, texts, language),
        )
        for language in Language
    }
    title = {
        language.value: texts.text(
            f"alarm.{alarm.kind}.title", language, **_names(alarm, texts, language)
        )
        for language in Language
    }
    todo = texts.both(f"alarm.{alarm.kind}.todo")
    where = ["/".join(key) for key in alarm.where]
    link = f"{ui_url}{alarm.page}"
    return {
        "time": alarm.at.isoformat(timespec="seconds"),
        "severity": alarm.severity.value,
        "kind": alarm.kind,
        "title": title,
        "what": what,
        "where": where,
        "todo": todo,
        "link": link,
        "owners": list(owners),
        "projects": sorted(projects),
        "text": "\n".join([what["zh"], what["en"], ", ".join(where), todo["zh"], todo["en"], link]),
    }


def _names(alarm: Alarm, texts: Catalogue, language: Language) -> dict[str, str]:
    """Return the names in the text; a run of assets alone has a job's name that says nothing."""
    if is_nameless(alarm.names.get("job", "")):
        return {**alarm.names, "job": texts.text("alarm.assets", language)}
    return alarm.names


def _absent(alarm: Alarm, texts: Catalogue, language: Language) -> str:
    return "" if alarm.absent is None else texts.text(alarm.absent, language)


def _run_failed(
    number: int, run: Happening, failed: dict[str, Happening], planned: dict[str, list[Key]]
) -> Alarm:
    causes = [step.failure.message for step in failed.values() if step.failure]
    message = causes[0] if causes else (run.failure.message if run.failure else "")
    return Alarm(
        run.at,
        Severity.ERROR,
        "run_failed",
        tuple(dict.fromkeys(key for step in failed for key in planned.get(step, []))),
        f"/runs/{quote(run.run_id)}",
        number,
        names={"job": run.job, "steps": ", ".join(failed) or "-"},
        message=message,
        absent="alarm.run_failed.before_start",
    )


def _failed_checks(number: int, step: Happening) -> list[Alarm]:
    return [
        Alarm(
            step.at,
            Severity.WARNING if told.severity == "warn" else Severity.ERROR,
            "check_failed",
            (dataset.key,),
            f"{_asset_page(dataset.key)}?view=checks&checkDetail={quote(told.name)}",
            number,
            names={"check": told.name},
            message=told.description or "",
            absent="alarm.check_failed.no_message",
        )
        for dataset in step.inputs
        for told in dataset.assertions
        if not told.success
    ]


def _asset_page(key: Key) -> str:
    return "/assets/" + "/".join(quote(part, safe="") for part in key)


def _by_language(message: str) -> dict[Language, str]:
    """Return an error's text by language; the platform's own errors say both, a line each."""
    lines = [line for line in message.strip().splitlines() if line.strip()]
    chinese = [line for line in lines if any("\u4e00" <= letter <= "\u9fff" for letter in line)]
    other = [line for line in lines if line not in chinese]
    if not (chinese and other):
        chinese = other = lines
    return {
        Language.ZH: "\n".join(chinese)[:MAX_TEXT],
        Language.EN: "\n".join(other)[:MAX_TEXT],
    }
