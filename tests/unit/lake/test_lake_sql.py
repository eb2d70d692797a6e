"""SQL over the lake: what it may read, and what it refuses."""

import polars as pl
import pytest

from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_sql import Limits
from onedata_resources.errors import BadInputError


@pytest.fixture
def lake(tmp_path):
    client = LakeClient(str(tmp_path / "lake"))
    client.write(["dwd", "line"], pl.DataFrame({"id": [1, 2, 3], "品名": ["a", "b", "b"]}))
    client.write(["dim", "item"], pl.DataFrame({"品名": ["a", "b"], "price": [1.5, 2.5]}))
    return client


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("select count(*) from dwd.line", [(3,)]),
        ("select sum(price) from dwd.line join dim.item using (品名)", [(6.5,)]),
        ("select sum(price) from dwd.line natural join dim.item", [(6.5,)]),
        ("with q as (select * from dwd.line) select max(id) from q", [(3,)]),
        ("from dim.item where 品名 = 'a'", [("a", 1.5)]),
        ("select id from dwd.line where 品名 = 'b' union select 9 order by 1", [(2,), (3,), (9,)]),
        ("select * exclude (品名) from dim.item order by all", [(1.5,), (2.5,)]),
        ("select (select max(price) from dim.item)", [(2.5,)]),
        (
            "select i.price from dwd.line l, dim.item as i where l.品名 = i.品名 and l.id=1",
            [(1.5,)],
        ),
        ("select n from range(2) t(n)", [(0,), (1,)]),
    ],
)
def test_a_query_reads_the_tables_that_it_names(lake, query, rows):
    assert lake.sql(query).rows() == rows


def test_strings_are_compared_in_files_that_delta_rewrote(lake):
    lake.write(["dwd", "line"], pl.DataFrame({"id": [3], "品名": ["z"]}), where="id = 3")
    assert lake.sql("select id from dwd.line where 品名 = 'b'").rows() == [(2,)]


def test_parameters_are_values_and_never_sql(lake):
    query = "select count(*) from dwd.line where 品名 = $name"
    assert lake.sql(query, {"name": "b"}).item() == 2
    assert lake.sql(query, {"name": "b' or '1'='1"}).item() == 0


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select * from line", "perhaps dwd.line"),
        ("select * from dwd.lines", "Near names: dwd/line"),
        ("select * from read_csv('/etc/passwd')", "disabled"),
        ("select * from '/etc/passwd'", "names no lake table"),
        ("select nothing from dwd.line", "nothing"),
        ("insert into dwd.line values (1, 'x')", "one SELECT"),
        ("drop table dwd.line", "one SELECT"),
        ("copy (select 1) to '/tmp/x.csv'", "one SELECT"),
        ("select 1; select 2", "one SELECT"),
        ("set enable_external_access = true", "one SELECT"),
        ("selec 1 frm", "cannot run"),
        ("", "one SELECT"),
        ("select " + "(" * 3000 + "1" + ")" * 3000, "nested too deeply"),
        ("select 1 as a, 2 as a", "columns named a"),
    ],
)
def test_what_is_no_query_over_the_lake_is_refused(lake, query, reason):
    with pytest.raises(BadInputError, match=reason):
        lake.sql(query)


def test_a_limited_query_writes_nothing_to_a_folder_that_queries_can_read(lake):
    told = lake.sql(
        "select current_setting('temp_directory'), current_setting('allowed_directories')",
        limits=Limits(rows=1, seconds=60, memory="100MB"),
    )
    assert told.rows() == [("", [])]
