"""What a statement cannot say of a standard, in words before it, and what people call its columns.

The statement is in `standard_ddl.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from onedata_assets.domain.metadata.code_lists import is_long_list, told_list
from onedata_assets.domain.metadata.ddl_checks import literal, matches
from onedata_assets.domain.metadata.ddl_columns import Columns
from onedata_assets.domain.metadata.ddl_numbers import is_uuid, number_checks
from onedata_assets.domain.metadata.dialect_model import Foreign
from onedata_assets.domain.metadata.standard_document import told_rule
from onedata_assets.domain.metadata.standards import ColumnStandard
from onedata_assets.domain.processing.contract import Text

NUL = "\0"
"""No database reads on behind it."""
SAID = "以下规则不在语句中 / rules that are not in the statement:"
RENAMED = "以下列名数据库无法使用 / names that the database does not take:"
ONLY_IF_ASKED = (
    "SQLite 仅在连接执行 PRAGMA foreign_keys = ON 后检查外键"
    " / SQLite keeps foreign keys only after the connection's PRAGMA foreign_keys = ON"
)


def said(columns: Columns, foreign: Iterator[str]) -> Iterator[str]:
    """Yield the rules that the statement does not have, as comments; `foreign` are references."""
    told = [*_unkept_key(columns), *foreign]
    for column in columns.standard.columns:
        told += [f"{column.name}: {each}" for each in _unkept(column, columns)]
    yield from _listed(SAID, told)
    new = [f"{old} → {called}" for old, called in columns.called.items() if old != called]
    yield from _listed(RENAMED, new)
    if columns.held and columns.dialect.foreign is Foreign.INLINE:
        yield f"-- {ONLY_IF_ASKED}"


def title_of(title: Text, name: str, unit: str = "") -> str:
    """Return what people call something, in both languages; nothing where it is the name itself."""
    told = title.zh if title.zh == title.en else f"{title.zh} / {title.en}"
    behind = f" ({unit})" if unit else ""
    return "" if told == name and not unit else f"{told}{behind}"


def line(text: str) -> str:
    """Return a text as a comment of one line."""
    return f"-- {' '.join(text.replace(NUL, ' ').split())}"


def _listed(head: str, told: list[str]) -> Iterator[str]:
    if told:
        yield f"-- {head}"
        yield from (line(each).replace("-- ", "--   ", 1) for each in told)


def _unkept_key(columns: Columns) -> Iterator[str]:
    key = columns.standard.key
    if key and not (columns.key and columns.dialect.has_keys):
        yield f"主键 key: ({', '.join(key)})"


def _unkept(column: ColumnStandard, columns: Columns) -> Iterator[str]:
    has_checks, dialect = columns.dialect.has_checks, columns.dialect
    if column.unique and not columns.is_unique(column) and columns.key != (column.name,):
        yield "唯一 unique"
    if not (is_uuid(column, dialect) or (has_checks and matches(column, dialect, ""))):
        yield from told_rule(column, "pattern")
    if is_long_list(column):
        yield f"代码集 code set: {told_list(column)}"
    yield from told_rule(column, "coding")
    if not has_checks:
        for rule in ("shortest", "low", "high"):
            yield from told_rule(column, rule)
        if any(number_checks(column, dialect, "")):
            yield from told_rule(column, "precision")
            yield from told_rule(column, "bits")
        if column.codes and not is_long_list(column):
            values = ", ".join(literal(column, each.value, dialect) for each in column.codes)
            yield f"代码集 code set: {values}"
