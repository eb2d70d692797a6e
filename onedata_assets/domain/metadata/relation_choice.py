"""The one key that each column refers to, of several that hold its values.

How sure each is by itself is judged in `references.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from onedata_assets.domain.metadata.accident import all_within
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.name_kinds import is_short_for
from onedata_assets.domain.metadata.name_match import FAIR_NAME
from onedata_assets.domain.metadata.references import Judged, Side

LIKELY_ACCIDENT = 0.001
"""A subtype is taken for the target only if its supertype's values would hardly all be in it."""

AS_SURE = 0.1
"""A key of the column's own source is taken though one of another source is surer by so much."""

ROLES = ("role_word", "person")
"""Ways in which a name speaks for any table whose rows play a role."""

FEWER = 0.5
"""A subtype that has more of its supertype's rows is no likelier what no name tells."""

BY_VALUES = 1e-9
"""A subtype that has more is told by its values alone where others would hardly miss the rest."""

NEAR = 0.3
"""A subtype whose confidence is lower by more is no rival of its supertype."""


def chosen(judged: Mapping[ColumnAt, list[Judged]]) -> dict[ColumnAt, Judged]:
    """Return the reference of each column that has one; keys never refer in circles."""
    accepted = {
        column: _at_home(options)
        for column, each in judged.items()
        if (options := [one for one in each if one.accepted])
    }
    weights: Counter[ColumnAt] = Counter()
    for options in accepted.values():
        for one in options:
            weights[one.parent.at] += round(100 * one.name.score)
    within = {
        (column, one.parent.at)
        for column, options in accepted.items()
        for one in options
        if one.child.profile.unique and _above(one, weights)
    }
    return _opened(
        {
            column: _nearest([one for one in able if _is_root(one, able, within)] or able, within)
            for column, options in accepted.items()
            if (
                able := [
                    one
                    for one in options
                    if _above(one, weights) and not _continues(one, options, within)
                ]
            )
        }
    )


def _at_home(options: list[Judged]) -> list[Judged]:
    """Return the options of the column's own source, if one is about as sure as the best.

    Sources that are copies of each other have all their keys in common.
    """
    least = options[0].confidence - AS_SURE
    source = options[0].child.at.place.source
    own = [each for each in options if each.parent.at.place.source == source]
    return own if own and own[0].confidence >= least else options


def _is_root(option: Judged, options: list[Judged], within: set[tuple[ColumnAt, ColumnAt]]) -> bool:
    """Tell whether a key is no reference to another option.

    Accounts with one row for each user have a unique `user_id`, which is no key of theirs but
    refers to users, as every other `user_id` does.
    """
    return option.parent.primary or not any(
        other.parent.primary and (option.parent.at, other.parent.at) in within for other in options
    )


def _continues(
    option: Judged, options: list[Judged], within: set[tuple[ColumnAt, ColumnAt]]
) -> bool:
    """Tell whether a key continues some rows of another option that names say no less of.

    Interfaces have a `host_id`, as the rows have that some hosts were found by: it is of hosts. A
    role may be one that only some can play: a `legal_rep_cust_id` is of customers who are persons.
    """
    return any(
        (not _is_meant(option) or _is_by_key(option, other))
        and (_tells_which(other) or _tells_of_neither(option, other))
        and _says_no_less(other, option)
        and (option.parent.at, other.parent.at) in within
        and (other.parent.at, option.parent.at) not in within
        and not _plays_its_role(option, other)
        for other in options
    )


def _tells_of_neither(option: Judged, other: Judged) -> bool:
    """Tell whether no name speaks for a subtype that has most rows, and its values hardly do."""
    unnamed = max(option.name.score, other.name.score) == 0
    return unnamed and not _is_smaller(option, other) and _accident(option, other) > BY_VALUES


def _says_no_less(other: Judged, option: Judged) -> bool:
    """Tell whether a name speaks for another option as much: a key may be called as its table is.

    An `area` is a row of `area`, though countries, which are areas, call their key so.
    """
    called = option.name.how == "column" and option.parent.name.words == other.parent.table
    return other.name.score >= option.name.score or (called and other.name.how == "same")


def _plays_its_role(option: Judged, supertype: Judged) -> bool:
    """Tell whether a column is called by a role and all its values are of a subtype, by no chance.

    A role is what stands before the key's own name, or that of a person whose table is not named.
    """
    role = supertype.name.how == "person" or (
        supertype.name.how == "role" and option.name.how == "role"
    )
    own = supertype.parent.at.place == supertype.child.at.place  # a department above
    told = option.held.values == 1.0 and _accident(option, supertype) < LIKELY_ACCIDENT
    return role and not own and told


def _above(option: Judged, weights: Mapping[ColumnAt, int]) -> bool:
    """Tell whether a key can stand above the column, and is not one beside it with the same values.

    A table that is named for another and more tells of its rows: domain_conference of conference.
    Of keys that hold the same values the one that is named for its own table or ends its name, then
    the one that names speak for most is above the others; between equals it is the one with the
    shorter name.
    """
    child, parent = option.child, option.parent
    if not child.profile.unique or option.held.coverage < 1.0:
        return True
    if named_within(parent.table, child.table) != named_within(child.table, parent.table):
        return named_within(parent.table, child.table)

    def rank(side: Side) -> tuple[bool, bool, bool, bool, int, int, str]:
        own = is_short_for(side.name, side.table) or side.name.words == side.table
        ends = bool(side.name.words) and "".join(side.table).endswith(side.name.joined)
        told, called = -weights[side.at], str(side.at)
        return side.tells_more, not side.primary, not own, not ends, told, len(called), called

    return rank(parent) < rank(child)


def named_within(table: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether a table's name is a part of a longer one."""
    places = range(len(other) - len(table) + 1)
    return 0 < len(table) < len(other) and any(
        other[at : at + len(table)] == table for at in places
    )


def _nearest(options: list[Judged], within: set[tuple[ColumnAt, ColumnAt]]) -> Judged:
    """Return the best option, or the nearest subtype of it that holds the values too.

    A person who is an employee who is a salesperson: the key of each is inside that of the one
    before, so a salesperson's values are in all three. Only the nearest is the reference; the
    others follow from it (the transitive reduction). A fact table whose rows happen to be about
    some of the persons is not taken for one about employees unless its name says so, or says of
    neither.
    """
    best, told = options[0], _tells_which(options[0])
    for each in options[1:]:
        if told and each.confidence < options[0].confidence - NEAR:
            continue
        subtype = (each.parent.at, best.parent.at) in within
        subtype = subtype and each.held.values >= options[0].held.values
        meant = (
            (_is_meant(each) and not _is_by_key(each, options[0]))
            or (not told and each.parent.primary and _is_smaller(each, best))
            or _plays_its_role(each, options[0])
        )
        if subtype and meant and _accident(each, best) < LIKELY_ACCIDENT:
            best = each
    return best


def _is_smaller(subtype: Judged, best: Judged) -> bool:
    """Tell whether a subtype has so few of the rows that being one of them says something."""
    return subtype.parent.profile.distinct <= FEWER * best.parent.profile.distinct


def _tells_which(option: Judged) -> bool:
    """Tell whether the name speaks for this table, and not for any whose rows play such a role."""
    return option.name.score >= FAIR_NAME and option.name.how not in ROLES


def _is_meant(option: Judged) -> bool:
    """Tell whether a row continues one of the key's table, which its own table is named for."""
    own, other = option.child.table, option.parent.table
    return option.child.profile.unique or own == other or named_within(other, own)


def _is_by_key(option: Judged, other: Judged) -> bool:
    """Tell whether a column is called by another table, and only as a key here is: by its trade."""
    by_table = other.name.how == "same" and option.name.how == "column"
    return by_table and other.name.score >= option.name.score


def _accident(subtype: Judged, best: Judged) -> float:
    """Return how likely all values would be in the subtype if they were any of the supertype."""
    share = subtype.parent.profile.distinct / max(1, best.parent.profile.distinct)
    return all_within(share, subtype.held.distinct)


def _opened(taken: dict[ColumnAt, Judged]) -> dict[ColumnAt, Judged]:
    """Return the references without those that close a circle of keys, the surest kept.

    Only keys that refer to keys are looked at: tables that hold the same ids would all refer to
    each other. References of other columns may well go round in a circle (a shop has a manager,
    who works in a shop).
    """
    kept: dict[ColumnAt, Judged] = {}
    ends: dict[ColumnAt, ColumnAt] = {}
    order = sorted(taken.items(), key=lambda each: (-each[1].confidence, each[0]))
    for column, option in order:
        if option.child.profile.unique:
            at: ColumnAt | None = option.parent.at
            while at is not None and at != column:
                at = ends.get(at)
            if at == column:
                continue
            ends[column] = option.parent.at
        kept[column] = option
    return kept
