"""Where a generated transformation may read and write, and what is told of how it writes.

A file that names a connection which nobody has, or a table that cannot be, would fail each run;
one that writes what another writes keeps definitions from loading. All of it is refused before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.cleaning_plan import LAKE
from onedata_assets.domain.metadata.cleaning_rules import unenforced
from onedata_assets.domain.metadata.physical_tables import LAYERS
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.domain.processing.contract import Text

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.kettle_plans import Wanted
    from onedata_assets.domain.metadata.model import Table

LONGEST = 128
"""No database that Kettle writes takes a longer name."""
_OF_DATABASE = re.compile(r"\w(?:[\w #@-]*[\w#@-])?")
_OF_LAKE = re.compile(r"\w+")


@dataclass(frozen=True)
class Around:
    """What is there besides: the connections, and what other tables' transformations write."""

    connections: Collection[str]
    others: Mapping[str, Wanted] = field(default_factory=dict)


def require_target(name: str, table: Table, wanted: Wanted, around: Around) -> None:
    """Refuse connections that nobody has, names that cannot be, and tables that are taken.

    Raises:
        StandardError: One of these; the texts name what there is.
    """
    known = sorted({LAKE, *(each.lower() for each in around.connections)})
    for each in (wanted.source, wanted.target):
        if each.lower() not in known:
            raise StandardError(
                f"There is no connection {each!r}; there is: {', '.join(known)}. Correct the name, "
                f"or set KETTLE_CONNECTION_{_variable(each)} to its URL.",
                f"没有连接 {each!r}，现有：{'、'.join(known)}。请更正名称，"
                f"或在 KETTLE_CONNECTION_{_variable(each)} 中设置其 URL。",
            )
    in_lake = wanted.target.lower() == LAKE
    _require_names(wanted, in_lake=in_lake)
    own = _written(wanted)
    source = (wanted.source, table.name.schema, table.name.name)
    if len(set(own)) < len(own) or _place(*source) in own:
        raise StandardError(
            f"{name}: the table that is read, the one that is written and that of rejected rows "
            "are three tables: give them other names.",
            f"{name}：读取的表、写入的表与剔除行的表须为不同的表，请更改名称。",
        )
    for other, theirs in around.others.items():
        if other != name and set(own) & set(_written(theirs)):
            raise StandardError(
                f"{wanted.table}, or its table of rejected rows, is written by the transformation "
                f"of {other} already, and a table is written by one: give another name.",
                f"{wanted.table} 或其剔除行的表已由 {other} 的转换写入，一张表只能由一个转换写入："
                "请更改名称。",
            )


def told_of(standard: TableStandard, wanted: Wanted) -> tuple[Text, ...]:
    """Return what a person should know before the transformation is used."""
    told = [_way_of(standard, wanted)]
    if not wanted.only_conforming:
        return (*told, _of_unfit(wanted))
    if wanted.rejected:
        told.append(Text(
            en="Rows that do not conform, and all but the first row of a key, go to "
            f"{wanted.rejected} with the rules that they break.",
            zh=f"不达标的行及重复键的后续行写入 {wanted.rejected}，并注明所违反的规则。",
        ))  # fmt: skip
    else:
        told.append(Text(
            en="Rows that do not conform, and all but the first row of a key, are dropped: name a "
            "table of rejected rows to keep them. Each run counts them (rows left out).",
            zh="不达标的行及重复键的后续行将被丢弃：如需保留，请指定剔除行的表。"
            "每次运行会统计其行数（rows left out）。",
        ))  # fmt: skip
    told += [
        Text(
            en=f"No step holds rows to this rule, the check of the table does: {each.en}.",
            zh=f"转换步骤无法按此规则筛选，由该表的检查负责：{each.zh}。",
        )
        for each in unenforced(standard)
    ]
    return tuple(told)


def _way_of(standard: TableStandard, wanted: Wanted) -> Text:
    if wanted.target.lower() == LAKE:
        return Text(
            en="Each run replaces the table of the lake in one version.",
            zh="每次运行以一个版本替换数据湖中的表。",
        )
    if standard.key:
        key = ", ".join(standard.key)
        return Text(
            en=f"Rows that the table has, by {key}, are updated, others are added.",
            zh=f"按 {key} 查找：已有的行更新，其余新增。",
        )
    return Text(
        en="The standard has no key: each run adds all rows once more.",
        zh="标准没有键：每次运行都会再次新增全部行。",
    )


def _of_unfit(wanted: Wanted) -> Text:
    if wanted.rejected:
        return Text(
            en=f"Rows that do not fit their types go to {wanted.rejected}; those that break other "
            "rules are written.",
            zh=f"不符合类型的行写入 {wanted.rejected}；违反其他规则的行照常写入。",
        )
    return Text(
        en="A value that does not fit its type fails the run: no table of rejected rows is named.",
        zh="未指定剔除行的表：不符合类型的值会使运行失败。",
    )


def _require_names(wanted: Wanted, *, in_lake: bool) -> None:
    if in_lake and wanted.schema not in LAYERS:
        raise StandardError(
            f"A table of the lake has a layer as its schema: {', '.join(sorted(LAYERS))}; "
            f"it is {wanted.schema!r}.",
            f"数据湖的表以层名为模式：{'、'.join(sorted(LAYERS))}；现为 {wanted.schema!r}。",
        )
    form = _OF_LAKE if in_lake else _OF_DATABASE
    for each in filter(None, (wanted.schema, wanted.table, wanted.rejected)):
        if not form.fullmatch(each) or len(each) > LONGEST:
            raise StandardError(
                f"{each!r} is no name of a table or schema: letters of any script, digits and "
                f"underscores, at most {LONGEST}; a schema is named by itself.",
                f"{each!r} 不能作为表名或模式名：只能使用各种文字的字母、数字与下划线，"
                f"最长 {LONGEST} 个字符；模式须单独指定。",
            )


def _written(wanted: Wanted) -> list[tuple[str, ...]]:
    tables: Iterator[str] = filter(None, (wanted.table, wanted.rejected))
    return [_place(wanted.target, wanted.schema, each) for each in tables]


def _place(*parts: str) -> tuple[str, ...]:
    return tuple(each.lower() for each in parts)


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()
