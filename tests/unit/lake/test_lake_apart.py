"""Queries in a process of their own: they answer as ever, and end nothing but themselves."""

from dataclasses import replace

import polars as pl
import pytest

from onedata_resources.clients import lake_apart
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_apart import sql_apart
from onedata_resources.clients.lake_sql import Limits, Seen
from onedata_resources.errors import BadInputError, UnavailableError

LINE = ("dwd", "line")
LIMITS = Limits(rows=100, seconds=60, memory="256MB")
pytestmark = pytest.mark.row("S72")


@pytest.fixture
def lake(tmp_path):
    client = LakeClient(str(tmp_path / "lake"))
    client.write(LINE, pl.DataFrame({"id": [1, 2, 3], "品名": ["a", "b", "b"]}))
    return client


def odd(pair, schema, touched):
    return Seen('SELECT id FROM "own" WHERE id % 2 = 1', "own", {})


def whole(pair, schema, touched):
    return None


def test_a_query_computes_on_what_is_seen(lake):
    found = sql_apart(lake, "select * from dwd.line order by id", sight=odd, limits=LIMITS)
    assert found.rows() == [(1,), (3,)]
    found = sql_apart(
        lake, "select 品名 from dwd.line", sight=whole, limits=replace(LIMITS, rows=1)
    )
    assert found.rows() == [("a",)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select nothing from dwd.line", "nothing"),
        ("select * from read_text('/etc/passwd')", "disabled"),
        ("select repeat('x', 1000000) from range(100)", "larger than 64 MB"),
        ("select repeat('x', 1000000) from range(5000)", "too much memory"),
    ],
)
def test_what_cannot_be_is_refused(lake, query, said):
    with pytest.raises(BadInputError, match=said) as refused:
        sql_apart(lake, query, sight=whole, limits=LIMITS)
    assert refused.value.zh


def test_a_query_that_no_interrupt_ends_is_ended(lake, monkeypatch):
    monkeypatch.setattr(lake_apart, "STARTING", 0.5)
    endless = "select levenshtein(repeat('a', 300000), repeat('b', 300000))"
    with pytest.raises(BadInputError, match="too long"):
        sql_apart(lake, endless, sight=whole, limits=replace(LIMITS, seconds=1))


def test_a_table_that_got_other_columns_meanwhile_is_asked_for_again(lake):
    def wider(pair, schema, touched):
        lake.write(LINE, pl.DataFrame({"id": [1], "mobile": ["13812345678"]}))

    with pytest.raises(UnavailableError, match="just changed"):
        sql_apart(lake, "select * from dwd.line", sight=wider, limits=LIMITS)
