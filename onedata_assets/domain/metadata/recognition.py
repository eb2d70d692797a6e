"""Everything that is recognised of a table from its structure and a sample of its rows.

This is the door of recognition: `recognised` asks the modules beside it, one for each question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.checks import Check
from onedata_assets.domain.metadata.column_roles import Role, role_of
from onedata_assets.domain.metadata.logical_types import Logical, form_checks_of, logical_type
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.meanings import checks_of, meanings_of
from onedata_assets.domain.metadata.model import Column, Evidence, Family, Finding, Table
from onedata_assets.domain.metadata.name_hints import (
    WHOLE,
    Hint,
    are_initials,
    hints,
    initials,
    tokens,
)
from onedata_assets.domain.metadata.observed import Observed, measure, observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.metadata.value_checks import check_of
from onedata_assets.domain.metadata.word_lists import words
from onedata_assets.domain.processing.contract import Sensitivity, strictest

if TYPE_CHECKING:
    import polars as pl

BATCH_VALUES = 200_000
"""Values of one batch: about 20 MB of short texts; larger ones took no less time."""
KEY_WORDS = frozenset({"id", "key", "sk", "pk"})
PLACES = frozenset({"city", "postal_code", "country"})
"""Beside these a state is one of a country, not how a thing stands."""
PERSONS_LEAST = 0.3
"""Of names of persons a third begins with one of the given names listed, of things few do."""
PLAIN_NAMES = {
    **dict.fromkeys(("name", "名字", "mingcheng"), "person_name"),
    "title": "job_title",
}
"""What columns called so are in a table of people."""


@dataclass(frozen=True)
class Recognised:
    """What is known of a column; `meanings` has the likeliest first and may be empty."""

    column: Column
    seen: Observed
    logical: Logical | None
    meanings: tuple[Finding, ...]

    @property
    def meaning(self) -> Finding | None:
        """Return the likeliest meaning."""
        return self.meanings[0] if self.meanings else None

    @property
    def strictest(self) -> Sensitivity:
        """Return the sensitivity of the strictest meaning that it could have."""
        return strictest(meanings()[each.value].sensitivity for each in self.meanings)


def recognised(
    table: Table, rows: pl.DataFrame, *, today: date, parameters: Parameters = DEFAULT
) -> tuple[Recognised, ...]:
    """Return what is known of each column of a table that the sample of rows has.

    `today` decides which days of birth exist. The order of rows and columns changes nothing.
    """
    return next(recognised_all([(table, rows)], today=today, parameters=parameters))


def recognised_all(
    tables: Iterable[tuple[Table, pl.DataFrame]], *, today: date, parameters: Parameters = DEFAULT
) -> Iterator[tuple[Recognised, ...]]:
    """Yield for each table, in their order, what `recognised` returns of it.

    Each test of values runs once for several tables. No more than `BATCH_VALUES` and one table are
    held, so that samples may be read while this goes on.
    """
    batch: list[tuple[Table, pl.DataFrame]] = []
    values = 0
    for table, rows in tables:
        batch.append((table, rows))
        values += rows.height * rows.width
        if values >= BATCH_VALUES:
            yield from _recognised(batch, today, parameters)
            batch, values = [], 0
    yield from _recognised(batch, today, parameters)


def _recognised(
    batch: Sequence[tuple[Table, pl.DataFrame]], today: date, parameters: Parameters
) -> Iterator[tuple[Recognised, ...]]:
    seen = [observed(table.columns, rows, parameters) for table, rows in batch]
    named = [
        list(_hints(table, [each.column for each in columns]))
        for (table, _), columns in zip(batch, seen, strict=True)
    ]
    measure(
        (each, [*form_checks_of(each), *_person_checks(said, today)])
        for columns, words in zip(seen, named, strict=True)
        for each, said in zip(columns, words, strict=True)
    )
    clues = [
        [
            _clues(table, each, _with_person(each, said, today), today, parameters)
            for each, said in zip(columns, words, strict=True)
        ]
        for (table, _), columns, words in zip(batch, seen, named, strict=True)
    ]
    measure((each.seen, checks_of(each)) for columns in clues for each in columns)
    for (table, _), columns in zip(batch, clues, strict=True):
        yield tuple(
            Recognised(
                each.seen.column,
                each.seen,
                each.logical,
                _as_keys(table, meanings_of(each), each.seen, each.role),
            )
            for each in columns
        )


def _clues(
    table: Table, seen: Observed, named: Mapping[str, Hint], today: date, parameters: Parameters
) -> Clues:
    is_time = any(meanings()[each].group == "time" for each in named)
    logical = logical_type(seen, is_time_named=is_time, parameters=parameters)
    return Clues(seen, logical, named, role_of(table, seen.column.name), today, parameters)


def _hints(table: Table, columns: Sequence[Column]) -> Iterator[Mapping[str, Hint]]:
    """Yield what each column's name and comment say, and the other names of its table."""
    in_initials = are_initials(each.name for each in table.columns)
    has_places = any(hints(each.name).keys() & PLACES for each in table.columns)
    for column in columns:
        named = dict(hints(column.name, column.comment)) | _of_table(table, column)
        if has_places and "province" in named:
            named.pop("status", None)
        yield initials(column.name) if in_initials and not named else named


def _person_checks(named: Mapping[str, Hint], today: date) -> list[Check]:
    return [check_of("given_first", today)] if "name" in named else []


def _with_person(seen: Observed, named: Mapping[str, Hint], today: date) -> Mapping[str, Hint]:
    """Return the hints, with that of a person where names begin with given names."""
    for check in _person_checks(named, today):
        if seen.rate(check) >= PERSONS_LEAST:
            return {**named, "person_name": named["name"]}
    return named


def _of_table(table: Table, column: Column) -> dict[str, Hint]:
    """Return the hint that the name of a person's table gives to a column called only `name`."""
    meaning = PLAIN_NAMES.get(" ".join(tokens(column.name)))
    if meaning is None:
        return {}
    told = tokens(table.name.name)
    for word in words("person_tables"):
        if any(
            each in {word, f"{word}s"} or (not word.isascii() and word in each) for each in told
        ):
            return {meaning: Hint(WHOLE, f"{table.name.name}.{column.name}")}
    return {}


def _is_bare(seen: Observed) -> bool:
    """Tell whether it is called a number only and has few: a key of music, no key of rows."""
    few = seen.known >= 5 * seen.distinct
    return few and tokens(seen.column.name) in {("key",), ("number",), ("no",)}


def _as_keys(
    table: Table, found: tuple[Finding, ...], seen: Observed, role: Role
) -> tuple[Finding, ...]:
    """Tell an identifier that repeats, refers elsewhere or is another thing's as a reference."""
    if role is Role.KEY or not found or found[0].value != "identifier":
        return found
    is_unique = seen.distinct == seen.known and 2 * seen.known > seen.rows
    if role is Role.NONE and is_unique:
        if not _is_of_another(table, seen.column):
            return found
        said = Evidence(
            "Another column is named as the identifier of this table.",
            "另有一列按名称为本表的标识。",
        )
    elif role is Role.NONE and _is_bare(seen):
        return tuple(each for each in found if each.value not in {"identifier", "reference"})
    elif role is Role.NONE:
        said = Evidence(
            f"It does not tell rows apart: {seen.distinct} different values in {seen.rows} rows.",
            f"不能区分各行：{seen.rows} 行中 {seen.distinct} 个不同值。",
        )
    else:
        said = Evidence("The source declares it as a foreign key.", "来源声明其为外键。")
    first = Finding("reference", found[0].confidence, (*found[0].evidence, said))
    return (first, *(each for each in found[1:] if each.value != "reference"))


def _is_of_another(table: Table, column: Column) -> bool:
    """Tell whether whole numbers are named as the key of another thing, and the table has its own.

    In `payments(payment_id, rental_id)` a rental may be paid once, and is a reference still.
    """
    own = {each.name for each in table.columns if _is_own(table, each)}
    words = tokens(column.name)
    is_key = column.family is Family.INTEGER and len(words) > 1 and words[-1] in KEY_WORDS
    return is_key and bool(own) and column.name not in own


def _is_own(table: Table, column: Column) -> bool:
    *thing, last = tokens(column.name)
    if last not in KEY_WORDS:
        return False
    told = {form for each in tokens(table.name.name) for form in (each, each.removesuffix("s"))}
    return not thing or thing[-1] in told
