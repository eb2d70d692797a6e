"""Standards as drafts: what a source declares of a table, and what of its rows is sure to last.

What is declared comes first: types, lengths, digits, codes, nulls and keys. Rows only tighten it
where rows to come surely keep to it: codes by their meaning, forms that are made by a rule. A
standard that tomorrow's good rows break would teach people to look away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.column_naming import drafted_naming
from onedata_assets.domain.metadata.drafted_codes import (
    coding_of,
    declared_codes,
    seen_codes,
    shared_set,
)
from onedata_assets.domain.metadata.drafted_forms import patterns
from onedata_assets.domain.metadata.drafted_limits import (
    bounds,
    digits,
    drafted_family,
    is_named_key,
    lengths,
    may_be_key,
)
from onedata_assets.domain.metadata.drafted_meanings import NOTHING_MEANT, ROWS_FLOOR, Meant, same
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard

if TYPE_CHECKING:
    import polars as pl

DECLARING = frozenset({TableKind.TABLE, TableKind.VIEW})
"""Tables whose source says which values may be missing."""


def drafted(
    table: Table, rows: pl.DataFrame, meant: Mapping[str, Meant], *, is_whole: bool
) -> TableStandard:
    """Return the standard that a table suggests; `is_whole` says that these are all of its rows.

    A sample proves forms and code sets, but not that values are unique or that none is missing.
    """
    held = frozenset(rows.columns)
    known = [each for each in table.columns if each.name in held]
    columns = [
        _column(each, rows[each.name], meant.get(each.name, NOTHING_MEANT), table, is_whole)
        for each in known
    ]
    free = [each.name for each in columns if _is_free(each)]
    forms = patterns(rows, free)
    name = str(table.name)
    return TableStandard(
        table=name,
        title=same(table.comment or name),
        columns=tuple(
            _sized(each, column, rows[each.name], meant.get(each.name, NOTHING_MEANT), forms)
            for each, column in zip(columns, known, strict=True)
        ),
        key=table.primary_key,
        naming=drafted_naming([each.name for each in table.columns]),
    )


def _column(
    column: Column, values: pl.Series, meant: Meant, table: Table, is_whole: bool
) -> ColumnStandard:
    known = values.drop_nulls()
    proves = is_whole and values.len() >= ROWS_FLOOR
    is_unique = _is_unique(column, values, meant, table, proves=proves)
    is_full = proves and values.null_count() == 0
    in_key = column.name in table.primary_key
    codes = declared_codes(column, known, meant)
    shared = "" if codes else shared_set(column, known, meant)
    family = drafted_family(column, meant, known)
    fits: dict[str, Any] = (
        {} if family is not column.family else digits(column, known) | bounds(column, known, meant)
    )
    may_prove = table.kind not in DECLARING or (is_unique and not table.primary_key)
    return ColumnStandard(
        name=column.name,
        title=same(column.comment) if column.comment else meant.title or same(column.name),
        family=family,
        meaning=meant.meaning,
        unit=meant.unit,
        sensitivity=meant.sensitivity,
        nullable=not (in_key or not column.nullable or (may_prove and is_full)),
        unique=is_unique,
        coding=coding_of(column, known, meant) if family is column.family else "",
        code_set=shared,
        codes=codes
        or (() if shared or family is not column.family else seen_codes(column, known, meant)),
        **fits,
    )


def _is_unique(
    column: Column, values: pl.Series, meant: Meant, table: Table, *, proves: bool
) -> bool:
    """Tell whether no value comes twice: as declared, else of what is called a key and is one."""
    if (column.name,) in {table.primary_key, *table.unique_keys}:
        return True
    known = values.drop_nulls()
    # Codes of lists, as those of places, are in several rows of most tables.
    is_listed = bool(meant.known_list) or meant.meaning == "postal_code"
    is_key = is_named_key(column) and may_be_key(column, meant.meaning) and not is_listed
    if table.primary_key or not (proves and is_key and known.len() == values.len()):
        return False
    return bool(known.is_unique().all())


def _is_free(column: ColumnStandard) -> bool:
    return column.family is Family.TEXT and not (column.codes or column.code_set or column.coding)


def _sized(
    made: ColumnStandard, column: Column, values: pl.Series, meant: Meant, forms: Mapping[str, str]
) -> ColumnStandard:
    """Return a column with its lengths and its form, where it has any."""
    known = values.drop_nulls()
    if made.family is not Family.TEXT or not _is_text(known):
        return made
    pattern = forms.get(made.name)
    if column.declared.parts and pattern is None:
        pattern = _parts(column.declared.parts, known)
    sizes: dict[str, Any] = lengths(column, known, meant, pattern if _is_free(made) else None)
    if not _is_free(made):
        sizes["pattern"] = None
    return made.model_copy(update=sizes)


def _parts(parts: tuple[str, ...], known: pl.Series) -> str | None:
    """Return the form of a set: any of its parts, commas between; None where rows have others."""
    import re

    one = "|".join(re.escape(each) for each in parts)
    form = f"(?:(?:{one})(?:,(?:{one}))*)?"
    return form if known.str.contains(f"^(?:{form})$").all() else None


def _is_text(known: pl.Series) -> bool:
    import polars as pl

    return known.dtype == pl.String
