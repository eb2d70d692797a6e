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
    held = {each.name: each for each in rows.get_columns()}
    seen = [each for each in table.columns if each.name in held]
    known = {each.name: _without_nulls(held[each.name]) for each in seen}
    proving = rows.height if is_whole and rows.height >= ROWS_FLOOR else None
    columns = [
        _column(each, known[each.name], meant.get(each.name, NOTHING_MEANT), table, proving)
        for each in seen
    ]
    forms = patterns({each.name: known[each.name] for each in columns if _is_free(each)})
    name = str(table.name)
    return TableStandard(
        table=name,
        title=same(table.comment or name),
        columns=tuple(
            _sized(each, column, known[each.name], meant.get(each.name, NOTHING_MEANT), forms)
            for each, column in zip(columns, seen, strict=True)
        ),
        key=table.primary_key,
        naming=drafted_naming([each.name for each in table.columns]),
    )


def _without_nulls(values: pl.Series) -> pl.Series:
    """Return the known values; a query, which most columns do not need, takes longest to begin."""
    return values.drop_nulls() if values.null_count() else values


def _column(
    column: Column, known: pl.Series, meant: Meant, table: Table, proving: int | None
) -> ColumnStandard:
    """Return a column as its known values say; `proving` is the number of rows where they do."""
    is_full = known.len() == proving
    is_unique = _is_unique(column, known, meant, table, is_full=is_full)
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
    column: Column, known: pl.Series, meant: Meant, table: Table, *, is_full: bool
) -> bool:
    """Tell whether no value comes twice: as declared, else of what is called a key and is one."""
    if (column.name,) in {table.primary_key, *table.unique_keys}:
        return True
    # Codes of lists, as those of places, are in several rows of most tables.
    is_listed = bool(meant.known_list) or meant.meaning == "postal_code"
    is_key = is_named_key(column) and may_be_key(column, meant.meaning) and not is_listed
    return not table.primary_key and is_full and is_key and known.n_unique() == known.len()


def _is_free(column: ColumnStandard) -> bool:
    return column.family is Family.TEXT and not (column.codes or column.code_set or column.coding)


def _sized(
    made: ColumnStandard, column: Column, known: pl.Series, meant: Meant, forms: Mapping[str, str]
) -> ColumnStandard:
    """Return a column with its lengths and its form, where it has any."""
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
