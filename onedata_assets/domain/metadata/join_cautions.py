"""What to beware of in joins: rows that repeat, have no partner or are elsewhere, keys in doubt.

What a join is like is in `joins.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.profiles import Place

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.joins import JoinRule

SURE = 0.8
"""A reference that is less sure than this is told to be a guess."""

LEAST = 0.0001
"""A smaller share of rows is not told as a figure, which would read as none."""

Called = Callable[[Place], str]
"""How a table is called in what people read."""


class Danger(StrEnum):
    """What may go wrong with a join."""

    REPEATS = "repeats"
    UNMATCHED = "unmatched"
    UNSURE = "unsure"
    ELSEWHERE = "elsewhere"
    CROSSED = "crossed"


@dataclass(frozen=True)
class Caution(Evidence):
    """Something to beware of, in both languages."""

    danger: Danger


def cautions_of(rule: JoinRule, called: Called = str) -> Iterator[Caution]:
    """Yield what to beware of in one join."""
    left, right = called(rule.left), called(rule.right)
    if rule.fans_out:
        yield Caution(
            f"a row of {left} comes out once for each of its rows of {right}: sums over {left} "
            "count it several times",
            f"{left} 的一行会按 {right} 的对应行数重复，对 {left} 的列求和会重复计算",
            Danger.REPEATS,
        )
    if rule.match_rate < 1.0:
        yield _unmatched(rule, called)
    if rule.confidence < SURE:
        yield Caution(
            f"that {called(rule.reference.child)} refers to {called(rule.reference.parent)} is "
            f"only {rule.confidence:.0%} sure: look at the reasons and at some rows first",
            f"{called(rule.reference.child)} 引用 {called(rule.reference.parent)} 的置信度仅 "
            f"{rule.confidence:.0%}，请先查看依据并核对部分数据",
            Danger.UNSURE,
        )
    if rule.left.source != rule.right.source:
        yield Caution(
            f"the tables are of two sources ({rule.left.source}, {rule.right.source}): bring them "
            "into one before joining; the SQL calls tables below their source",
            f"两表属于不同来源（{rule.left.source}、{rule.right.source}），连接前须先汇入同一处；"
            "SQL 中的表名带有来源名",
            Danger.ELSEWHERE,
        )


def cautions_together(rules: Sequence[JoinRule], called: Called = str) -> Iterator[Caution]:
    """Yield what to beware of in several joins together, beside what each has of its own."""
    many = [called(rule.right) for rule in rules if rule.fans_out]
    if len(many) > 1:
        yield Caution(
            f"{', '.join(many)} each have several rows for one: together every row of one "
            "meets every row of the others; aggregate each before joining",
            f"{'、'.join(many)} 各有多行对应一行，一并连接会产生交叉重复；请先分别汇总再连接",
            Danger.CROSSED,
        )
    gathered = {rule.right: rule.left for rule in rules if rule.gathers}
    for rule in rules:
        if rule.fans_out and rule.left in gathered:
            yield _shared(called(gathered[rule.left]), called(rule.left), called(rule.right))


def _shared(one: str, parent: str, other: str) -> Caution:
    return Caution(
        f"{one} and {other} share no more than a row of {parent}: every row of the one meets all "
        "rows of the other that have the same; look for a closer key, or aggregate first",
        f"{one} 与 {other} 仅共有 {parent} 的一行：同属该行的双方各行两两相遇；"
        "请寻找更直接的键，或先分别汇总",
        Danger.CROSSED,
    )


def _unmatched(rule: JoinRule, called: Called) -> Caution:
    child, lost = called(rule.reference.child), _share(1 - rule.match_rate)
    if not rule.match_rate:  # what has values and matches none is never taken for a reference
        return Caution(
            f"{', '.join(rule.reference.columns)} of {child} has no value yet: nothing says "
            "whether it will match",
            f"{child} 的 {'、'.join(rule.reference.columns)} 尚无数据，无法判断是否匹配",
            Danger.UNMATCHED,
        )
    if rule.left == rule.reference.child:
        return Caution(
            f"{lost} of the rows of {child} have no partner: they stay, with empty columns",
            f"{child} 有 {lost} 的行无匹配：这些行保留，对方各列为空",
            Danger.UNMATCHED,
        )
    return Caution(
        f"{lost} of the rows of {child} have no partner: they are left out",
        f"{child} 有 {lost} 的行无匹配：这些行不会出现",
        Danger.UNMATCHED,
    )


def _share(lost: float) -> str:
    return f"{lost:.2%}" if lost >= LEAST else f"< {LEAST:.2%}"
