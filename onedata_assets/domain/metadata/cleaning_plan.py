"""What a generated Kettle transformation does to bring a source table to its standard.

The plan is plain data, in the words of `onedata_resources/kettle/generate/plan.py`, which makes the
file of it. Names and types are those of the standard; rows whose values do not fit a type go to the
table of rejected rows. Rows that break another rule are kept, unless they are asked to be left out
(`cleaning_rules.py`): whether data keep their standard is for checks to say (`conformance.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from typing import Any

from onedata_assets.domain.metadata.cleaning_rules import MASKS, TYPES, checks_of, unique_of
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.standards import (
    ColumnStandard,
    StandardError,
    TableStandard,
)

LAKE = "lake"


@dataclass(frozen=True)
class Route:
    """From where to where: connections by name, the target table, the table of rejected rows.

    `columns` are the source's names by the standard's, where they differ.
    """

    source: str
    target: str
    table: str
    schema: str = ""
    rejected: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_lake(self) -> bool:
        """Tell whether the target is the lake, which has no keys, but versions."""
        return self.target.lower() == LAKE


def cleaning_plan(
    table: Table, standard: TableStandard, route: Route, *, only_conforming: bool = False
) -> dict[str, Any]:
    """Return the plan of the transformation.

    Raises:
        StandardError: The source has not a column that the standard has.
    """
    sources = {each.name: _source(table, each, route) for each in standard.columns}
    target = _target(standard, route)
    plan: dict[str, Any] = {
        "name": f"{table.name} → {standard.table}",
        "description": str(standard.title),
        "source": {
            "connection": route.source,
            "schema": table.name.schema,
            "table": table.name.name,
            "columns": list(dict.fromkeys(sources.values())),
        },
        "distinct": [sources[each] for each in standard.key],
        "outputs": [_output(each, sources[each.name], table) for each in standard.columns],
        "target": target,
    }
    if only_conforming:
        plan["checks"] = [rule for each in standard.columns for rule in checks_of(each)]
        plan["unique"] = unique_of(standard)
    if route.rejected:
        plan["rejected"] = _place(route, route.rejected)
    return plan


def _target(standard: TableStandard, route: Route) -> dict[str, Any]:
    """Return where rows go: by their key where there is one, in the lake as the whole table.

    The whole source is read each time, so the lake's table, which a run makes one version of, has
    each row once and none that the source lost, whether there is a key or not.
    """
    place = _place(route, route.table)
    if route.is_lake or not standard.key:
        return place
    return place | {"mode": "upsert", "keys": list(standard.key)}


def _place(route: Route, table: str) -> dict[str, Any]:
    place = {"connection": route.target, "schema": route.schema, "table": table}
    return place | ({"mode": "replace"} if route.is_lake else {})


def plan_diff(before: str, after: str) -> str:
    """Return what another generation changes in a file, as a unified diff; empty for nothing."""
    lines = unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="")
    return "\n".join(lines)


def _source(table: Table, column: ColumnStandard, route: Route) -> str:
    name = route.columns.get(column.name, column.name)
    if all(each.name != name for each in table.columns):
        raise StandardError(
            f"{table.name} has no column {name}, and no other that is surely {column.name} of the "
            "standard: scan the source again, or rename the column in the standard.",
            f"{table.name} 没有列 {name}，也没有可确定对应标准列 {column.name} 的其他列："
            "请重新扫描数据源，或在标准中修改该列。",
        )
    return name


def _output(column: ColumnStandard, source: str, table: Table) -> dict[str, Any]:
    told: dict[str, Any] = {"column": source, "name": column.name}
    kind = TYPES.get(column.family)
    if kind is not None and table.column(source).family is not column.family:
        told["type"] = kind
        if column.family in MASKS:
            told["mask"] = MASKS[column.family]
    if column.longest is not None:
        told["length"] = column.longest
    return told
