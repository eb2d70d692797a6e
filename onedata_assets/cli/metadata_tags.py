"""What `onedata metadata tags` does: tags listed with their reasons, given, refused, taken back.

The operator of the machine may all of it; the portal's door is `onedata_portal/api/tags.py`.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from onedata_assets.cli.records import records
from onedata_assets.cli.rows import print_rows
from onedata_assets.cli.say import console, said, text
from onedata_assets.cli.tagging import Tagging, tagging_of_right_files
from onedata_assets.domain.metadata.annotations import (
    AnnotationError,
    ColumnOf,
    Key,
    Kind,
    checked,
    gives_way,
    key_of,
    term_of,
    text_of,
)
from onedata_assets.domain.metadata.glossary import TermState
from onedata_assets.domain.metadata.told_tags import By, EffectiveTag
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.annotations import Annotations, NewAnnotation, StoredAnnotation
from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.database import Store
from onedata_resources.store.glossary import Glossary
from onedata_resources.store.kept_descriptions import keep_descriptions
from onedata_resources.store.missing import Missing

SINGLE = {f"{each.value}=": each for each in Kind if each.is_single}


def list_tags(name: str, *, history: bool, as_json: bool) -> int:
    """Print the tags of a table and its columns with who or what gave each, and why."""
    with records() as (store, _):
        known = tagging_of_right_files(store)
        key, column = _on(known, name)
        annotations = Annotations(store)
        asset = text_of(key)
        said = annotations.history(asset) if history else annotations.holding(asset)
    numbers = {(each.column, each.value): each.id for each in said if each.kind == Kind.TAG}
    rows = [] if history else list(_tag_rows(known, key, numbers))
    rows += [_said_row(each) for each in said if history or each.kind != Kind.TAG]
    if column:
        rows = [row for row in rows if row["column"] == column]
    print_rows(rows, "tags", as_json=as_json)
    return 0


def say(name: str, value: str, why: str, *, is_refusal: bool) -> int:
    """Give a tag to a table or column, refuse one, or set owner, domain or description."""
    with records() as (store, log):
        on = _on(tagging_of_right_files(store), name)
        kind, value = _kind(value, is_refusal=is_refusal)
        with refusals_told(AnnotationError):
            value = checked(kind, value, why, on[1])
        if kind is Kind.TAG:
            _require_term(store, value)
        said = _say(store, on, kind, value, why)
        keep_descriptions(store)
        _record(log, "annotation.add", said, why)
    console.print(text("tags.said", number=said.id, value=value, name=name), markup=False)
    return 0


def end(number: int, why: str) -> int:
    """Take back what somebody said."""
    with records() as (store, log):
        said = Annotations(store).end(number, getpass.getuser(), why, datetime.now(UTC))
        keep_descriptions(store)
        _record(log, "annotation.end", said, why)
    console.print(text("tags.ended", number=number, value=said.value), markup=False)
    return 0


def _on(known: Tagging, name: str) -> ColumnOf:
    """Return the table or column that `layer/table` or `layer/table.column` names.

    Raises:
        BadInputError: There is neither.
    """
    if key_of(name) in known.specs:
        return key_of(name), ""
    for at in (place for place, sign in enumerate(name) if sign == "."):
        key, column = key_of(name[:at]), name[at + 1 :]
        levels = known.effective.levels.get(key, {})
        if key in known.specs and (column in levels or not levels):
            return key, column
    raise BadInputError(
        f"There is no table or column {name!r}: write layer/table or layer/table.column.",
        f"没有表或列 {name!r}：请写成 层/表 或 层/表.列。",
    )


def _kind(value: str, *, is_refusal: bool) -> tuple[Kind, str]:
    if is_refusal:
        return Kind.REFUSED, value
    for start, kind in SINGLE.items():
        if value.startswith(start):
            return kind, value.removeprefix(start)
    return Kind.TAG, value


def _require_term(store: Store, value: str) -> None:
    name = term_of(value)
    if name is None:
        return
    last = Glossary(store).newest().get(name)
    if last is None or last.state == TermState.REMOVED:
        raise Missing.term(name)


def _say(store: Store, on: ColumnOf, kind: Kind, value: str, why: str) -> StoredAnnotation:
    annotations, asset = Annotations(store), text_of(on[0])
    ends = [
        each.id
        for each in annotations.holding(asset)
        if each.column == on[1] and gives_way(Kind(each.kind), each.value, kind, value)
    ]
    new = NewAnnotation(asset, on[1], kind.value, value, getpass.getuser(), why)
    return annotations.add(new, datetime.now(UTC), ends=ends)


def _record(log: AuditLog, action: str, said: StoredAnnotation, why: str) -> None:
    details = {"column": said.column, "kind": said.kind, "value": said.value, "why": why}
    event = Event(getpass.getuser(), action, "table", said.asset, via="cli", details=details)
    log.write(event, datetime.now(UTC))


Row = dict[str, object]


def _tag_rows(known: Tagging, key: Key, numbers: Mapping[tuple[str, str], int]) -> Iterable[Row]:
    for tag in sorted(known.effective.tables.get(key, ())):
        yield _tag_row("", tag, numbers)
    for (table, name), tags in sorted(known.effective.columns.items(), key=lambda one: one[0]):
        if table == key:
            for tag in sorted(tags):
                yield _tag_row(name, tag, numbers)


def _tag_row(column: str, tag: EffectiveTag, numbers: Mapping[tuple[str, str], int]) -> Row:
    why = [said(each) for each in tag.why]
    is_said = tag.by is By.PERSON and (column, tag.tag) in numbers
    return {
        "column": column,
        "tag": tag.tag,
        "by": tag.who or tag.by.value,
        "how": f"#{numbers[column, tag.tag]}" if is_said else tag.by.value,
        "confidence": round(tag.confidence, 2) or None,
        "reason": " ".join(why),
    }


def _said_row(said: StoredAnnotation) -> Row:
    ended = f" → {said.ended_by}: {said.ended_why}" if said.ended_at else ""
    return {
        "column": said.column,
        "tag": said.value if said.kind == Kind.TAG else f"{said.kind}={said.value}",
        "by": said.who,
        "how": f"#{said.id}",
        "confidence": "",
        "reason": said.why + ended,
    }
