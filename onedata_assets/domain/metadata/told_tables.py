"""What definitions and materializations tell of tables, as plain data, for the rules of tags.

The portal reads it from Dagster's API (`onedata_portal/api/tag_reading.py`), the command line from
the definitions themselves (`lib/told_tables.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onedata_assets.domain.metadata.annotations import Annotation, ColumnOf, Key
from onedata_assets.domain.metadata.auto_tags import Tag
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.told_tags import Told
from onedata_assets.domain.processing.contract import KEEPS_LESS, MADE_BY
from onedata_assets.domain.security.data_reading import COLUMN_TAG, TABLE_TAG, strictest

SOURCE, SOURCE_TABLE = "onedata/source", "onedata/table"
"""Metadata of a table that a scan found: the source's name, and the table's name in it."""


@dataclass(frozen=True)
class ToldColumn:
    """A column as a definition or a materialization tells of it."""

    name: str
    type: str = ""
    comment: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ToldTable:
    """A table as it is defined and as it was written last; `found` is its name in its source."""

    sensitivity: str | None = None
    columns: Sequence[ToldColumn] = ()
    made_of: Mapping[str, Collection[ColumnOf]] = field(default_factory=dict)
    found: tuple[str, str] | None = None


def told_table(
    tags: Mapping[str, str],
    declared: Sequence[ToldColumn],
    written: Sequence[ToldColumn],
    made_of: Mapping[str, Collection[ColumnOf]],
    texts: Mapping[str, str],
) -> ToldTable:
    """Return a table whose columns are those that were written last, explained by declared ones.

    Of two sensitivities of a column the stricter holds; a column that is declared alone is kept, as
    earlier versions may have it.
    """
    by_name = {each.name: each for each in (*declared, *written)}
    first = {each.name: each for each in declared}
    levels = strictest(
        *(
            {each.name: each.tags[COLUMN_TAG] for each in those if COLUMN_TAG in each.tags}
            for those in (declared, written)
        )
    )
    columns = [
        ToldColumn(
            name,
            each.type,
            each.comment or (first[name].comment if name in first else ""),
            {
                **(first[name].tags if name in first else {}),
                **each.tags,
                **({COLUMN_TAG: levels[name]} if name in levels else {}),
            },
        )
        for name, each in by_name.items()
    ]
    found = (texts[SOURCE], texts[SOURCE_TABLE]) if {SOURCE, SOURCE_TABLE} <= texts.keys() else None
    return ToldTable(tags.get(TABLE_TAG), columns, made_of, found)


RuleTags = Mapping[tuple[str, str], Mapping[str, Sequence[Tag]]]
"""Tags that scans gave, by source and table, and by column."""


def rule_tags(source: str, findings: SourceFindings) -> RuleTags:
    """Return the tags that a scan gave the columns of a source's tables."""
    return {
        (source, str(table.table)): {each.name: each.tags for each in table.columns if each.tags}
        for table in findings
    }


def told(
    tables: Mapping[Key, ToldTable], rules: RuleTags, annotations: Iterable[Annotation]
) -> Told:
    """Return all that is told before anything flows."""
    columns: dict[ColumnOf, str | None] = {}
    by_rule: dict[ColumnOf, Sequence[Tag]] = {}
    ends: set[ColumnOf] = set()
    for key, table in tables.items():
        scanned = rules.get(table.found, {}) if table.found else {}
        for each in table.columns:
            on = (key, each.name)
            if tags := scanned.get(each.name):
                by_rule[on] = tags
            columns[on] = each.tags.get(COLUMN_TAG)
            if each.tags.get(MADE_BY) in KEEPS_LESS:
                ends.add(on)
    return Told(
        tables={key: each.sensitivity for key, each in tables.items() if each.sensitivity},
        columns=columns,
        rules=by_rule,
        annotations=tuple(annotations),
        made_of={
            (key, name): parents
            for key, table in tables.items()
            for name, parents in table.made_of.items()
        },
        ends=ends,
        scanned={key for key, table in tables.items() if table.found},
    )
