"""The forms of coded texts as regular expressions, where rows to come surely have them too.

What has a form of no length, a growing number or an amount, has none here. Shapes are told in
`shapes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.drafted_codes import ROWS_PER_CODE
from onedata_assets.domain.metadata.drafted_meanings import ROWS_FLOOR
from onedata_assets.domain.metadata.shapes import pattern_of, plain_shape, shapes

if TYPE_CHECKING:
    import polars as pl

SHAPES_MOST = 3
SHAPE_LONGEST = 40
PROBE = 40
LONG_RUN = 6
"""Numbers of so many digits are made by a rule; shorter ones without noughts before count up."""
_AMOUNT = re.compile(r"[-+¥$€]?9+(?:[.,]9+)+%?|[-+¥$€]9+%?|9+%")
_LAST_DIGITS = r"^.*?([0-9]+)[^0-9]*$"


def patterns(known: Mapping[str, pl.Series]) -> dict[str, str]:
    """Return the form of each column whose known values have few forms, and those no words."""
    return {
        name: pattern_of(found["shape"].to_list())
        for name, values in known.items()
        if _may_have_form(values) and _is_form(found := shapes(values)) and _is_fixed(values)
    }


def _may_have_form(known: pl.Series) -> bool:
    """Tell whether a form can be there: most columns of texts end here, at a tenth of the cost."""
    few = known.head(PROBE).to_list() if known.len() >= ROWS_FLOOR else []
    found = {plain_shape(each) for each in few}
    return _may_be_form(found) and (_has_digits(found) or known.str.contains("[0-9]").any())


def _may_be_form(found: Collection[str]) -> bool:
    """Tell whether a column that has these shapes, and maybe more, can be of a form."""
    kinds = {tuple(sign for sign, _ in groupby(each)) for each in found}
    return (
        0 < len(found) <= SHAPES_MOST
        and len(kinds) == len(found)  # runs of several lengths have no longest
        and all(0 < len(each) <= SHAPE_LONGEST for each in found)
        and not any(map(_AMOUNT.fullmatch, found))
    )


def _has_digits(found: Iterable[str]) -> bool:
    return any("9" in each for each in found)


def _is_form(found: pl.DataFrame) -> bool:
    names = found["shape"].to_list()
    return (
        _may_be_form(names)
        and _has_digits(names)
        and min(found["count"].to_list()) >= ROWS_PER_CODE
    )


def _is_fixed(known: pl.Series) -> bool:
    """Tell whether the last digits are no count, which has more of them some day."""
    last = known.str.extract(_LAST_DIGITS).drop_nulls()
    longest = last.str.len_chars().max()
    is_long = isinstance(longest, int) and longest >= LONG_RUN
    return is_long or last.str.starts_with("0").any()
