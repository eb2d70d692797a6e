"""The standard that a sample of a table suggests, with what was found out of its columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.code_sets import LISTS
from onedata_assets.domain.metadata.findings import ColumnFindings, TableFindings
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.sources import SourceKind
from onedata_assets.domain.metadata.standard_drafts import Meant, drafted
from onedata_assets.domain.metadata.standards import TableStandard

if TYPE_CHECKING:
    import polars as pl

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
    return drafted(table, rows, told, is_whole=is_whole).model_copy(update={"table": name})


def draft_of(
    name: str, kind: SourceKind, table: Table, rows: pl.DataFrame, *, most: int, today: date
) -> TableStandard:
    """Return the standard that at most `most` rows of a table suggest, on demand."""
    findings = found(table, rows, mark="", today=today)
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
    )
