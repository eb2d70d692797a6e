"""What a scan noted of tables, as people read it: how they are read, what is left out of them.

What is noted is in `Table.properties`, `Table.notes` and the problems of a structure; who notes it
is in `onedata_resources/clients/catalog_*.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from onedata_assets.domain.metadata.model import Evidence, Table, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_assets.domain.processing.contract import Text

_NOTES = {
    "lines_before_table": (
        "Lines of titles and remarks before the table, which are left out: {}.",
        "表格之前的标题或说明行未读入，行数：{}。",
    ),
    "read_by": ("Read by {}.", "读取者：{}。"),
    "written_by": ("Written by {}.", "写入者：{}。"),
    "run_by": ("Run by {}.", "运行者：{}。"),
    "schema": ("Its rows are described as {}.", "行结构定义：{}。"),
    "parameters": ("May be asked with the parameters {}.", "可用查询参数：{}。"),
    "deprecated": ("Whoever offers it says that it will go away.", "提供方已声明弃用。"),
}
_LABELS = {
    "format": ("Format", "格式"),
    "encoding": ("Encoding", "编码"),
    "mixed": ("Encoding of other lines", "其余行的编码"),
    "delimiter": ("Delimiter", "分隔符"),
    "quote": ("Quote", "引号"),
    "header": ("Line of names", "列名行"),
    "skipped_lines": ("Lines skipped", "跳过行数"),
    "rows_at": ("Rows at", "数据行位置"),
    "layout": ("Layout", "日志格式"),
    "time_format": ("Form of moments", "时间格式"),
    "path": ("Path", "路径"),
    "method": ("Method", "请求方法"),
    "required_parameters": ("Required parameters", "必填参数"),
    "connection": ("Connection", "连接"),
    "schema": ("Schema", "模式"),
    "database_type": ("Database", "数据库类型"),
    "server": ("Server", "服务器"),
    "database": ("Database name", "数据库名"),
}
_VALUES = {
    "yes": Text(en="yes", zh="有"),
    "no": Text(en="no", zh="无"),
    "\t": Text(en="tab", zh="制表符"),
    " ": Text(en="blank", zh="空格"),
}
_SAYS_NOTHING = frozenset({("skipped_lines", "0")})
TOLD_BY_PROBLEMS = "lines_before_table"
"""A note that a problem of the file tells too, wherever problems of files are kept."""


def notes_of(table: Table, structure: Structure) -> list[Evidence]:
    """Return what is noted of a table in both languages: what is left out of it first.

    Why a table could not be read at all is no note.
    """
    partial = [each for each in _problems(table, structure) if each.is_partial]
    told = [_of_file(each, table) for each in partial]
    told += [
        _note(key, value)
        for key, value in table.notes.items()
        if key != TOLD_BY_PROBLEMS or not partial
    ]
    return told


def read_as(table: Table) -> list[tuple[Text, Text]]:
    """Return how a table is read, each thing with what it is called."""
    order = [*_LABELS, *table.properties]
    told = sorted(table.properties.items(), key=lambda each: order.index(each[0]))
    return [
        (_label(key), _VALUES.get(value, Text(en=value, zh=value)))
        for key, value in told
        if value and (key, value) not in _SAYS_NOTHING
    ]


def problem_of(table: Table, structure: Structure) -> Problem | None:
    """Return why the rows of a table that is there could not be read; None where they could."""
    whole = (each for each in _problems(table, structure) if not each.is_partial)
    return next(whole, None)


def problems_of_others(structure: Structure) -> list[Problem]:
    """Return the problems of what makes no table: files, views, paths that could not be read."""
    names = [each.name for each in structure.tables]
    return [
        each for each in structure.problems if not any(_has(name, each.table) for name in names)
    ]


def _problems(table: Table, structure: Structure) -> Iterator[Problem]:
    return (each for each in structure.problems if _has(table.name, each.table))


def _has(table: TableName, told: TableName) -> bool:
    """Tell whether something is said of a table, or of one of the files that make it."""
    is_series = "*" in table.name and not table.schema and not told.schema
    return table == told or (is_series and fnmatchcase(told.name, table.name))


def _of_file(problem: Problem, table: Table) -> Evidence:
    """Return a problem; one of a file among several says of which."""
    if problem.table == table.name:
        return Evidence(problem.en, problem.zh)
    return Evidence(f"{problem.table}: {problem.en}", f"{problem.table}：{problem.zh}")


def _note(key: str, value: str) -> Evidence:
    plain = key.replace("_", " ")
    en, zh = _NOTES.get(key, (f"{plain}: {{}}.", f"{plain}：{{}}。"))
    return Evidence(en.format(value), zh.format(value))


def _label(key: str) -> Text:
    plain = key.replace("_", " ")
    en, zh = _LABELS.get(key, (plain, plain))
    return Text(en=en, zh=zh)
