"""The shortest way by keys between tables, and the joins that bring a set of tables together.

What one join is like is in `joins.py`.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.joins import JoinRule, join_rule, join_sql
from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference

FAN_OUT, DOUBT = 1.5, 2.0
"""What a join costs more if it repeats rows, and if it is wholly unsure."""


class NoJoinError(Exception):
    """Tables are joined by no chain of keys; the text is English, then Chinese."""

    def __init__(self, left: Place, right: Place) -> None:
        self.en = f"no chain of keys leads from {left} to {right}"
        self.zh = f"{left} 与 {right} 之间没有可用的键链"
        super().__init__(f"{self.en}\n{self.zh}")
        self.left, self.right = left, right

    def __reduce__(self) -> tuple[type[NoJoinError], tuple[Place, Place]]:
        """Travel between processes with both tables."""
        return type(self), (self.left, self.right)


@dataclass(frozen=True)
class JoinPlan:
    """The joins that bring tables together, from the first one on, and what to beware of."""

    start: Place
    rules: tuple[JoinRule, ...]
    warnings: tuple[Evidence, ...]

    def sql(self, dialect: str, names: Mapping[Place, str] | None = None) -> str:
        """Return the plan as one SELECT; empty for a single table, which needs no join."""
        return join_sql(self.rules, dialect, names) if self.rules else ""


def shortest_join(
    start: Place, end: Place, references: Iterable[Reference]
) -> tuple[JoinRule, ...]:
    """Return the joins on the best way from a table to another one: few, sure, not repeating rows.

    Raises:
        NoJoinError: There is no way.
    """
    return _way({start}, end, _by_table(references))


def join_plan(tables: Sequence[Place], references: Iterable[Reference]) -> JoinPlan:
    """Return the joins that bring all tables together, beginning with the first one's rows.

    The nearest table is joined next, from whichever is there already, so that tables between are
    taken in only where they must be.

    Raises:
        NoJoinError: A table cannot be reached.
    """
    by_table = _by_table(references)
    start, *others = tables
    there, rules = {start}, list[JoinRule]()
    left = sorted(set(others) - there)
    while left:
        ways = {table: _way(there, table, by_table) for table in left}
        nearest = min(left, key=lambda each: (_cost(ways[each]), each))
        rules += ways[nearest]
        there |= {rule.right for rule in ways[nearest]}
        left = [each for each in left if each not in there]
    return JoinPlan(start, tuple(rules), _warnings(rules))


def _by_table(references: Iterable[Reference]) -> dict[Place, list[JoinRule]]:
    """Return the joins that start at each table, in both directions of each reference."""
    found: dict[Place, list[JoinRule]] = {}
    for each in references:
        if each.child != each.parent:
            found.setdefault(each.child, []).append(join_rule(each))
            found.setdefault(each.parent, []).append(join_rule(each, start=each.parent))
    return found


def _way(
    there: set[Place], end: Place, by_table: Mapping[Place, Sequence[JoinRule]]
) -> tuple[JoinRule, ...]:
    order = itertools.count()
    open_: list[tuple[float, int, Place, tuple[JoinRule, ...]]] = [
        (0.0, next(order), each, ()) for each in sorted(there)
    ]
    seen: set[Place] = set()
    while open_:
        cost, _, table, way = heapq.heappop(open_)
        if table == end:
            return way
        if table in seen:
            continue
        seen.add(table)
        for rule in by_table.get(table, ()):
            if rule.right not in seen:
                further = cost + _weight(rule)
                heapq.heappush(open_, (further, next(order), rule.right, (*way, rule)))
    raise NoJoinError(min(there), end)


def _weight(rule: JoinRule) -> float:
    return 1 + FAN_OUT * rule.fans_out + DOUBT * (1 - rule.confidence)


def _cost(way: Iterable[JoinRule]) -> float:
    return sum(map(_weight, way))


def _warnings(rules: Sequence[JoinRule]) -> tuple[Evidence, ...]:
    """Return what to beware of: each join's own, and rows of several branches multiplied."""
    told = list(dict.fromkeys(warning for rule in rules for warning in rule.warnings))
    many = [str(rule.right) for rule in rules if rule.fans_out]
    if len(many) > 1:
        told.append(
            Evidence(
                f"{', '.join(many)} each have several rows for one: together every row of one "
                "meets every row of the others; aggregate each before joining",
                f"{'、'.join(many)} 各有多行对应一行，一并连接会产生交叉重复；请先分别汇总再连接",
            )
        )
    return tuple(told)
