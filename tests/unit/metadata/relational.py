"""Tables in memory as sources of metadata, and what is found of their keys, as plain tuples."""

from collections.abc import Mapping

import polars as pl

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.profiles import Place, TableData, TableProfile, profile
from onedata_assets.domain.metadata.relation_model import Reference, Relations
from onedata_assets.domain.metadata.relations import find_relations

Pairs = frozenset[tuple[str, str]]


def table(name: str, data: pl.DataFrame | pl.LazyFrame, *, source: str = "") -> TableData:
    return TableData(Place(source, TableName("", name)), data.lazy())


def profiled(data: pl.DataFrame, name: str = "t") -> TableProfile:
    return profile(table(name, data))


def relations(frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> Relations:
    """Return what is found of tables; `source/name` puts one into a source."""
    tables = [
        table(name.rpartition("/")[2], data, source=name.rpartition("/")[0])
        for name, data in frames.items()
    ]
    return find_relations(tables, {each.place: profile(each) for each in tables})


def found(frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> set[tuple[str, Pairs, str]]:
    return {plain(each) for each in relations(frames).references}


def plain(reference: Reference) -> tuple[str, Pairs, str]:
    pairs = zip(reference.columns, reference.parent_columns, strict=True)
    return str(reference.child), frozenset(pairs), str(reference.parent)


def one(child: str, column: str, parent: str, key: str) -> tuple[str, Pairs, str]:
    """Return a key of one column as what is found is told."""
    return (child, frozenset({(column, key)}), parent)


def wanted(keys: set[tuple[str, str, str, str]]) -> set[tuple[str, Pairs, str]]:
    """Return declared keys, whose columns are given with commas, as what is found is told."""
    return {
        (child, frozenset(zip(columns.split(","), theirs.split(","), strict=True)), parent)
        for child, columns, parent, theirs in keys
    }


def f1(told: set, declared: set) -> float:
    right = len(told & declared)
    return 2 * right / (len(told) + len(declared))
