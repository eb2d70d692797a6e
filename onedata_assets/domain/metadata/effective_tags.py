"""Which tags a column has in the end, each with who or what gave it, why, and how sure it is.

Code declares a sensitivity, rules and people give tags, people refuse some (`told_tags.py`), and
sensitivities and terms flow along column lineage (`tag_flow.py`). The strictest sensitivity holds,
unless a person gave the column one by hand: that one holds whatever code, rules and lineage say.
A rule's tag never replaces a person's, and what a person refused comes by no other way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onedata_assets.domain.metadata.annotations import (
    LEVELS,
    PII,
    ColumnOf,
    Key,
    column_text,
    term_of,
)
from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.tag_flow import Came, Edges, children_of, flow
from onedata_assets.domain.metadata.told_tags import (
    BY_SCAN,
    By,
    BySlot,
    EffectiveTag,
    Said,
    Told,
    declared_tag,
    level_in,
    own_tags,
)

Own = Mapping[ColumnOf, BySlot]
Reached = Iterator[tuple[ColumnOf, EffectiveTag]]
BY_TABLE = Evidence("The definition says so of the table.", "定义中对表如此声明。")


@dataclass(frozen=True)
class Effective:
    """The tags of columns and of tables, and how sensitive the known columns of each table are."""

    columns: Mapping[ColumnOf, tuple[EffectiveTag, ...]]
    tables: Mapping[Key, tuple[EffectiveTag, ...]]
    levels: Mapping[Key, Mapping[str, str]]


def effective(told: Told) -> Effective:
    """Return the tags of every column and table."""
    said = Said.of(told.annotations)
    own = {column: own_tags(column, told, said) for column in _all_columns(told, said)}
    children = children_of(told.made_of)
    columns = {column: dict(tags) for column, tags in own.items()}
    for column, tag in _levels(own, children, told, said):
        columns[column][PII] = tag
    for column, tag in _terms(own, children, told, said):
        columns[column][tag.tag] = tag
    levels: dict[Key, dict[str, str]] = defaultdict(dict)
    for (key, name), tags in columns.items():
        levels[key][name] = level_in(tags)
    return Effective(
        {column: tuple(tags.values()) for column, tags in columns.items() if tags},
        _tables(told, said, columns),
        dict(levels),
    )


def _all_columns(told: Told, said: Said) -> set[ColumnOf]:
    parents = {parent for parents in told.made_of.values() for parent in parents}
    named = {*told.columns, *told.rules, *told.made_of, *parents, *said.tags, *said.refused}
    return {column for column in named if column[1]}


def _levels(own: Own, children: Edges, told: Told, said: Said) -> Reached:
    """Yield the sensitivities that come by lineage, where they are stricter than what is there."""
    levels = {column: level_in(tags) for column, tags in own.items() if PII in tags}
    reached: set[ColumnOf] = set()
    for level in reversed(LEVELS[1:]):
        tag, place = f"{PII}:{level}", LEVELS.index(level)

        def enters(column: ColumnOf, tag: str = tag, place: int = place) -> bool:
            return (
                column not in told.ends
                and column not in reached
                and not said.has_level(column)
                and not said.refuses(column, tag)
                and LEVELS.index(levels.get(column, LEVELS[0])) < place
            )

        starts = [column for column, found in levels.items() if found == level]
        came = flow(starts, children, enters)
        reached.update(came)
        yield from _by_lineage(came, PII, own)


def _terms(own: Own, children: Edges, told: Told, said: Said) -> Reached:
    """Yield the terms that come by lineage."""
    starts: dict[str, list[ColumnOf]] = defaultdict(list)
    for column, tags in own.items():
        for tag in tags:
            if term_of(tag) is not None:
                starts[tag].append(column)
    for tag in sorted(starts):

        def enters(column: ColumnOf, tag: str = tag) -> bool:
            is_open = column not in told.ends and not said.refuses(column, tag)
            return is_open and tag not in own[column]

        yield from _by_lineage(flow(starts[tag], children, enters), tag, own)


def _by_lineage(came: Mapping[ColumnOf, Came], slot: str, own: Own) -> Reached:
    """Yield what flowed, with where it began; the reasons of one beginning are made once."""
    reasons: dict[ColumnOf, tuple[Evidence, ...]] = {}
    for column, way in came.items():
        first = own[way.origin][slot]
        if way.origin not in reasons:
            named = column_text(way.origin)
            why = Evidence(f"From {named} by column lineage.", f"由列血缘来自 {named}。")
            reasons[way.origin] = (why, *first.why)
        why = reasons[way.origin]
        who, sure = first.who, first.confidence
        yield column, EffectiveTag(first.tag, By.LINEAGE, who, why, sure, None, way.origin, way.via)


def _tables(
    told: Told, said: Said, columns: Mapping[ColumnOf, BySlot]
) -> Mapping[Key, tuple[EffectiveTag, ...]]:
    """Return the tags of tables: their own, and the strictest sensitivity of their columns.

    A table that a scan found has no sensitivity of its own: a scan sums up those of its columns.
    """
    tables: dict[Key, BySlot] = defaultdict(dict)
    for key, level in told.tables.items():
        if key not in told.scanned:
            tables[key][PII] = declared_tag(key, level, BY_TABLE, told)
    for (key, name), tags in said.tags.items():
        if not name:
            tables[key] |= tags
    for (key, name), tags in columns.items():
        if PII in tags and LEVELS.index(level_in(tags)) > LEVELS.index(level_in(tables[key])):
            first = tags[PII]
            why = Evidence(f"Its column {name} has {first.tag}.", f"其列 {name} 为 {first.tag}。")
            said_why = (why, *first.why)
            tables[key][PII] = EffectiveTag(
                first.tag, first.by, first.who, said_why, first.confidence, origin=first.origin
            )
    known = {key for (key, _), tags in columns.items() if PII in tags}
    for key in told.tables.keys() & set(told.scanned):
        if PII not in tables[key]:  # none of its columns is sensitive, or none is known
            level = LEVELS[0] if key in known else told.tables[key]
            tables[key][PII] = declared_tag(key, level, BY_SCAN, told)
    return {key: tuple(tags.values()) for key, tags in tables.items() if tags}
