"""All rows of the tables that standards are of, lazily."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.sources import KnownTable, SourceKind
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.csv_copies import Typed
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.sampled_tables import ADDRESS_PARTS, unknown
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl


@contextmanager
def rows_of(
    name: str,
    place: KnownTable | None,
    catalog: Catalog,
    lake: LakeClient,
    *,
    absent: BadInputError | None = None,
) -> Iterator[pl.LazyFrame]:
    """Lend all rows of a table: of the lake where no source has it and nothing is `absent`.

    Raises:
        BadInputError: No such table is there, or its rows cannot be read.
        UnavailableError: Its source does not answer.
    """
    if absent:
        raise absent
    parts = name.split("/")
    if place is None or place.source.kind is SourceKind.LAKE:
        if len(parts) != ADDRESS_PARTS:
            raise unknown(name)
        yield lake.scan((parts[0], parts[1]))
        return
    with tempfile.TemporaryDirectory(prefix="onedata-standard-") as folder:
        whole = catalog.whole(place.source, [place.table], Path(folder), typed=Typed.NOT)
        [(_, rows)] = list(whole) or [(place.table, None)]
        if rows is None:
            raise unknown(name)
        if isinstance(rows, Problem):
            raise BadInputError(f"{name}: {rows.en}", f"{name}：{rows.zh}")
        yield rows
