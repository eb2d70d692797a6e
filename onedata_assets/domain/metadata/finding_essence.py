"""What of findings makes a version of a source if it changes: no figures, samples, texts.

Findings themselves are in `findings.py`, how two are compared in `finding_differences.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.findings import ColumnFindings, TableFindings


def essence_of(tables: Iterable[TableFindings]) -> str:
    """Return a digest of what makes a version of these findings."""
    told = json.dumps(
        [_essence(each) for each in tables], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(told.encode()).hexdigest()


def _essence(table: TableFindings) -> list[Any]:
    return [
        [table.table.schema, table.table.name],
        [_column_essence(each) for each in table.columns],
        sorted(each.tag for each in table.tags),
        sorted(each.columns for each in table.keys),
        sorted(
            [each.columns, each.source, str(each.parent), each.parent_columns]
            for each in table.references
        ),
    ]


def _column_essence(column: ColumnFindings) -> list[Any]:
    sure = sorted(each.tag for each in column.tags)
    return [column.name, column.logical, column.sensitivity, sure]
