"""The shortest way by keys between tables, and the joins that bring a set of tables together.

What one join is like is in `joins.py`, what to beware of in `join_cautions.py`.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.join_cautions import Caution, cautions_together
from onedata_assets.domain.metadata.join_select import Columns
from onedata_assets.domain.metadata.joins import JoinKind, JoinRule, join_rule, join_sql
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference
from onedata_assets.domain.processing.quality import SUFFIX
from onedata_assets.domain.refused import RefusedError

FAN_OUT, DIRECT, DOUBT, LATER = 1.5, 0.9, 2.0, 1e-6
"""What a join costs more if it repeats rows, if it does between two tables that are asked for (one
that refers to the other is nearer than any between), if it is wholly unsure, and for each table
there before the one that it goes out from: the rows of an earlier table are surer to be there."""

FURTHER, TRIED, MOST_PLANS = 2, 12, 6
"""So many joins more than the best plan another may have, of so many it is tried to do without one,
and so many plans are told."""


class TooFewTablesError(RefusedError):
    """Less than two tables are to be joined."""

    def __init__(self) -> None:
        super().__init__("Name two tables or more to join.", "请指定两张或更多的表进行连接。")

    def __reduce__(self) -> tuple[type[TooFewTablesError], tuple[()]]:
        """Travel between processes."""
        return type(self), ()


class NoJoinError(RefusedError):
    """Tables are joined by no chain of keys; `apart` are all that `start` does not lead to."""

    def __init__(self, start: Place, apart: tuple[Place, ...]) -> None:
        super().__init__(
            f"no chain of keys leads from {start} to {', '.join(map(str, apart))}",
            f"{start} 与 {'、'.join(map(str, apart))} 之间没有可用的键链",
        )
        self.start, self.apart = start, apart

    def __reduce__(self) -> tuple[type[NoJoinError], tuple[Place, tuple[Place, ...]]]:
        """Travel between processes with the tables."""
        return type(self), (self.start, self.apart)


@dataclass(frozen=True)
class JoinPlan:
    """The joins that bring tables together, from the first one on."""

    start: Place
    rules: tuple[JoinRule, ...]

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """Return what to beware of: each join's own, and rows of several branches multiplied."""
        own = dict.fromkeys(warning for rule in self.rules for warning in rule.warnings)
        return (*own, *cautions_together(self.rules))

    @property
    def cost(self) -> float:
        """Return how bad the plan is: many joins, rows that repeat, and doubt."""
        return sum(map(_weight, self.rules))

    @property
    def mark(self) -> str:
        """Return a short text that is the same for the same joins."""
        told = [
            (str(each.left), each.left_columns, str(each.right), each.right_columns)
            for each in self.rules
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:10]

    def sql(
        self,
        dialect: str,
        names: Mapping[Place, str] | None = None,
        columns: Columns | None = None,
    ) -> str:
        """Return the plan as one SELECT, of the columns where they are known."""
        return join_sql(self.rules, dialect, names, columns)


def join_plans(tables: Iterable[Place], references: Iterable[Reference]) -> list[JoinPlan]:
    """Return the best plan that joins tables, then others that do without one of its references.

    These go by another column that refers to the same table, or through other tables.

    Raises:
        TooFewTablesError: There are not two different tables.
        NoJoinError: A table cannot be reached.
    """
    wanted = list(dict.fromkeys(tables))
    if len(wanted) < 2:
        raise TooFewTablesError
    keys = _Keys(references)
    best = keys.plan(wanted)
    others: dict[str, JoinPlan] = {}
    for rule in best.rules[:TRIED]:
        with suppress(NoJoinError):
            plan = keys.plan(wanted, without=rule.reference)
            if len(plan.rules) <= len(best.rules) + FURTHER:
                others.setdefault(plan.mark, plan)
    others.pop(best.mark, None)
    return [best, *sorted(others.values(), key=lambda each: each.cost)][:MOST_PLANS]


class _Keys:
    """The joins that start at each table; tables are numbered in order, which compares faster."""

    def __init__(self, references: Iterable[Reference]) -> None:
        rules = [
            rule
            for each in references
            if each.child != each.parent
            for rule in (join_rule(each), join_rule(each, start=each.parent))
        ]
        self._places = sorted({each.left for each in rules})
        self._numbers = {each: number for number, each in enumerate(self._places)}
        self._refused = {
            number for each, number in self._numbers.items() if each.table.name.endswith(SUFFIX)
        }
        self._joins: list[list[tuple[float, int, JoinRule]]] = [[] for _ in self._places]
        for each in rules:
            further = (_weight(each), self._numbers[each.right], each)
            self._joins[self._numbers[each.left]].append(further)

    def plan(self, tables: Sequence[Place], *, without: Reference | None = None) -> JoinPlan:
        """Return the joins of tables, from the first one's rows on, without one of the references.

        The nearest table is joined next, from whichever is there already, so that tables between
        are taken in only where they must be. What is joined to a table that a row may lack is
        joined left, or else the row would be lost. No way goes through the rows that were refused
        of a table, which are few.
        """
        start, *others = tables
        there, rules = [start], list[JoinRule]()
        barred = self._refused - set(self._known(tables))
        while left := set(others) - set(there):
            way = self._way(
                self._known(there),
                set(self._known(left)),
                set(self._known(tables)),
                barred,
                without,
            )
            if not way:
                raise NoJoinError(start, tuple(sorted(left)))
            rules += way
            there += [rule.right for rule in way]
        return JoinPlan(start, tuple(_keeping(rules)))

    def _known(self, places: Iterable[Place]) -> list[int]:
        return [self._numbers[each] for each in places if each in self._numbers]

    def _way(
        self,
        there: Iterable[int],
        wanted: set[int],
        asked: set[int],
        barred: set[int],
        without: Reference | None,
    ) -> list[JoinRule]:
        """Return the best way to the nearest table that is wanted; empty if there is none."""
        order = itertools.count()
        open_: list[tuple[float, int, int, JoinRule | None]] = [
            (LATER * at, each, next(order), None) for at, each in enumerate(there)
        ]
        heapq.heapify(open_)
        seen: dict[int, JoinRule | None] = {}
        while open_:
            cost, table, _, by = heapq.heappop(open_)
            if table in seen:
                continue
            seen[table] = by
            if table in wanted:
                return self._back(table, seen)
            for weight, right, rule in self._joins[table]:
                if right not in seen and right not in barred and rule.reference is not without:
                    is_direct = rule.fans_out and {table, right} <= asked
                    further = cost + weight - (FAN_OUT - DIRECT) * is_direct
                    heapq.heappush(open_, (further, right, next(order), rule))
        return []

    def _back(self, end: int, seen: Mapping[int, JoinRule | None]) -> list[JoinRule]:
        """Return the joins by which a table was reached."""
        way: list[JoinRule] = []
        while rule := seen[end]:
            way.append(rule)
            end = self._numbers[rule.left]
        return way[::-1]


def _keeping(rules: Iterable[JoinRule]) -> Iterator[JoinRule]:
    """Yield the joins, each left that comes after one that leaves rows without a partner."""
    lacked: set[Place] = set()
    for rule in rules:
        kind = JoinKind.LEFT if rule.left in lacked else rule.kind
        if kind is JoinKind.LEFT:
            lacked.add(rule.right)
        yield replace(rule, kind=kind)


def _weight(rule: JoinRule) -> float:
    return 1 + FAN_OUT * rule.fans_out + DOUBT * (1 - rule.confidence)
