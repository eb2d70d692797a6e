"""The standard that a sample of a table suggests, with what was found out of its columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.code_sets import LISTS
from onedata_assets.domain.metadata.drafted_limits import may_be_key
from onedata_assets.domain.metadata.drafted_meanings import ROWS_FLOOR, Meant
from onedata_assets.domain.metadata.findings import ColumnFindings, TableFindings
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.kept_relations import with_kept
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Column, Table
from onedata_assets.domain.metadata.sources import SourceKind
from onedata_assets.domain.metadata.standard_drafts import drafted
from onedata_assets.domain.metadata.standards import TableStandard

if TYPE_CHECKING:
    import polars as pl

SURE_OF_MANY, SURE_OF_FEW = 0.4, 0.5
"""From here on a key that was found is taken for that of the table, of a hundred rows or less."""
VAGUE = frozenset({"key", "code", "thing", "text", "measure", "secret"})
"""Groups of meanings whose titles tell less than the name of a column."""


def drafts(
    name: str,
    table: Table,
    rows: pl.DataFrame,
    findings: TableFindings | None,
    *,
    is_whole: bool = False,
) -> TableStandard:
    """Return the standard that a sample suggests, under the name of the table's asset.

    `is_whole` says that the sample is all of the table.
    """
    columns = findings.columns if findings else ()
    told = {each.name: meant(each) for each in columns}
    made = drafted(table, rows, told, is_whole=is_whole).model_copy(update={"table": name})
    return with_found_key(made, findings) if findings else made


def with_found_key(standard: TableStandard, findings: TableFindings) -> TableStandard:
    """Return a draft with the key that all rows showed, where it has none; its columns are full.

    Few rows show little: a key must be surer there.
    """
    key = next((each for each in findings.keys if each.primary), None)
    if standard.key or key is None or not all(map(standard.column, key.columns)):
        return standard
    if len(key.columns) == 1 and not _may_be_alone(standard, findings, key.columns[0]):
        return standard
    seen = max((each.statistics.rows for each in findings.columns), default=0)
    if key.confidence < (SURE_OF_MANY if seen >= ROWS_FLOOR else SURE_OF_FEW):
        return standard
    full = {"nullable": False} | ({"unique": True} if len(key.columns) == 1 else {})
    columns = tuple(
        each.model_copy(update=full) if each.name in key.columns else each
        for each in standard.columns
    )
    return standard.model_copy(update={"columns": columns, "key": key.columns})


def _may_be_alone(standard: TableStandard, findings: TableFindings, name: str) -> bool:
    """Tell whether a column can be the whole key: no amount, day or name of a person can."""
    column = standard.column(name)
    known = next((each.meaning for each in findings.columns if each.name == name), None)
    if column is None:
        return False
    return may_be_key(Column(name, "", column.family), known.value if known else "")


def draft_of(
    name: str,
    kind: SourceKind,
    table: Table,
    rows: pl.DataFrame,
    *,
    most: int,
    today: date,
    known: TableFindings | None = None,
) -> TableStandard:
    """Return the standard that at most `most` rows of a table suggest, on demand.

    `known` is what was found of all its rows.
    """
    findings = found(table, rows, mark="", today=today)
    findings = with_kept(findings, known, table) if known else findings
    return drafts(name, table, rows, findings, is_whole=is_whole(kind, table, rows, most))


def is_whole(kind: SourceKind, table: Table, rows: pl.DataFrame, most: int) -> bool:
    """Tell whether these rows, at most `most`, are all of the table."""
    if kind is SourceKind.FILES:  # of files, only some are looked at
        return table.rows is not None and rows.height >= table.rows
    return rows.height < most


def meant(column: ColumnFindings) -> Meant:
    """Return what a draft needs to know of a column."""
    known = column.meaning
    meaning = meanings()[known.value] if known else None
    return Meant(
        title=meaning.title if meaning and meaning.group not in VAGUE else None,
        meaning=meaning.id if meaning else "",
        unit=column.unit.value if column.unit else "",
        sensitivity=column.sensitivity,
        codes={each.value: each.title for each in column.codes if each.title is not None},
        known_list=LISTS.get(meaning.id, "") if meaning else "",
        logical=column.logical,
        form=column.form,
    )
