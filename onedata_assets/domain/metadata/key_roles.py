"""What the keys and references found in all rows make of columns: identifiers, references, numbers.

They say more than a name such as `corp_code` and some of the values, by which `meanings.py` judges.
What was recognised stays beside it and counts again once the key or reference is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.auto_tags import BY_RULE, Tag
from onedata_assets.domain.metadata.findings import ColumnFindings, FoundReference, TableFindings
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Evidence, Finding
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT
from onedata_assets.domain.metadata.unfound_references import refers_to_none
from onedata_assets.domain.processing.contract import Sensitivity, Text

Columns = tuple[str, ...]

NUMBERED = frozenset({"code", "reference", "identifier", "sequence_number"})
"""What a key of its table is called after where nothing refers to it."""
TIMES = frozenset({"date", "moment", "time_of_day", "year"})
SPECIFIC = frozenset({"place", "technical", "identity", "organisation", "contact", "secret"})
"""Groups of which a key says less than its values: a region's code is that of the region."""
MADE = frozenset({"uuid", "hash"})
"""What is made to tell rows apart, and says nothing of them."""
KEYS = frozenset({"key", "id", "sk", "fk"})
SHORT_HAO = ("xh", "gh")
"""Initials of 序号, 学号 and 工号."""
NAMED_TAGS = ("meaning:", "group:")


def with_roles(table: TableFindings, referred: Collection[Columns]) -> TableFindings:
    """Return findings in which columns have the roles that their keys and references tell.

    `referred` are the columns of the table that references lead to.
    """
    to = _referring(table)
    told_apart = {each.columns for each in table.keys}
    keys = {each.columns for each in table.keys if each.primary}
    parts = {
        name
        for each in table.keys
        if not to.keys().isdisjoint(each.columns)
        for name in each.columns
    }
    columns = []
    for each in table.columns:
        own = (each.name,)
        role = None
        if each.name in to:
            role = _refers(to[each.name])
        elif own in referred or (own in keys and _is_numbered(each)):
            role = _tells_rows_apart(table, own)
        elif _is_short_for_another(each, keys) and own not in told_apart:
            role = _stands_beside(each)
        elif (
            _recognised(each) == "identifier"
            and tokens(each.name)[-1:] != ("id",)  # of another system: open_id
            and any(len(key) == 1 and key != own for key in keys)
        ):
            role = _numbers_beside(each)
        elif table.searched and _recognised(each) == "reference":
            role = refers_to_none(each, beside_reference=each.name in parts)
        columns.append(_with_role(each, role if role and _gives_way(each, role) else None))
    return replace(table, columns=tuple(columns))


def with_roles_of(made: TableFindings, known: TableFindings) -> TableFindings:
    """Return findings with the roles that are known of columns which have none."""
    roles = {each.name: each.role for each in known.columns}
    columns = (
        each if each.role else _with_role(each, roles.get(each.name)) for each in made.columns
    )
    return replace(made, columns=tuple(columns))


def _referring(table: TableFindings) -> Mapping[str, FoundReference]:
    """Return the surest reference of each column that has one."""
    ordered = sorted(table.references, key=lambda each: each.confidence)
    return {name: each for each in ordered for name in each.columns}


def _refers(found: FoundReference) -> Finding:
    theirs = ", ".join(found.parent_columns)
    said = Evidence(
        f"Its values refer to {found.parent} ({theirs}).",
        f"其取值引用 {found.parent}（{theirs}）。",
    )
    return Finding("reference", min(found.confidence, 0.99), (said,))


def _tells_rows_apart(table: TableFindings, own: Columns) -> Finding:
    said = Evidence("It tells all rows of the table apart.", "可区分该表的所有行。")
    sure = next((each.confidence for each in table.keys if each.columns == own), 0.0)
    return Finding("identifier", min(max(sure, DEFAULT.tag_confidence), 0.99), (said,))


def _numbers_beside(column: ColumnFindings) -> Finding:
    """Return that it is a code: it tells rows apart as the key of its table does, for people."""
    said = Evidence(
        "It tells rows apart beside the key of this table.", "在本表的键之外，也能区分各行。"
    )
    return Finding("code", column.meanings[0].confidence, (said,))


def _is_short_for_another(column: ColumnFindings, keys: Collection[Columns]) -> bool:
    """Tell whether initials say a number of someone, in a table that has another key."""
    last = next(reversed(tokens(column.name)), "")
    is_short = len(last) > len("xxh") and last.endswith(SHORT_HAO) and last == column.name.lower()
    return is_short and bool(keys) and _recognised(column) == "identifier"


def _stands_beside(column: ColumnFindings) -> Finding:
    said = Evidence("Another column is the key of this table.", "另有一列为本表的键。")
    return Finding("reference", column.meanings[0].confidence, (said,))


def _recognised(column: ColumnFindings) -> str:
    return column.meanings[0].value if column.meanings else ""


def _is_numbered(column: ColumnFindings) -> bool:
    return _recognised(column) in NUMBERED or (
        _recognised(column) == "hash" and _is_called_key(column)
    )


def _is_called_key(column: ColumnFindings) -> bool:
    last = next(reversed(tokens(column.name)), "")
    return last in KEYS or last.endswith(("键", "key"))


def _gives_way(column: ColumnFindings, role: Finding) -> bool:
    """Tell whether what was recognised says less than the role: never where it is of a person."""
    known = meanings().get(_recognised(column))
    if known is None or (known.id in MADE and role.value == "reference"):
        return True
    if known.id == "hash" and role.value == "identifier":
        return True  # a UUID without its dashes
    if not known.identifies and role.value == "reference" and _is_called_key(column):
        return True  # the key of a dimension: ship_date_key, gender_id, 下单日期键
    is_specific = known.identifies or known.id in TIMES or known.group in SPECIFIC
    return known.sensitivity is Sensitivity.NONE and not is_specific and known.id != "currency_code"


def _with_role(column: ColumnFindings, role: Finding | None) -> ColumnFindings:
    """Return a column in a role, with the tags and the description that go with it."""
    if role == column.role:
        return column
    made = replace(column, role=role)
    others = tuple(
        each for each in column.tags if each.who != BY_RULE or not each.tag.startswith(NAMED_TAGS)
    )
    before, now = (_title(each.meaning) for each in (column, made))
    return replace(
        made,
        tags=(*_named_tags(made.meaning), *others),
        description=_retitled(column.description, before, now),
    )


def _named_tags(meaning: Finding | None) -> tuple[Tag, ...]:
    if meaning is None or meaning.confidence < DEFAULT.tag_confidence:
        return ()
    named = (f"meaning:{meaning.value}", f"group:{meanings()[meaning.value].group}")
    return tuple(Tag(tag, BY_RULE, meaning.evidence, meaning.confidence) for tag in named)


def _title(meaning: Finding | None) -> Text | None:
    return meanings()[meaning.value].title if meaning else None


def _retitled(description: Text, before: Text | None, now: Text | None) -> Text:
    """Return a drafted description with the title of the meaning that the column has now."""
    if before is None or now is None or before == now:
        return description
    return Text(
        en=_with_part(description.en, "; ", before.en, now.en),
        zh=_with_part(description.zh, "；", before.zh, now.zh),
    )


def _with_part(told: str, gap: str, before: str, now: str) -> str:
    """Return a sentence with its first part that is this title changed to another one."""
    parts = told.split(gap)
    at = next((n for n, each in enumerate(parts) if each.rstrip(".。") == before), None)
    if at is not None:
        parts[at] = now + parts[at][len(before) :]
    return gap.join(parts)
