"""Keys of a table found from its data and names: single columns and the fewest columns together.

The profile says which single columns are unique; combinations are tried in `key_combinations.py`.
Which keys refer to others is in `relations.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from onedata_assets.domain.metadata.accident import is_made_up
from onedata_assets.domain.metadata.key_combinations import (
    combinations,
    leading,
    numbered_anew,
    of_two,
    second,
)
from onedata_assets.domain.metadata.key_evidence import GOOD_SINGLE
from onedata_assets.domain.metadata.model import Evidence, Family, Finding
from onedata_assets.domain.metadata.name_beginnings import common_prefix, without_table
from onedata_assets.domain.metadata.name_kinds import (
    is_description,
    is_measure,
    is_ordinal,
    is_short_for,
    tells_of,
)
from onedata_assets.domain.metadata.naming import (
    Name,
    column_name,
    is_chinese,
    split,
    table_name,
    words,
)
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableData, TableProfile
from onedata_assets.domain.metadata.word_match import same_words

BY_SEVERAL = 0.1
"""What several columns are less of a key than one that tells the rows apart."""

SECOND_MARKS = frozenset({"uuid", "guid"})
"""Marks of keys that rows have for the outside, beside the one that the source itself uses."""

NUMBER_MARKS = frozenset({"number", "num", "no", "nr", "code"})
"""Marks of what people call rows by, beside the key that the source itself uses."""

LONGEST_KEY = 64
"""Texts that are longer on average are told apart, not referred to."""


@dataclass(frozen=True)
class KeyCandidate:
    """The fewest columns whose values are different in every row, and what speaks for them.

    `primary` marks the one that stands for its rows; a nullable candidate never does. `leading`
    marks the first columns of the table, which may be more than the fewest, `told` those that
    several other tables have together too.
    """

    columns: tuple[str, ...]
    score: float
    nullable: bool
    evidence: tuple[Evidence, ...]
    primary: bool = False
    leading: bool = False
    told: bool = False

    def finding(self) -> Finding:
        """Return the candidate as a finding."""
        return Finding(", ".join(self.columns), round(self.score, 3), self.evidence)


@dataclass(frozen=True)
class TableKeys:
    """The keys of a table, the best first."""

    place: Place
    candidates: tuple[KeyCandidate, ...]

    @property
    def primary(self) -> KeyCandidate | None:
        """Return the key that stands for a row, if there is one."""
        return next((each for each in self.candidates if each.primary), None)

    @property
    def composite(self) -> list[KeyCandidate]:
        """Return the keys of several columns that may be referred to, that of the rows first."""
        found = [each for each in self.candidates if each.primary or each.leading or each.told]
        return [each for each in found if len(each.columns) > 1]


def find_keys(table: TableData, profile: TableProfile) -> TableKeys:
    """Return the keys of a table, ranked; in a table of one row only what is named as a key is one.

    Raises:
        ValueError: The profile is of a sample, in which being unique means nothing.
    """
    if profile.sampled is not None:
        raise ValueError(f"{profile.place} was profiled on {profile.sampled} rows only")
    names = without_table([column.name for column in profile.columns])
    prefix = common_prefix(names)
    scores = {
        column.name: _likeness(column, at, column_name(name, prefix), profile)
        for at, (column, name) in enumerate(zip(profile.columns, names, strict=True))
    }
    singles = [_single(column, scores[column.name]) for column in profile.columns if column.unique]
    found = [each for each in singles if profile.rows > 1 or each.score >= GOOD_SINGLE]
    if profile.rows > 1 and not any(
        each.score >= GOOD_SINGLE and not each.nullable for each in singles
    ):
        found = [
            *found,
            *(
                _composite(columns, scores, profile)
                for columns in combinations(table.frame, profile, scores)
            ),
        ]
    first = _first(table.frame, profile) if profile.rows > 1 else ()
    if first and all(set(each.columns) != set(first) for each in found):
        fewest = not any(set(each.columns) < set(first) for each in found)
        found = [*found, _composite(first, scores, profile, fewest=fewest)]
    return TableKeys(profile.place, _ranked(found, frozenset(first)))


def _first(frame: pl.LazyFrame, profile: TableProfile) -> tuple[str, ...]:
    """Return the first columns of a table that are told together, none if there are no such."""
    told = leading(frame, profile) or numbered_anew(profile) or of_two(profile)
    return told or second(frame, profile)


def _likeness(column: ColumnProfile, at: int, name: Name, profile: TableProfile) -> float:
    """Return how far a column looks like a key or a part of one, whether it is unique or not."""
    table = table_name(profile.place.table.name)
    named = _begins(name, table) or (at == 0 and _ends(name, table))
    own = 1.0 if named else same_words(name.words, table)[0]
    short = is_short_for(name, table) or is_short_for(name, split(profile.place.table.name))
    first = at == 0 and column.unique and bool(table)
    short = short or (first and name.joined == f"{table[0][0]}id")  # fid of file_managed
    score = 0.3
    score += 0.25 if name.marked or short or is_ordinal(name) else 0.0
    plain = (
        (name.generic or name.mark in words().chinese_whose)
        and name.marked
        and (at == 0 or name.mark not in SECOND_MARKS)
    )
    is_text = column.family is Family.TEXT
    numbered = plain and at > 0 and (name.mark in NUMBER_MARKS or is_text)
    score += 0.15 if numbered else 0.25 if own >= 0.8 or short or plain else 0.0
    score += 0.1 if at == 0 and name.mark == "id" and column.family is Family.INTEGER else 0.0
    score += 0.25 if "pk" in split(column.name) else 0.0
    score += (0.1, 0.05)[at] if at < 2 else 0.0
    score += 0.05 if column.counts_up else 0.25 if at == 0 and is_made_up(column) else 0.0
    score -= 0.25 if is_measure(name) and not is_ordinal(name) else 0.0
    score += 0.09 if tells_of(name, table) else -0.2 if is_description(name) else 0.0
    return max(0.0, min(1.0, score - _unlike(column)))


def _begins(name: Name, table: tuple[str, ...]) -> bool:
    return bool(name.words) and table[: len(name.words)] == name.words


def _ends(name: Name, table: tuple[str, ...]) -> bool:
    """Tell whether a table is called by what its rows are last: order_evaluate, 学籍异动."""
    chinese = is_chinese(name.joined) and "".join(table).endswith(name.joined)
    return bool(name.words) and (table[-len(name.words) :] == name.words or chinese)


def _unlike(column: ColumnProfile) -> float:
    """Return what the values of a column say against a key."""
    if column.family is Family.INTEGER or (column.numeric and column.integral):
        return 0.0
    if column.family is Family.TEXT:
        return 0.4 if (column.mean_length or 0) > LONGEST_KEY else 0.0
    return 0.15 if column.family in (Family.DATE, Family.MOMENT) else 0.4


def _single(column: ColumnProfile, score: float) -> KeyCandidate:
    nulls = f"; {column.nulls} are empty" if column.nulls else ""
    empty = f"；{column.nulls} 行为空" if column.nulls else ""
    evidence = [
        Evidence(
            f"{column.distinct} different values in {column.rows} rows{nulls}",
            f"{column.rows} 行中有 {column.distinct} 个不同的值{empty}",
        )
    ]
    if column.counts_up:
        evidence.append(Evidence("the values count up row by row", "值逐行递增，且基本连续"))
    return KeyCandidate((column.name,), score, column.nulls > 0, (*evidence, _named(score)))


def _composite(
    columns: tuple[str, ...],
    scores: dict[str, float],
    profile: TableProfile,
    *,
    fewest: bool = True,
) -> KeyCandidate:
    score = sum(scores[each] for each in columns) / len(columns) - 0.05 * (len(columns) - 1)
    counts = ", ".join(f"{each} {profile.column(each).distinct}" for each in columns)
    en, zh = (", no fewer of them are", "，少一列则不成立") if fewest else ("", "")
    return KeyCandidate(
        columns,
        max(0.0, score),
        any(profile.column(each).nulls for each in columns),
        (
            Evidence(
                f"together different in all {profile.rows} rows{en} (different values: {counts})",
                f"组合在全部 {profile.rows} 行中各不相同{zh}（不同值：{counts}）",
            ),
            _named(score),
        ),
    )


def _named(score: float) -> Evidence:
    return Evidence(
        f"names, position and types speak for a key by {score:.2f} of 1",
        f"名称、位置与类型的得分为 {score:.2f}（满分 1）",
    )


def _ranked(found: list[KeyCandidate], first: frozenset[str]) -> tuple[KeyCandidate, ...]:
    order = sorted(
        found,
        key=lambda each: (
            each.nullable,
            -round(each.score - (BY_SEVERAL if len(each.columns) > 1 else 0.0), 6),
            len(each.columns),
            each.columns,
        ),
    )
    return tuple(
        replace(
            each,
            primary=at == 0 and not each.nullable,
            leading=frozenset(each.columns) == first,
        )
        for at, each in enumerate(order)
    )
