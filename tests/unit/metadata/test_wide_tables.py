"""What is asked of a whole sample is asked once, however many columns it has."""

from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.metadata.found import found_all
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.standard_drafts import drafted

pytestmark = pytest.mark.row("S05")


@pytest.mark.parametrize("asked", ["schema", "columns"])
def test_types_and_names_of_a_sample_are_asked_as_often_of_wide_tables(monkeypatch, asked):
    """Polars makes all of them each time, so that one call a column takes the square of a width."""
    own, counts = getattr(pl.DataFrame, asked), []

    def counted(frame: pl.DataFrame) -> object:
        counts[-1] += frame.width > 4
        return own.fget(frame)

    monkeypatch.setattr(pl.DataFrame, asked, property(counted, own.fset))
    for width in (30, 60):
        counts.append(0)
        rows = pl.DataFrame({f"c{n}": [f"text {n}", "other"] for n in range(width)})
        columns = tuple(Column(f"c{n}", "VARCHAR", Family.TEXT) for n in range(width))
        table = Table(TableName("", "t"), TableKind.TABLE, columns)
        list(found_all([(table, rows, "")], today=date(2026, 11, 26)))
        drafted(table, rows, {}, is_whole=True)
    assert counts[0] == counts[1]
