"""What follows from a metric, before it is kept: its query, tables, columns and their lineage.

The columns come from a dry run of the query on empty tables (`clients/lake_dry_run.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_forms import Metrics, Pair, form_of, parts_of, tables_of
from onedata_assets.domain.metadata.metric_sql import compiled
from onedata_assets.domain.metadata.metrics import VALUE, Grain, Metric, MetricKind, value_table

if TYPE_CHECKING:
    import polars as pl

Columns = Mapping[Pair, Mapping[str, str]]
"""Of each table its columns with their types."""


@dataclass(frozen=True)
class Facts:
    """What follows from a metric: `reads` are the tables that its own asset reads."""

    sql: str
    reads: tuple[Pair, ...]
    keys: tuple[str, ...]
    lineage: Mapping[str, tuple[tuple[Pair, str], ...]]


def facts_of(metric: Metric, others: Metrics, columns: Columns) -> Facts:
    """Return what follows from a metric; `columns` give the lineage of an atom.

    Raises:
        DocumentError: As `form_of`, or its SQL cannot be read.
    """
    sql = compiled(metric, others, stored=True)
    form = form_of(metric, others)
    if metric.kind is MetricKind.ATOM:
        reads = tables_of(metric)
        return Facts(sql, reads, form.keys, _atom_lineage(sql, form.keys, columns))
    parts = parts_of(metric)
    pairs = {name: value_table(name) for name in parts}
    forms = {name: form_of(others[name], others) for name in parts}
    lineage = {
        key: tuple((pairs[name], key) for name in parts if key in forms[name].keys)
        for key in form.keys
    }
    lineage[VALUE] = tuple((pair, VALUE) for pair in pairs.values())
    return Facts(sql, tuple(pairs.values()), form.keys, lineage)


def check_result(metric: Metric, found: pl.Schema) -> None:
    """Go on where a query's columns are those of the metric.

    Raises:
        DocumentError: One is missing, one is more, or one is of another type.
    """
    wanted = [*metric.keys, VALUE]
    lacking = [name for name in wanted if name not in found]
    spare = [name for name in found if name not in wanted]
    if lacking or spare:
        raise _of_columns(wanted, list(found))
    if not found[VALUE].is_numeric():
        raise DocumentError(
            f"sql: value must be a number, not {found[VALUE]}.",
            f"sql：value 必须是数值，而不是 {found[VALUE]}。",
            "sql",
        )
    if metric.grain is not Grain.NONE:
        kind = found[metric.grain.value]
        if kind.base_type().__name__ not in {"Date", "Null"}:
            raise DocumentError(
                f"sql: {metric.grain} must be a DATE, not {kind}: write CAST(... AS DATE).",
                f"sql：{metric.grain} 必须是 DATE，而不是 {kind}：请写 CAST(... AS DATE)。",
                "sql",
            )


def _of_columns(wanted: list[str], found: list[str]) -> DocumentError:
    return DocumentError(
        f"sql must return the columns {', '.join(wanted)}; it returns {', '.join(found)}.",
        f"sql 须返回列 {'、'.join(wanted)}，现返回 {'、'.join(found)}。",
        "sql",
    )


def _atom_lineage(
    sql: str, keys: tuple[str, ...], columns: Columns
) -> dict[str, tuple[tuple[Pair, str], ...]]:
    """Return the columns that each is made from; none where sqlglot cannot tell."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage

    schema: dict[str, dict[str, Mapping[str, str]]] = {}
    for (layer, table), has in columns.items():
        schema.setdefault(layer, {})[table] = has
    told = {}
    for name in (*keys, VALUE):
        try:
            node = lineage(name, sql, schema=schema, dialect="duckdb")
        except SqlglotError:
            continue
        found = {
            ((leaf.db, leaf.name), each.name.rsplit(".", 1)[-1].strip('"'))
            for each in node.walk()
            if isinstance(leaf := each.expression, exp.Table)
        }
        told[name] = tuple(sorted((pair, column) for pair, column in found if column != "*"))
    return told
