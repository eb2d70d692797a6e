"""Entries that decide which hop is followed: EVAL by a script, SIMPLE_EVAL by a comparison."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.java_texts import comma_parts, java_trim, variable_name
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row, first_row
from onedata_resources.kettle.engine.patterns import fits
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

SCRIPT_SECONDS = 60.0
_DOUBLE = re.compile(r"[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?)")
_BOOLEANS = {"Y", "TRUE", "YES", "1"}
DEFAULT_DATE_MASK = "M/d/yy h:mm a"
_NEGATED = {
    "different": "equal",
    "notcontains": "contains",
    "notstatwith": "startswith",  # as Kettle spells it
    "notendwith": "endswith",
    "notinlist": "inlist",
}
_TEXT_CONDITIONS = {"equal", "contains", "startswith", "endswith", "regexp", "inlist", *_NEGATED}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "different": ne,
    "smaller": lt,
    "smallequal": le,
    "greater": gt,
    "greaterequal": ge,
}
"""Conditions of a number and one other; any word that is none of Kettle's means equality."""
_CONDITIONS = {"equal", "between", "inlist", "notinlist", *COMPARISONS}


@entry("EVAL", resets_errors=False)
def evaluate(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """EVAL succeeds if its JavaScript's value is true; a script that fails is an error."""
    from onedata_resources.kettle.engine.javascript import JavaScript, ScriptError

    lines = previous.lines
    bindings = {
        "errors": previous.errors,
        **{f"lines_{name}": value for name, value in vars(lines).items() if name != "deleted"},
        "files_retrieved": previous.files_retrieved,
        "exit_status": previous.exit_status,
        "nr": previous.nr,
        "is_windows": False,
        "__success": previous.success,
        "__rows": [{"names": row.names, "values": row.values} for row in each_row(previous.rows)],
        "__files": [each.path for each in previous.files],
        "__variables": dict(run.variables),
        "__job": run.job.name,
        "__entry": found.name,
        "__script": run.settings(found.xml).raw("script"),
    }
    prelude = (Path(__file__).parent / "eval_script.js").read_text(encoding="utf-8")
    try:
        with JavaScript(seconds=SCRIPT_SECONDS) as sandbox:
            sandbox.define(bindings)
            sandbox.run(prelude)
            success = sandbox.run("Boolean((0, eval)(__script))")
            changed = sandbox.run("__changed")
    except ScriptError as error:
        raise BadInputError(
            f"Couldn't compile or run the script of entry [{found.name}]: {error}",
            f"条目 [{found.name}] 的脚本无法编译或执行：{error}",
        ) from error
    if isinstance(changed, dict):
        run.variables.update({name: str(value) for name, value in changed.items()})
    return previous.ended(success is True)


@entry("SIMPLE_EVAL")
def simple_evaluate(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SIMPLE_EVAL succeeds if its comparison holds; a value that cannot be read is an error."""
    settings = run.settings(found.xml)
    if settings.raw("valuetype", "field").lower() != "variable":
        value = _field(found, settings, previous)
        return previous.ended(_holds(found, settings, value))
    written = settings.raw("variablename")
    if not written:
        raise refuse(found, "names no variable to evaluate", "没有指定要判断的变量")
    name = variable_name(written)
    if settings.flag("successwhenvarset"):
        return previous.ended(name in run.variables)
    bare = not any(sign in written for sign in ("${", "%%", "$[", "}", "]"))
    value = run.expand(f"${{{written}}}" if bare else written)
    if _is_unset(run, settings, name):
        return previous.ended(True)
    return previous.ended(_holds(found, settings, value))


def _is_unset(run: JobRun, settings: StepXml, name: str) -> bool:
    """Tell whether the variable equals no text because Kettle takes it for one that is not set.

    It asks the Java machine, which knows what was set for all of it, and neither parameters nor
    variables of jobs: these equal no text whatever their value is.
    """
    asked = _kind(settings) == "string" and _operator(settings) == "equal"
    return asked and not settings.text("comparevalue") and name not in run.machine


def _field(found: Entry, settings: StepXml, previous: JobResult) -> str:
    row = first_row(previous.rows)
    if row is None:
        raise refuse(
            found,
            "compares a field of the first result row, and there is no row: have a transformation"
            " before it copy rows to the result",
            "要比较第一行结果中的字段，但没有结果行：请在之前的转换中把行复制到结果",
        )
    name = settings.text("fieldname")
    if not row.has(name):
        listed = ", ".join(row.names)
        raise refuse(
            found,
            f"compares field {name!r}, which the result rows do not have (they have {listed})",
            f"要比较字段 {name!r}，但结果行中没有该字段（已有：{listed}）",
        )
    return row.text(name)


def _kind(settings: StepXml) -> str:
    kind = settings.raw("fieldtype", "string").lower()
    return kind if kind in {"number", "datetime", "boolean"} else "string"


def _operator(settings: StepXml) -> str:
    """Return the condition; one that there is not means equality."""
    texts = _kind(settings) == "string"
    written = settings.raw("successcondition" if texts else "successnumbercondition").lower()
    return written if written in (_TEXT_CONDITIONS if texts else _CONDITIONS) else "equal"


def _holds(found: Entry, settings: StepXml, value: str) -> bool:
    kind = _kind(settings)
    if kind == "boolean":
        if not value:
            raise refuse(found, "asks whether no text at all is true", "要判断真假的值为空")
        truth = value.upper() in _BOOLEANS
        return truth is (settings.raw("successbooleancondition", "true").lower() != "false")
    if kind == "number":
        return _ordered(settings, value, lambda text: _double(found, text))
    if kind == "datetime":
        mask = settings.text("mask") or DEFAULT_DATE_MASK
        return _ordered(settings, value, lambda text: _moment(found, text, mask), dates=True)
    return _texts(settings, value)


def _texts(settings: StepXml, value: str) -> bool:
    operator, other = _operator(settings), settings.text("comparevalue")
    positive = {
        "equal": lambda: value == other,
        "contains": lambda: other in value,
        "startswith": lambda: value.startswith(other),
        "endswith": lambda: value.endswith(other),
        "regexp": lambda: fits(other, value),
        "inlist": lambda: value in [java_trim(each) for each in comma_parts(other)],
    }
    if operator in _NEGATED:
        return not positive[_NEGATED[operator]]()
    return positive[operator]()


def _ordered(
    settings: StepXml, text: str, read: Callable[[str], float], *, dates: bool = False
) -> bool:
    operator, value = _operator(settings), read(text)
    if operator == "between":
        low, high = read(settings.text("minvalue")), read(settings.text("maxvalue"))
        if low >= high:
            raise BadInputError(
                f"The range from {settings.text('minvalue')} to {settings.text('maxvalue')} is"
                " empty: the first must be smaller than the second.",
                f"区间 {settings.text('minvalue')} 到 {settings.text('maxvalue')} 为空："
                "最小值须小于最大值。",
            )
        return low <= value <= high
    other = settings.text("comparevalue")
    if operator in {"inlist", "notinlist"}:
        # Kettle reads the whole list as one date for each part: only a list of one works there.
        parts = comma_parts(other)
        found = any(value == read(each) for each in ([other] * len(parts) if dates else parts))
        return found is (operator == "inlist")
    return COMPARISONS.get(operator, eq)(value, read(other))


def _double(found: Entry, text: str) -> float:
    plain = java_trim(text)
    if not _DOUBLE.fullmatch(plain):
        raise refuse(found, f"compares {text!r}, which is no number", f"要比较的 {text!r} 不是数字")
    return float(plain.rstrip("dDfF") if plain[-1] in "dDfF" else plain)


def _moment(found: Entry, text: str, mask: str) -> float:
    import polars as pl

    from onedata_resources.kettle.values.date_column import parse_dates

    moment = parse_dates(pl.Series([text], dtype=pl.String), mask, lenient=True)[0]
    if moment is None:
        raise refuse(
            found,
            f"compares {text!r}, which is no date of the form {mask!r}",
            f"要比较的 {text!r} 不是格式为 {mask!r} 的日期",
        )
    return moment.timestamp()
