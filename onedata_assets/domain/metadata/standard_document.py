"""A standard as a document that people read and sign: Markdown in both languages, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from onedata_assets.domain.metadata.code_lists import is_long_list, told_list
from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.column_naming import ColumnNaming
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text

HEAD = (
    "| 列 Column | 名称 Title | 类型 Type | 规则 Rules | 敏感级别 Sensitivity |\n"
    "|---|---|---|---|---|"
)


def document(standard: TableStandard) -> str:
    """Return the standard as Markdown."""
    lines = [
        f"# {_title(standard.title)}",
        "",
        f"数据表 Table: `{standard.table}`",
        f"主键 Key: {_listed(standard.key)}",
        f"列命名 Column names: {', '.join(_naming(standard.naming)) or '–'}",
        "",
        HEAD,
        *(_row(each) for each in standard.columns),
    ]
    for column in standard.columns:
        if is_long_list(column):
            lines += ["", *_head(column), f"代码表 Code list: {told_list(column)}"]
        elif column.codes:
            lines += ["", *_codes(column)]
    return "\n".join(lines) + "\n"


def _naming(naming: ColumnNaming | None) -> Iterator[str]:
    if naming is None:
        return
    if naming.style:
        yield f"`{naming.style}`"
    if naming.prefix:
        yield f"前缀 prefix `{_plain(naming.prefix)}`"
    if naming.longest is not None:
        yield f"长度至多 length at most {naming.longest}"


def _row(column: ColumnStandard) -> str:
    kind = str(column.family)
    if column.meaning:
        kind += f" · {column.meaning}"
    cells = (
        f"`{_plain(column.name)}`",
        _plain(_title(column.title)),
        _plain(kind),
        "<br>".join(_plain(each) for each in _rules(column)) or "–",
        str(column.sensitivity),
    )
    return f"| {' | '.join(cells)} |"


RULES = {
    "unit": "单位 unit: {}",
    "shortest": "长度至少 length at least {}",
    "longest": "长度至多 length at most {}",
    "pattern": "格式 form: {}",
    "coding": "编码规则 made by: {}",
    "code_set": "共享代码集 shared code set: {}",
    "precision": "总位数 digits: {}",
    "scale": "小数位 decimals: {}",
    "bits": "整数位宽 bits: {}",
    "low": "≥ {}",
    "high": "≤ {}",
}


def _rules(column: ColumnStandard) -> Iterator[str]:
    if not column.nullable:
        yield "非空 not null"
    if column.unique:
        yield "唯一 unique"
    for name in RULES:
        yield from told_rule(column, name)
    if column.codes:
        yield f"代码集 code set ({len(column.codes)})"


def told_rule(column: ColumnStandard, name: str) -> Iterator[str]:
    """Yield a rule of a column in both languages, if the column has it."""
    rule = getattr(column, name)
    if name == "coding" and rule:
        yield told_coding(rule)
    elif rule not in {None, ""}:
        yield RULES[name].format(rule)


def told_coding(name: str) -> str:
    """Return a rule that codes are made by, with what they are."""
    return f"{RULES['coding'].format(name)} {_title(CODINGS[name].title)}"


def _head(column: ColumnStandard) -> tuple[str, str]:
    return f"## {_title(column.title)} `{column.name}`", ""


def _codes(column: ColumnStandard) -> Iterator[str]:
    yield from _head(column)
    if all(each.title.zh == each.title.en for each in column.codes):
        yield "| 代码 Code | 名称 Title |"
        yield "|---|---|"
        for code in column.codes:
            yield f"| `{_plain(code.value)}` | {_plain(code.title.zh)} |"
        return
    yield "| 代码 Code | 中文 | English |"
    yield "|---|---|---|"
    for code in column.codes:
        yield f"| `{_plain(code.value)}` | {_plain(code.title.zh)} | {_plain(code.title.en)} |"


def _title(title: Text) -> str:
    return title.zh if title.zh == title.en else f"{title.zh} / {title.en}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in names) or "–"


def _plain(text: str) -> str:
    """Return a text that a cell holds: a bar would end it, a line break the row."""
    return text.replace("|", "\\|").replace("\n", " ")
