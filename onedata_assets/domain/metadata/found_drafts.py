"""The standard that a scan drafts of a table: its sample, with what was found out of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.code_sets import LISTS
from onedata_assets.domain.metadata.findings import ColumnFindings, TableFindings
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Table
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


def meant(found: ColumnFindings) -> Meant:
    """Return what a draft needs to know of a column."""
    known = found.meaning
    meaning = meanings()[known.value] if known else None
    return Meant(
        title=meaning.title if meaning and meaning.group not in VAGUE else None,
        meaning=meaning.id if meaning else "",
        unit=found.unit.value if found.unit else "",
        sensitivity=found.sensitivity,
        codes={each.value: each.title for each in found.codes if each.title is not None},
        known_list=LISTS.get(meaning.id, "") if meaning else "",
    )
