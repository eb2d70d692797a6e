"""What stands inside nested values, as tables: each object is one, with the paths to its fields.

Nested values are structures and lists, and texts that are JSON. What the fields mean is judged in
`nested_meanings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.plain import are_json, read_json_lines
from onedata_assets.domain.metadata.model import Column, Table, TableKind, TableName
from onedata_assets.domain.metadata.sample_texts import numbered

if TYPE_CHECKING:
    import polars as pl

DEEPEST = 8
MOST_FIELDS = 500
"""So many fields of a column are looked at: objects by number have a field for each number."""
MOST_VALUES = 2000
"""So many different texts, and elements of the lists at one path, are looked at."""
_BEGINS = (r"^\s*\{", r"^\s*\[")
_NO_NAME = re.compile(r"\d{7}|@")
"""In a key: it is a number or an address, no name of a field."""
ANY_KEY = "*"
_KNOWN_PAIR = {"key", "value"}
_MOST_KEYS = 50


@dataclass(frozen=True)
class Inside:
    """Fields of the objects at one place, or the elements of lists as the only column.

    `paths` lead from the outer column to each (`user.phone`, `lines[].sku`).
    """

    table: Table
    rows: pl.DataFrame
    paths: Mapping[str, str]


@dataclass(frozen=True)
class _Place:
    """Where a nested value stands: its path, its own name, and what its object is called after."""

    path: str
    name: str
    owner: str
    depth: int = 0

    def element(self) -> _Place:
        return _Place(f"{self.path}[]", self.name, self.owner, self.depth + 1)

    def field(self, name: str) -> _Place:
        return _Place(f"{self.path}.{name}", name, self.name, self.depth + 1)


def insides(table: Table, column: str, values: pl.Series) -> list[Inside]:
    """Return what stands inside the values of a column; nothing where they are not nested."""
    found, fields = [], 0
    for each in _insides(_Place(column, column, table.name.name), values):
        found.append(each)
        fields += each.rows.width
        if fields >= MOST_FIELDS:
            break
    return found


def nested_columns(rows: pl.DataFrame) -> set[str]:
    """Return the columns in which there may be something: by type, or as texts begin like JSON."""
    import polars as pl

    columns = rows.get_columns()
    texts = [each for each in columns if each.dtype == pl.String]
    begin = pl.all().drop_nulls().head(MOST_VALUES).str.contains("|".join(_BEGINS)).any()
    likely = numbered(texts).select(begin).row(0) if texts else ()
    found = {each.name for each, is_likely in zip(texts, likely, strict=True) if is_likely}
    return found | {each.name for each in columns if each.dtype.is_nested()}


def _insides(place: _Place, values: pl.Series) -> Iterator[Inside]:
    import polars as pl

    if place.depth > DEEPEST or values.null_count() == values.len():
        return
    if values.dtype == pl.String:
        for parsed in _parsed(values):
            yield from _insides(place, parsed)
    elif isinstance(values.dtype, pl.Struct):
        yield from _of_objects(place, values.drop_nulls().struct.unnest())
    elif values.dtype.is_nested():
        elements = values.drop_nulls().explode().drop_nulls().head(MOST_VALUES)
        yield from _of_elements(place.element(), elements)


def _of_elements(place: _Place, elements: pl.Series) -> Iterator[Inside]:
    if not elements.dtype.is_nested():
        one = _singular(place.name)
        named = elements.rename(one).to_frame()
        yield Inside(_table(place.owner, named), named, {one: place.path})
    if nested_columns(elements.to_frame()):
        yield from _insides(place, elements)


def _of_objects(place: _Place, objects: pl.DataFrame) -> Iterator[Inside]:
    """Yield the plain fields of objects as one table, then what stands inside the others."""
    objects = _by_key(objects)
    by_value = [name for name in objects.columns if _NO_NAME.search(name)]
    if by_value:
        yield from _of_values(place, objects[by_value])
        objects = objects.drop(by_value)
    plain = objects[[each.name for each in objects if not each.dtype.is_nested()]]
    # The objects of a column are called after its table as well: what `customer.info` has is of
    # a customer.
    owner = f"{place.owner} {place.name}"
    if plain.width:
        paths = {name: place.field(name).path for name in plain.columns}
        yield Inside(_table(owner, plain), plain.head(MOST_VALUES), paths)
    inside = nested_columns(objects)
    for each in objects.get_columns():
        if each.name in inside:
            yield from _insides(place.field(each.name), each)


def _singular(name: str) -> str:
    """Return what an element is called of a list that is called by a plural: a phone of phones."""
    for end, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("ss", "ss")):
        if name.lower().endswith(end):
            return name[: -len(end)] + one
    return name[:-1] if name[-1:].lower() == "s" and len(name) > 1 else name


def _of_values(place: _Place, objects: pl.DataFrame) -> Iterator[Inside]:
    """Yield what stands in objects whose keys are values, such as numbers of phones; and the keys.

    These are in no path, which anybody may see.
    """
    import polars as pl

    keys = pl.Series("value", objects.columns).to_frame()  # a name that says nothing
    yield Inside(_table(place.owner, keys), keys, {"value": f"{place.path}.{ANY_KEY}"})
    anywhere = replace(place.field(ANY_KEY), name=place.name, owner=place.owner)
    plain = [each.cast(pl.String) for each in objects if not each.dtype.is_nested()]
    if plain:
        yield from _of_elements(anywhere, pl.concat(plain).drop_nulls().head(MOST_VALUES))
    for each in objects:
        if each.dtype.is_nested():
            yield from _insides(anywhere, each)


def _by_key(objects: pl.DataFrame) -> pl.DataFrame:
    """Return pairs of a key and a value, as which maps are kept, with a column for each key."""
    import polars as pl

    if set(objects.columns) != _KNOWN_PAIR or objects.schema["key"] != pl.String:
        return objects
    keys = objects["key"].drop_nulls().unique(maintain_order=True)
    if not 0 < keys.len() <= _MOST_KEYS:
        return objects
    value = pl.col("value")
    return objects.select(
        pl.when(pl.col("key") == key).then(value).alias(key) for key in keys.to_list()
    )


def _parsed(texts: pl.Series) -> Iterator[pl.Series]:
    """Yield the objects, and the lists, that texts are; the other texts are left out."""
    import polars as pl

    known = texts.drop_nulls().unique(maintain_order=True).head(MOST_VALUES)
    for begins in _BEGINS:
        likely = known.filter(known.str.contains(begins))
        if likely.is_empty():
            continue
        lines = pl.select(pl.concat_str(pl.lit('{"v":'), likely, pl.lit("}"))).to_series()
        lines = lines.filter(are_json(lines))
        if lines.is_empty():
            continue
        values = read_json_lines(lines)["v"]
        if values.dtype.is_nested():
            yield values


def _table(owner: str, rows: pl.DataFrame) -> Table:
    # Definitions load this module, and must not load Polars.
    from onedata_assets.domain.metadata.profile_expressions import family_of

    columns = tuple(Column(name, str(kind), family_of(kind)) for name, kind in rows.schema.items())
    return Table(TableName("", owner), TableKind.FILE, columns)
