"""Standards as drafts: what was seen of a table, told as rules for a person to review.

A rule is drafted only where enough was seen for it, and wider than what was seen: a standard that
tomorrow's good rows break would teach people to look away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.codings import CODINGS, OF_MEANING
from onedata_assets.domain.metadata.column_naming import drafted_naming
from onedata_assets.domain.metadata.model import NUMBERS, Column, Family, Table
from onedata_assets.domain.metadata.shapes import pattern_of, plain_shape, shapes
from onedata_assets.domain.metadata.shared_code_sets import set_of
from onedata_assets.domain.metadata.standards import (
    CODED,
    Code,
    ColumnStandard,
    TableStandard,
)
from onedata_assets.domain.processing.contract import Sensitivity, Text

if TYPE_CHECKING:
    import polars as pl

ROWS_FLOOR = 100
"""Fewer rows prove neither that nothing is missing nor that all values differ."""
TITLE_LONGEST = 300
CODES_MOST = 50
CODE_LONGEST = 100
ROWS_PER_CODE = 20
"""A set of values is a code set where each stands there this often on the average."""
CODED_SHARE = 0.95
"""From here on codes that fail their check are errors, below it codes of another kind."""
SHAPES_MOST = 3
SHAPE_LONGEST = 40
PROBE = 40
SPARE = 1.5
"""Times the longest text of a sample; of 853 public tables no other row had a longer one."""
LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128, 255, 500, 1000, 2000, 4000)


@dataclass(frozen=True)
class Meant:
    """What a column means, where that was recognised."""

    title: Text | None = None
    meaning: str = ""
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.NONE
    codes: Mapping[str, Text] = field(default_factory=dict)
    known_list: str = ""
    """The standard whose list the values are of, as `code_sets.py` names it."""


NOTHING_MEANT = Meant()


def drafted(
    table: Table, rows: pl.DataFrame, meant: Mapping[str, Meant], *, is_whole: bool
) -> TableStandard:
    """Return the standard that a table's rows suggest; `is_whole` says that these are all of them.

    A sample proves forms and code sets, but not that values are unique or that none is missing.
    """
    held = frozenset(rows.columns)
    columns = tuple(
        _column(each, rows[each.name], meant.get(each.name, NOTHING_MEANT), table, is_whole)
        for each in table.columns
        if each.name in held
    )
    patterns = _patterns(rows, [each.name for each in columns if each.longest])
    name = str(table.name)
    return TableStandard(
        table=name,
        title=_same(table.comment or name),
        columns=tuple(
            each.model_copy(update={"pattern": patterns.get(each.name)}) for each in columns
        ),
        key=table.primary_key,
        naming=drafted_naming([each.name for each in table.columns]),
    )


def _same(told: str) -> Text:
    """Return a comment or a name as a title in both languages, on one line."""
    text = " ".join(told.split())[:TITLE_LONGEST]
    return Text(en=text, zh=text)


def _column(
    column: Column, values: pl.Series, meant: Meant, table: Table, is_whole: bool
) -> ColumnStandard:
    known = values.drop_nulls()
    proves = is_whole and values.len() >= ROWS_FLOOR
    in_key = column.name in table.primary_key
    declared = (column.name,) in {table.primary_key, *table.unique_keys}
    shared = _shared(column, known, meant)
    codes = () if shared else _codes(column, known, meant)
    coding = _coding(column, known, meant)
    is_text = column.family is Family.TEXT and known.len() > 0 and not (codes or shared or coding)
    never_below = column.family in NUMBERS and known.len() >= ROWS_FLOOR and (known >= 0).all()
    return ColumnStandard(
        name=column.name,
        title=_same(column.comment) if column.comment else meant.title or _same(column.name),
        family=column.family,
        meaning=meant.meaning,
        unit=meant.unit,
        sensitivity=meant.sensitivity,
        nullable=not (in_key or not column.nullable or (proves and values.null_count() == 0)),
        unique=declared or (proves and known.len() == values.len() and known.is_unique().all()),
        longest=_longest(known, is_whole=is_whole) if is_text else None,
        coding=coding,
        code_set=shared,
        codes=codes,
        # What was never below nothing has nothing as its floor; its ceiling nobody saw.
        low="0" if never_below else None,
    )


def _shared(column: Column, known: pl.Series, meant: Meant) -> str:
    """Return the shared code set that has all values of a column whose meaning calls for one."""
    if not meant.known_list or column.family not in CODED or known.len() < ROWS_FLOOR:
        return ""
    import polars as pl

    return set_of(known.unique().cast(pl.String).to_list(), meant.known_list)


def _coding(column: Column, known: pl.Series, meant: Meant) -> str:
    """Return the rule that a column's codes are made by, where all but slips of the pen pass it."""
    import polars as pl

    name = OF_MEANING.get(meant.meaning, "")
    if not name or column.family not in {Family.TEXT, Family.INTEGER} or known.len() < ROWS_FLOOR:
        return ""
    text = known.cast(pl.String).str.strip_chars().to_frame("value")
    passed = text.select(CODINGS[name].passes(pl.col("value"), date.max)).to_series()
    return name if int(passed.sum()) >= CODED_SHARE * known.len() else ""


def _codes(column: Column, known: pl.Series, meant: Meant) -> tuple[Code, ...]:
    """Return the code set of a column whose few values come again and again; none of persons."""
    if (
        meant.sensitivity is Sensitivity.DIRECT
        or column.family not in {Family.TEXT, Family.INTEGER}
        or known.len() < ROWS_FLOOR
    ):
        return ()
    found = known.unique()
    if not 1 < found.len() <= min(CODES_MOST, known.len() // ROWS_PER_CODE):
        return ()
    if column.family is Family.INTEGER and not meant.codes:
        # Few whole numbers are counts or grades as often as codes.
        return ()
    values = [str(each) for each in found.sort().to_list()]
    if any(len(each) > CODE_LONGEST or not each.isprintable() for each in values):
        return ()
    return tuple(Code(value=each, title=meant.codes.get(each) or _same(each)) for each in values)


def _longest(known: pl.Series, *, is_whole: bool) -> int | None:
    """Return a usual length that all values keep; a sample has hardly the longest of all."""
    lengths = known.str.len_chars()
    seen, least = lengths.max(), lengths.min()
    if not isinstance(seen, int):
        return None
    needed = seen if is_whole or seen == least else seen * SPARE
    return next((length for length in LENGTHS if length >= needed), None)


def _patterns(rows: pl.DataFrame, names: list[str]) -> dict[str, str]:
    """Return the form of each column whose values have few forms, and those no words."""
    likely = [each for each in names if _has_few_shapes(rows[each])]
    return {
        name: pattern_of(found["shape"].to_list())
        for name, found in shapes(rows.select(likely)).items()
        if _is_form(found)
    }


def _has_few_shapes(values: pl.Series) -> bool:
    """Tell whether a form can be there: most columns of texts end here, at a tenth of the cost."""
    known = values.drop_nulls()
    probe = {plain_shape(each) for each in known.head(PROBE).to_list()}
    return known.len() >= ROWS_FLOOR and len(probe) <= SHAPES_MOST


def _is_form(found: pl.DataFrame) -> bool:
    names = found["shape"].to_list()
    return (
        0 < len(names) <= SHAPES_MOST
        and all(0 < len(each) <= SHAPE_LONGEST for each in names)
        and any("9" in each for each in names)
        and found.filter(found["count"] < ROWS_PER_CODE).is_empty()
    )
