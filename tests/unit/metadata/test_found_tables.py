"""What is found out of tables is the same on several processors as in one process."""

from datetime import date

import polars as pl

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.lib import found_tables
from onedata_assets.lib.found_tables import Looked

TODAY = date(2026, 11, 26)


def looked(number: int) -> Looked:
    columns = (Column("id", "INTEGER", Family.INTEGER), Column("mobile", "TEXT", Family.TEXT))
    table = Table(TableName("", f"t{number:02}"), TableKind.TABLE, columns)
    phones = [f"138{number:02}{n:06}" for n in range(60)]
    return Looked(table, pl.DataFrame({"id": range(60), "mobile": phones}), f"m{number}")


def test_many_tables_are_found_out_on_the_processors_in_their_order(monkeypatch):
    monkeypatch.setattr(found_tables, "MANY", 20)
    monkeypatch.setattr(found_tables.os, "cpu_count", lambda: 3)
    tables = [looked(number) for number in range(25)]
    alone = [*found_tables.found_tables(tables, TODAY, count=1)]
    together = [*found_tables.found_tables(tables, TODAY, count=25)]
    assert [made for _, made in together] == [made for _, made in alone]
    assert [each.mark for each, _ in together] == [each.mark for each in tables]
    assert together[0][1].column("mobile").meaning.value == "mobile_phone"
