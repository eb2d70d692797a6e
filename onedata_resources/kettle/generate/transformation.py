"""A plan becomes a transformation: its steps in the order of the plan, laid out as a person would.

How they are laid out is in `canvas.py`, the settings of each step in the modules beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.generate import checking, cleaning, inputs, joins, outputs
from onedata_resources.kettle.generate.canvas import Canvas
from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.places import FileSource, Source, TableSource, TableTarget
from onedata_resources.kettle.generate.plan import Join, Plan
from onedata_resources.kettle.model import Connection, Transformation
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.xml import serialise


def transformation_of(plan: Plan) -> Transformation:
    """Return the transformation, which runs the same here and on a real Kettle.

    Raises:
        KettleFileError: The plan contradicts itself; the text says where.
    """
    return read_transformation(ktr_of(plan), name=plan.name)


def ktr_of(plan: Plan) -> bytes:
    """Return the `.ktr` of the plan; the same plan gives the same bytes.

    Raises:
        KettleFileError: The plan contradicts itself; the text says where.
    """
    canvas = Canvas()
    _read(canvas, plan.source)
    for join in plan.joins:
        _join(canvas, join)
    _clean(canvas, plan)
    hashed = _mask(canvas, plan)
    _write(canvas, plan, hashed)
    document = canvas.document(
        plan.name,
        plan.description,
        parameters=plan.parameters.items(),
        connections=_connections(plan),
    )
    return serialise(document)


def written(plan: Mapping[str, Any]) -> str:
    """Return the text of the `.ktr` of a plan in plain data.

    Raises:
        KettleFileError: The plan contradicts itself; the text says where.
    """
    return ktr_of(Plan.model_validate(plan)).decode()


def _source_step(source: Source) -> tuple[str, str, list[Pair]]:
    if isinstance(source, TableSource):
        what = source.table or "query"
        return f"read {what}", "TableInput", inputs.table_input(source)
    name = "read " + source.path.rsplit("/", 1)[-1]
    if source.kind == "json":
        return name, "JsonInput", inputs.json_input(source)
    return name, "CsvInput", inputs.csv_input(source)


def _read(canvas: Canvas, source: Source) -> None:
    canvas.then(*_source_step(source))


def _join(canvas: Canvas, join: Join) -> None:
    added = ", ".join(join.columns.values())
    if join.kind == "database":
        if isinstance(join.source, FileSource) or not join.source.table:
            raise KettleFileError(
                f"The join that adds {added} asks a database row by row: its source must be a"
                " table.",
                f"添加 {added} 的连接逐行查询数据库：其来源须为表。",
            )
        canvas.then(f"look up {added}", "DBLookup", joins.db_lookup(join, join.source))
    elif join.kind == "lookup":
        other = canvas.put(*_source_step(join.source), canvas.column, 1)
        found = canvas.then(f"look up {added}", "StreamLookup", joins.stream_lookup(join, other))
        canvas.hops.append((other, found))
    else:
        _sorted_join(canvas, join, added)


def _sorted_join(canvas: Canvas, join: Join, added: str) -> None:
    """Sort both sides by the keys and merge them; the other side stands below."""
    column = max(canvas.column - 2, 0)
    other = canvas.put(*_source_step(join.source), column, 1)
    marked = canvas.put(f"columns of {added}", "SelectValues", joins.renamed(join), column + 1, 1)
    theirs = [name + joins.RIGHT for name in join.on.values()]
    second = canvas.put(f"sort {added}", "SortRows", joins.sort_rows(theirs), column + 2, 1)
    first = canvas.then("sort by " + ", ".join(join.on), "SortRows", joins.sort_rows(join.on))
    merged = canvas.then(f"join {added}", "MergeJoin", joins.merge_join(join, first, second))
    canvas.hops += [(other, marked), (marked, second), (second, merged)]


def _clean(canvas: Canvas, plan: Plan) -> None:
    if plan.filters:
        canvas.then("keep rows", "FilterRows", cleaning.filter_rows(plan.filters))
    if plan.distinct and plan.checks is None:
        canvas.then("first of each key", "UniqueRowsByHashSet", cleaning.unique_rows(plan.distinct))
    if plan.imputed:
        canvas.then("fill gaps", "IfNull", cleaning.if_null(plan.imputed))
    for mapped in plan.value_maps:
        canvas.then(f"map {mapped.column}", "ValueMapper", cleaning.value_mapper(mapped))
    if plan.calculations:
        canvas.then("calculate", "Calculator", cleaning.calculator(plan.calculations))


def _mask(canvas: Canvas, plan: Plan) -> set[str]:
    """Add the masking steps; return the columns that are hashed, whose hash has another name."""
    by_rule = {
        rule: [each for each in plan.masks if each.rule == rule]
        for rule in ("stars", "hash", "fixed")
    }
    if by_rule["stars"]:
        canvas.then("mask characters", "ReplaceString", cleaning.stars(by_rule["stars"]))
    if by_rule["fixed"]:
        canvas.then("hide values", "SetValueConstant", cleaning.fixed(by_rule["fixed"]))
    salted = [each for each in by_rule["hash"] if each.salt]
    if salted:
        canvas.then("salt", "Constant", cleaning.salt(salted))
    for each in by_rule["hash"]:
        canvas.then(f"hash {each.column}", "CheckSum", cleaning.checksum(each))
    return {each.column for each in by_rule["hash"]}


def _write(canvas: Canvas, plan: Plan, hashed: set[str]) -> None:
    names = [each.name or each.column for each in plan.outputs]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise KettleFileError(
            f"Plan {plan.name!r} writes {', '.join(repeated)} twice; give one another name.",
            f"计划 {plan.name!r} 重复写出 {'、'.join(repeated)}；请改名其中一个。",
        )
    chosen = [
        (each.column + cleaning.HASH if each.column in hashed else each.column, name)
        for each, name in zip(plan.outputs, names, strict=True)
    ]
    typed = {
        name: each for each, name in zip(plan.outputs, names, strict=True) if each.type is not None
    }
    if plan.checks is None:
        canvas.then("choose columns", "SelectValues", outputs.select_values(chosen, typed))
    else:
        checking.held(canvas, plan, chosen, typed)
    selected, column, target = canvas.last, canvas.column, plan.target
    if not isinstance(target, TableTarget):
        canvas.then(f"write {target.path}", "TextFileOutput", outputs.text_output(target))
    elif target.mode == "upsert":
        settings = outputs.insert_update(target, zip(names, names, strict=True))
        canvas.then(f"write {target.table}", "InsertUpdate", settings)
    else:
        settings = outputs.table_output(target, zip(names, names, strict=True))
        canvas.then(f"write {target.table}", "TableOutput", settings)
    if plan.rejected is not None and plan.checks is None:
        _reject(canvas, plan.rejected, selected, column)


def _reject(canvas: Canvas, target: TableTarget, source: str, column: int) -> None:
    """Send the rows that cannot be converted to a table of their own, with the reason."""
    settings = outputs.table_output(target, None)
    name = canvas.put(f"write {target.table}", "TableOutput", settings, column, 1)
    canvas.reject(source, name, columns=checking.ADDED)


def _connections(plan: Plan) -> list[Connection]:
    return [
        Connection(
            each.name,
            each.type,
            server=each.server,
            database=each.database,
            port=each.port,
            username=each.username,
            password=each.password,
            attributes=tuple(each.attributes.items()),
        )
        for each in plan.connections
    ]
