"""Which tags a column has before anything flows: of code, of rules and of people.

What flows along lineage is added in `effective_tags.py`, which is the one to ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from onedata_assets.domain.metadata.annotations import (
    LEVELS,
    PII,
    Annotation,
    ColumnOf,
    Key,
    Kind,
    level_of,
)
from onedata_assets.domain.metadata.auto_tags import BY_RULE, Tag
from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.tag_flow import Edges


class By(StrEnum):
    """How a tag came to a column."""

    PERSON = "person"
    CODE = "code"
    RULE = "rule"
    LINEAGE = "lineage"


class EffectiveTag(NamedTuple):
    """A tag that a column has; by lineage it comes from `origin`, by way of the parent `via`.

    A tuple: of 100,000 columns as many are made, which takes a frozen dataclass five times as long.
    """

    tag: str
    by: By
    who: str
    why: tuple[Evidence, ...]
    confidence: float = 1.0
    at: datetime | None = None
    origin: ColumnOf | None = None
    via: ColumnOf | None = None


@dataclass(frozen=True)
class Told:
    """All that is told of tables and columns before anything flows.

    `tables` is the sensitivity that code gives a table, which its columns without one of their own
    have; `ends` are columns into which nothing flows, as counts and masked ones. Of tables that a
    scan found (`scanned`), the definition only repeats what the scan's rules say.
    """

    tables: Mapping[Key, str] = field(default_factory=dict)
    columns: Mapping[ColumnOf, str | None] = field(default_factory=dict)
    rules: Mapping[ColumnOf, Collection[Tag]] = field(default_factory=dict)
    annotations: Collection[Annotation] = ()
    made_of: Edges = field(default_factory=dict)
    ends: Collection[ColumnOf] = frozenset()
    scanned: Collection[Key] = frozenset()


BySlot = dict[str, EffectiveTag]
"""Tags by what a column has one of: the sensitivity, and every other tag."""
OF_COLUMN = Evidence("The definition says so of the column.", "定义中该列如此声明。")
OF_TABLE = Evidence(
    "The definition says so of the table, and nothing of the column.",
    "定义中对表如此声明，对该列没有说明。",
)
BY_SCAN = Evidence("The last scan of the source says so.", "数据源最近一次扫描如此认定。")
OF_SCANNED_TABLE = Evidence(
    "The last scan of the source says so of the table, and nothing of the column.",
    "数据源最近一次扫描对表如此认定，对该列没有说明。",
)


@dataclass(frozen=True)
class Said:
    """What people said, by column; a name that is empty is the table."""

    tags: Mapping[ColumnOf, BySlot]
    refused: Mapping[ColumnOf, frozenset[str]]

    @classmethod
    def of(cls, annotations: Iterable[Annotation]) -> Said:
        """Return the tags and refusals among annotations; of two levels the later one holds."""
        tags: dict[ColumnOf, BySlot] = defaultdict(dict)
        refused: dict[ColumnOf, set[str]] = defaultdict(set)
        for each in annotations:
            if each.kind is Kind.TAG:
                why = (Evidence(each.why, each.why),) if each.why else ()
                tag = EffectiveTag(each.value, By.PERSON, each.who, why, at=each.at)
                tags[each.on][slot_of(each.value)] = tag
            elif each.kind is Kind.REFUSED:
                refused[each.on].add(each.value)
        return cls(dict(tags), {on: frozenset(those) for on, those in refused.items()})

    def has_level(self, column: ColumnOf) -> bool:
        """Return whether a person gave the column a sensitivity by hand."""
        return PII in self.tags.get(column, ())

    def refuses(self, column: ColumnOf, tag: str) -> bool:
        """Return whether a person said that the tag does not fit the column."""
        return tag in self.refused.get(column, ())


def slot_of(tag: str) -> str:
    """Return what a column has only one of, where it has this tag."""
    return PII if level_of(tag) is not None else tag


def level_in(tags: Mapping[str, EffectiveTag]) -> str:
    """Return the sensitivity among tags by slot."""
    return (level_of(tags[PII].tag) if PII in tags else None) or LEVELS[0]


def known_level(level: str) -> str:
    """Return a level of those that there are; a word that nobody knows is the strictest."""
    return level if level in LEVELS else LEVELS[-1]


def own_tags(column: ColumnOf, told: Told, said: Said) -> BySlot:
    """Return the tags of a column before anything flows: a person's hold, else the strictest."""
    tags: BySlot = {}
    by_rule = (
        EffectiveTag(each.tag, By.RULE, each.who, each.why, each.confidence)
        for each in told.rules.get(column, ())
    )
    declared = _declared(column, told, said)
    for each in (*by_rule, *((declared,) if declared else ())):
        known = tags.get(slot_of(each.tag))
        if not said.refuses(column, each.tag) and (known is None or _rank(each) > _rank(known)):
            tags[slot_of(each.tag)] = each
    return tags | said.tags.get(column, {})


def _rank(tag: EffectiveTag) -> tuple[int, float]:
    level = level_of(tag.tag)
    return (LEVELS.index(level) if level else 0, tag.confidence)


def _declared(column: ColumnOf, told: Told, said: Said) -> EffectiveTag | None:
    """Return the sensitivity that is declared of a column, else that of its table."""
    key, _ = column
    own = told.columns.get(column)
    if own is not None:
        why = BY_SCAN if key in told.scanned else OF_COLUMN
        return declared_tag(key, own, why, told)
    if said.has_level((key, "")):
        return said.tags[key, ""][PII]
    table = told.tables.get(key)
    if table is None:
        return None
    why = OF_SCANNED_TABLE if key in told.scanned else OF_TABLE
    return declared_tag(key, table, why, told)


def declared_tag(key: Key, level: str, why: Evidence, told: Told) -> EffectiveTag:
    """Return a sensitivity that a definition tells: by code, or by the scan that it repeats."""
    tag = f"{PII}:{known_level(level)}"
    if key in told.scanned:
        return EffectiveTag(tag, By.RULE, BY_RULE, (why,), 0.0)
    return EffectiveTag(tag, By.CODE, "", (why,))
