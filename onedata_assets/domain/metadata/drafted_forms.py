"""The forms of coded texts as regular expressions, where rows to come surely have them too.

What has a form of no length, a growing number or an amount, has none here. Shapes are told in
`shapes.py`.
"""

from __future__ import annotations

import re
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


def patterns(rows: pl.DataFrame, names: list[str]) -> dict[str, str]:
    """Return the form of each column whose values have few forms, and those no words."""
    likely = [each for each in names if _has_few_shapes(rows[each])]
    return {
        name: pattern_of(found["shape"].to_list())
        for name, found in shapes(rows.select(likely)).items()
        if _is_form(found) and _is_fixed(rows[name])
    }


def _has_few_shapes(values: pl.Series) -> bool:
    """Tell whether a form can be there: most columns of texts end here, at a tenth of the cost."""
    known = values.drop_nulls()
    probe = {plain_shape(each) for each in known.head(PROBE).to_list()}
    return known.len() >= ROWS_FLOOR and len(probe) <= SHAPES_MOST


def _is_form(found: pl.DataFrame) -> bool:
    names = found["shape"].to_list()
    kinds = {tuple(sign for sign, _ in groupby(each)) for each in names}
    return (
        0 < len(names) <= SHAPES_MOST
        and len(kinds) == len(names)  # runs of several lengths have no longest
        and all(0 < len(each) <= SHAPE_LONGEST for each in names)
        and any("9" in each for each in names)
        and not any(map(_AMOUNT.fullmatch, names))
        and found.filter(found["count"] < ROWS_PER_CODE).is_empty()
    )


def _is_fixed(values: pl.Series) -> bool:
    """Tell whether the last digits are no count, which has more of them some day."""
    last = values.drop_nulls().str.extract(_LAST_DIGITS).drop_nulls()
    longest = last.str.len_chars().max()
    is_long = isinstance(longest, int) and longest >= LONG_RUN
    return is_long or last.str.starts_with("0").any()
