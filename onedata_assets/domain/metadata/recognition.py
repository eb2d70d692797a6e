"""Everything that is recognised of a table from its structure and a sample of its rows.

This is the door of recognition: `recognised` asks the modules beside it, one for each question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.checks import Check
from onedata_assets.domain.metadata.column_roles import role_of
from onedata_assets.domain.metadata.hint import Hint
from onedata_assets.domain.metadata.key_meanings import as_keys
from onedata_assets.domain.metadata.logical_types import Logical, form_checks_of, logical_type
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.meanings import checks_of, meanings_of
from onedata_assets.domain.metadata.model import Column, Finding, Table
from onedata_assets.domain.metadata.name_context import are_counts, beside
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.nested_meanings import Field, claims, with_reasons
from onedata_assets.domain.metadata.nested_values import insides, nested_columns
from onedata_assets.domain.metadata.observed import Observed, measure, observed
from onedata_assets.domain.metadata.person_names import names_a_person
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.metadata.table_hints import is_about_persons, table_hints
from onedata_assets.domain.metadata.value_checks import check_of
from onedata_assets.domain.processing.contract import Sensitivity, strictest

if TYPE_CHECKING:
    import polars as pl

BATCH_VALUES = 200_000
"""Values of one batch: about 20 MB of short texts; larger ones took no less time."""
CALLED = frozenset({"name", "user_name"})
THINGS = frozenset({"name", "company_name"})
PLAIN = frozenset({("name",), ("名字",), ("名称",)})
CHINESE_LEAST = 0.75
COMPANIES_LEAST = 0.8
ENDING_LEAST, ENDING_VALUES = 0.25, 4
"""The share of names, of so many or more, that end as only companies do: goods hardly ever do."""
PERSONS_LEAST = 0.3
"""Of names of persons a third begins with one of the given names listed, of things few do."""


@dataclass(frozen=True)
class Recognised:
    """What is known of a column; `meanings` has the likeliest first and may be empty.

    `fields` are what was recognised inside nested values. `is_structure` says that the column's
    type tells which fields there are, where a text may have others in the next row.
    """

    column: Column
    seen: Observed
    logical: Logical | None
    meanings: tuple[Finding, ...]
    fields: tuple[Field, ...] = ()
    is_structure: bool = False

    @property
    def meaning(self) -> Finding | None:
        """Return the likeliest meaning."""
        return self.meanings[0] if self.meanings else None

    @property
    def claims(self) -> list[tuple[Sensitivity, Finding]]:
        """Return how near each meaning comes to a person, of the column and of what is inside."""
        own = [(self._level(each), each) for each in self.meanings]
        return [*own, *claims(self.fields)]

    @property
    def sensitivity(self) -> Sensitivity:
        """Return the sensitivity of the likeliest meaning, or of a stricter one inside."""
        likeliest = [each.meaning.sensitivity for each in self.fields]
        return strictest([*map(self._level, self.meanings[:1]), *likeliest])

    @property
    def strictest(self) -> Sensitivity:
        """Return the sensitivity of the strictest meaning that it could have."""
        own = [meanings()[each.value].sensitivity for each in self.meanings]
        return strictest([*own, *(level for level, _ in claims(self.fields))])

    def _level(self, found: Finding) -> Sensitivity:
        """Return a meaning's sensitivity; a structure has no more than that of its fields."""
        is_known = found.value == "json" and self.is_structure
        return Sensitivity.NONE if is_known else meanings()[found.value].sensitivity


def recognised(
    table: Table, rows: pl.DataFrame, *, today: date, parameters: Parameters = DEFAULT
) -> tuple[Recognised, ...]:
    """Return what is known of each column of a table that the sample of rows has.

    `today` decides which days of birth exist. The order of rows changes nothing; of columns it only
    matters which stands first, as keys do.
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
    """Yield what is known of the columns of each table, with what stands inside nested values."""
    held = [rows.schema for _, rows in batch]
    likely = [nested_columns(rows) for _, rows in batch]
    nested = [
        (number, column.name, each)
        for number, (table, rows) in enumerate(batch)
        for column in table.columns
        if column.name in likely[number]
        for each in insides(table, column.name, rows[column.name])
    ]
    plain = _plainly([(each.table, each.rows) for _, _, each in nested], today, parameters)
    fields: dict[tuple[int, str], list[Field]] = {}
    for (number, name, inside), known in zip(nested, plain, strict=True):
        fields.setdefault((number, name), []).extend(
            Field(inside.paths[each.column.name], each.meanings) for each in known if each.meanings
        )
    for number, known in enumerate(_plainly(batch, today, parameters)):
        yield tuple(
            _holding(each, held[number][each.column.name], fields.get((number, each.column.name)))
            for each in known
        )


def _holding(known: Recognised, kind: pl.DataType, fields: Sequence[Field] | None) -> Recognised:
    is_structure = kind.is_nested()
    if fields is None:
        return replace(known, is_structure=is_structure) if is_structure else known
    return replace(
        known,
        meanings=with_reasons(known.meanings, fields),
        fields=tuple(fields),
        is_structure=is_structure,
    )


def _plainly(
    batch: Sequence[tuple[Table, pl.DataFrame]], today: date, parameters: Parameters
) -> Iterator[tuple[Recognised, ...]]:
    seen = [observed(table.columns, rows, parameters) for table, rows in batch]
    named = [
        list(beside(table, columns, list(table_hints(table, [each.column for each in columns]))))
        for (table, _), columns in zip(batch, seen, strict=True)
    ]
    measure(
        (each, [*form_checks_of(each), *_person_checks(said, today)])
        for columns, words in zip(seen, named, strict=True)
        for each, said in zip(columns, words, strict=True)
    )
    clues = [
        list(_clues_of(table, columns, words, today, parameters))
        for (table, _), columns, words in zip(batch, seen, named, strict=True)
    ]
    measure((each.seen, checks_of(each)) for columns in clues for each in columns)
    for (table, _), columns in zip(batch, clues, strict=True):
        yield tuple(
            Recognised(
                each.seen.column,
                each.seen,
                each.logical,
                as_keys(table, meanings_of(each), each.seen, each.role),
            )
            for each in columns
        )


def _clues_of(
    table: Table,
    columns: Sequence[Observed],
    named: Sequence[Mapping[str, Hint]],
    today: date,
    parameters: Parameters,
) -> Iterator[Clues]:
    beside_persons = is_about_persons(table, named)
    among_counts = are_counts(columns, named)
    for seen, said in zip(columns, named, strict=True):
        hints = _with_person(seen, said, today, beside_persons=beside_persons)
        is_time = any(meanings()[each].group == "time" for each in hints)
        logical = logical_type(seen, is_time_named=is_time, parameters=parameters)
        role = role_of(table, seen.column.name)
        yield Clues(seen, logical, hints, role, today, parameters, among_counts)


def _person_checks(named: Mapping[str, Hint], today: date) -> list[Check]:
    if not CALLED & named.keys():
        return []
    return [
        check_of(each, today) for each in ("given_first", "chinese_name", "company", "company_end")
    ]


def _with_person(
    seen: Observed, named: Mapping[str, Hint], today: date, *, beside_persons: bool
) -> Mapping[str, Hint]:
    """Return the hints, with that of a person where names begin with given names.

    Chinese goods are called like persons, so these names tell a person only beside a gender, an age
    or what else only persons have, or where the column is called by a role: `expert_name`. Names
    that end as those of companies do are of these. Users who are called so have Chinese names, as
    they sign in by others.
    """
    checks = _person_checks(named, today)
    if not checks:
        return named
    given_first, chinese, company, ending = (seen.rate(each) for each in checks)
    if "name" not in named:
        as_person = {**named, "person_name": named["user_name"]}
        return as_person if chinese >= CHINESE_LEAST else named
    if given_first >= PERSONS_LEAST:
        return {**named, "person_name": named["name"]}
    others = {name: hint for name, hint in named.items() if name not in THINGS}
    called = tokens(seen.column.name)
    beside = beside_persons and called in PLAIN
    if chinese >= CHINESE_LEAST and (beside or names_a_person(called)):
        return {**others, "person_name": named["name"]}
    many = seen.distinct >= ENDING_VALUES
    if company >= COMPANIES_LEAST or (many and ending >= ENDING_LEAST):
        return {**others, "company_name": named["name"]}
    return named
