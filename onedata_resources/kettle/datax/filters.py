"""dx_filter: rows are left out where a condition holds; how null compares is DataX's own."""

from __future__ import annotations

from datetime import UTC, datetime

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.columns_of_record import Parameters, as_text
from onedata_resources.kettle.datax.job import Plugin
from onedata_resources.kettle.datax.typed_columns import DATE_MASK
from onedata_resources.kettle.generate.cleaning import filter_rows
from onedata_resources.kettle.generate.plan import Comparison, Filter
from onedata_resources.kettle.values.types import KettleType

K = KettleType
_OPERATORS: dict[str, Comparison] = {
    ">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "=", "==": "=", "!=": "<>",
    "like": "REGEXP", "not like": "REGEXP",
}  # fmt: skip


def filtered(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    """Keep the rows that DataX keeps: those that the condition does not hold for."""
    code, value = given.paras[0].strip().lower(), given.paras[1]
    if code not in _OPERATORS or not value:
        raise plugin.refuse(
            "paras",
            f"the operator is one of {', '.join(_OPERATORS)}, and there is a value.",
            f"运算符须为 {'、'.join(_OPERATORS)} 之一，且须有比较值。",
        )
    if "like" in code:
        rows = as_text(builder, rows, given.columnIndex)
    column = (rows.columns or ())[given.columnIndex]
    kept = filter_rows(_kept(plugin, column, code, value))
    return builder.then(rows, "dx_filter", "FilterRows", kept)


def _kept(plugin: Plugin, column: Column, code: str, value: str) -> list[Filter]:
    """Return the condition of the rows that stay; how null compares is DataX's own."""
    null = Filter(column=column.name, function="IS NULL")
    some = Filter(column=column.name, function="IS NOT NULL")
    if value.lower() == "null" and code in {"=", "==", "!="}:
        return [null] if code == "!=" else [some]
    kind, text, mask = _constant(plugin, column, code, value)
    found = Filter(
        column=column.name,
        function="=" if code == "!=" else _OPERATORS[code],
        value=text,
        type=kind,
        mask=mask,
    )
    if code in {"!=", "not like"}:
        return [some, found]
    return [null, found.model_copy(update={"negated": True, "operator": "OR"})]


def _constant(plugin: Plugin, column: Column, code: str, value: str) -> tuple[KettleType, str, str]:
    """Return the value as a constant; a date is compared with milliseconds since 1970."""
    if "like" in code or column.type in {None, K.STRING}:
        return K.STRING, value, ""
    if column.type is K.BOOLEAN:
        return K.BOOLEAN, "Y" if value.lower() == "true" else "N", ""
    try:
        number = float(value)
    except ValueError:
        raise plugin.refuse(
            "paras[1]", f"{value!r} is not a number.", f"{value!r} 不是数值。"
        ) from None
    if column.type is K.DATE:
        moment = datetime.fromtimestamp(number / 1000, UTC)
        return K.DATE, f"{moment:%Y-%m-%d %H:%M:%S}", DATE_MASK
    return column.type or K.NUMBER, value, ""
