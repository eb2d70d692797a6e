"""The steps of a plan with checks: values are read, held to rules, and rows that break one leave.

A row leaves with the rules that it breaks, for the table of rejected rows, or else for a step that
only counts it. Columns leave as they were read, under the names of the outputs. What steps write
is in `transformation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.generate import cleaning, joins, outputs
from onedata_resources.kettle.generate.checks import data_grid, validator
from onedata_resources.kettle.generate.places import TableSource
from onedata_resources.kettle.generate.plan import Check, Join, Output, Plan

if TYPE_CHECKING:
    from onedata_resources.kettle.generate.canvas import Canvas

READ = "__read"
"""What marks a column that was converted, beside the one as it came."""
KNOWN = "__known"
"""What marks the column that tells what a code means, which no unknown one has."""
LISTED = 20
"""As many codes stand in the check itself; more are rows of their own, found by hash."""
ADDED = {"descriptions": "reject_reason", "codes": "reject_code"}


def held(
    canvas: Canvas, plan: Plan, chosen: Iterable[tuple[str, str]], typed: Mapping[str, Output]
) -> None:
    """Lay out the steps from the columns that are chosen to those that are written.

    Raises:
        KettleFileError: A key, or a check, is of a column that is not written.
    """
    pairs = list(chosen)
    names = [name for _, name in pairs]
    now = {name: name + READ if name in typed else name for name in names}
    copies = [(column, name + READ) for column, name in pairs if name in typed]
    canvas.then("choose columns", "SelectValues", outputs.select_values([*pairs, *copies]))
    left = _Left(canvas, plan, names)
    if typed:
        changes = {name + READ: each for name, each in typed.items()}
        left.of(canvas.then("read values", "SelectValues", outputs.select_values([], changes)))
    checks = [_found(canvas, each, now) for each in plan.checks or ()]
    if checks:
        kept = canvas.then("hold to rules", "Validator", validator(checks))
        left.of(kept)
    for key in _keys(plan, dict(pairs)):
        told = f"{', '.join(key)}: a row before has the same / 与前面的行重复"
        settings = cleaning.unique_rows([now[name] for name in key], rejected=told)
        name = "first of each " + ("key" if key == _key(plan, dict(pairs)) else key[0])
        left.of(canvas.then(name, "UniqueRowsByHashSet", settings))
    back = [(now[name], name) for name in names]
    canvas.then("columns of the table", "SelectValues", outputs.select_values(back))
    left.end()


def _key(plan: Plan, names: Mapping[str, str]) -> tuple[str, ...]:
    lost = [each for each in plan.distinct if each not in names]
    lost += [each.column for each in plan.checks or () if each.column not in names.values()]
    lost += [each for each in plan.unique if each not in names.values()]
    if lost:
        raise KettleFileError(
            f"Plan {plan.name!r} checks {', '.join(lost)}, which it does not write.",
            f"计划 {plan.name!r} 检查未写出的列：{'、'.join(lost)}。",
        )
    return tuple(names[each] for each in plan.distinct)


def _keys(plan: Plan, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    key = _key(plan, names)
    return list(dict.fromkeys([*([key] if key else []), *((each,) for each in plan.unique)]))


def _found(canvas: Canvas, check: Check, now: Mapping[str, str]) -> Check:
    """Return the check of what the column is called now; many codes are looked up before."""
    column = now[check.column]
    if len(check.values) <= LISTED:
        return check.model_copy(update={"column": column})
    codes = [(value, means or value) for value, means in check.values.items()]
    if check.null:
        codes.append(("", "null"))  # a null meets the row whose code is null
    fields = [("code", str(check.type)), ("means", "String")]
    name = f"codes of {check.column}"
    other = canvas.put(name, "DataGrid", data_grid(fields, codes), canvas.column, 1)
    known = check.column + KNOWN
    asked = Join(
        source=TableSource(connection="", table=other, columns=("code", "means")),
        on={column: "code"},
        columns={"means": known},
    )
    found = canvas.then(
        f"look up {check.column}", "StreamLookup", joins.stream_lookup(asked, other)
    )
    canvas.hops.append((other, found))
    return Check(column=known, null=False, code=check.code, told=check.told)


class _Left:
    """Where rows go that leave: each step's through a choice of columns, all to one end."""

    def __init__(self, canvas: Canvas, plan: Plan, names: Iterable[str]) -> None:
        self._canvas, self._plan = canvas, plan
        self._columns = [(name, name) for name in (*names, *ADDED.values())]
        self._ways: list[str] = []

    def of(self, step: str) -> None:
        """Send the rows that a step rejects away."""
        canvas = self._canvas
        settings = outputs.select_values(self._columns)
        way = canvas.put("columns of rejected", "SelectValues", settings, canvas.column - 1, 2)
        canvas.reject(step, way, columns=ADDED)
        self._ways.append(way)

    def end(self) -> None:
        """Place the end of all ways: the table of rejected rows, or a step that counts them."""
        if not self._ways:
            return
        canvas, target = self._canvas, self._plan.rejected
        if target is None:
            end = canvas.put("rows left out", "Dummy", [], canvas.column, 2)
        else:
            settings = outputs.table_output(target, None)
            end = canvas.put(f"write {target.table}", "TableOutput", settings, canvas.column, 2)
        canvas.hops += [(way, end) for way in self._ways]
