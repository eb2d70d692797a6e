"""`onedata metadata columns`, `relate` and `join`: meanings, keys and joins, as people see."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from onedata_assets.cli import metadata
from onedata_assets.cli.metadata_columns import show_columns
from onedata_assets.cli.metadata_relations import (
    _grouped,
    relate_sources,
    show_join,
    show_matches,
)
from onedata_assets.cli.say import console
from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.processing.contract import Text
from onedata_assets.lib.source_relations import Unread
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import BadInputError
from onedata_resources.store.metadata import Found

pytestmark = pytest.mark.row("S08", "S10", "S35", "S36")


@pytest.fixture
def shop(shop):
    """A source of customers and their orders, scanned."""
    shop.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, phone TEXT)")
    shop.execute('CREATE TABLE "order" (id INTEGER PRIMARY KEY, customer_id INTEGER)')
    with shop.connect() as connection:
        customers = [{"id": 700 + 3 * n, "phone": f"138{n:08d}"} for n in range(100)]
        orders = [{"id": n, "customer_id": 700 + 3 * (n % 90)} for n in range(1, 900)]
        connection.execute(sa.text("INSERT INTO customer VALUES (:id, :phone)"), customers)
        connection.execute(sa.text('INSERT INTO "order" VALUES (:id, :customer_id)'), orders)
    metadata.scan_sources([])
    return shop


def printed(capsys):
    return json.loads(capsys.readouterr().out)


def test_columns_are_told_with_reasons_and_masked_samples(shop, capsys):
    capsys.readouterr()
    show_columns("shop", "customer", as_json=True)
    phone = printed(capsys)[1]
    assert (phone["meaning"], phone["sensitivity"]) == ("mobile_phone", "direct")
    assert "phone" in phone["why"]
    assert "13800000000" not in phone["samples"]
    show_columns("shop", "customer", as_json=False)
    assert "phone: Its name has" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "shown"), [("zh", "手机号码（mobile_phone）"), ("en", "Mobile phone number")]
)
def test_a_meaning_is_called_as_the_reader_calls_it(shop, capsys, monkeypatch, language, shown):
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    monkeypatch.setattr(console, "_width", 250)  # a width once set stays
    capsys.readouterr()
    show_columns("shop", "customer", as_json=False)
    assert shown in capsys.readouterr().out


def test_a_table_that_was_not_looked_at_is_refused_with_those_that_were(shop):
    with pytest.raises(BadInputError, match="customer, order"):
        show_columns("shop", "nothing", as_json=False)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("public.pay", True),
        ("public/pay", True),
        ("pay", True),
        ("log", True),
        ("eu.orders", True),
        ("orders", False),
    ],
)
def test_a_table_is_named_without_its_schema_where_there_is_one(shop, capsys, written, found):
    """Of two tables of one name, one is meant by its own schema; a table without one by itself."""
    places = [("public", "pay"), ("eu", "orders"), ("us", "orders"), ("", "log"), ("old", "log")]
    tables = [TableFindings(TableName(*each), "m", Text(en="t", zh="表")) for each in places]
    with metadata.source_versions() as versions:
        told = Found(SourceFindings.of(tables).text(), "")
        versions.record("pg", "{}", datetime(2026, 11, 27, tzinfo=UTC), found=told)
    if found:
        assert show_columns("pg", written, as_json=True) == 0
    else:
        with pytest.raises(BadInputError, match=r"eu\.orders"):
            show_columns("pg", written, as_json=True)


def test_references_are_found_and_what_drifts_ends_with_one(shop, capsys):
    capsys.readouterr()
    assert relate_sources(as_json=True) == 0
    [found] = printed(capsys)
    assert found["reference"] == "shop/order (customer_id) → shop/customer (id)"
    assert (found["match"], found["drifts"]) == (1.0, "")
    shop.execute("DELETE FROM customer WHERE id > 800")
    assert relate_sources(as_json=True) == 1
    assert printed(capsys)[0]["drifts"]


def test_how_references_held_each_time_is_told_the_newest_first(shop, capsys):
    capsys.readouterr()
    assert show_matches("shop/order", as_json=False) == 0
    assert "never measured" in capsys.readouterr().out
    relate_sources(as_json=True)
    shop.execute("DELETE FROM customer WHERE id > 800")
    relate_sources(as_json=True)
    capsys.readouterr()
    show_matches("shop/order", as_json=True)
    newest, first = printed(capsys)
    assert newest["reference"] == "shop/order (customer_id) → shop/customer (id)"
    assert (first["match"], first["orphans"], first["drifts"]) == (1.0, 0, "")
    assert 0 < newest["match"] < 1
    assert newest["orphans"] > 0
    assert newest["drifts"]
    assert newest["measured"] >= first["measured"]


def test_what_columns_settle_is_told_below_the_columns(shop, capsys):
    shop.execute("CREATE TABLE place (id INTEGER PRIMARY KEY, city TEXT, province TEXT)")
    rows = [{"id": n, "city": f"c{n % 12}", "province": f"p{n % 3}"} for n in range(1, 241)]
    with shop.connect() as connection:
        connection.execute(sa.text("INSERT INTO place VALUES (:id, :city, :province)"), rows)
    metadata.scan_sources([])
    relate_sources(as_json=False)
    capsys.readouterr()
    show_columns("shop", "place", as_json=False)
    assert "city → province: 100.00% of the rows" in capsys.readouterr().out


def test_what_could_not_be_read_is_told_beside_the_json(shop, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "onedata_assets/defs/logs"
    folder.mkdir()
    (folder / "source.yaml").write_text("name: logs\nkind: logs\nconnection: LOGS_DIR\n")
    (tmp_path / "logs").mkdir()
    lines = [f"2026-11-26 08:00:{n:02d} INFO started {n}\n" for n in range(50)]
    (tmp_path / "logs" / "app.log").write_text("".join(lines))
    monkeypatch.setenv("LOGS_DIR", str(tmp_path / "logs"))
    metadata.scan_sources(["logs"])
    capsys.readouterr()
    assert relate_sources(as_json=True) == 0
    told = capsys.readouterr()
    assert len(json.loads(told.out)) == 1
    assert "app.log" in told.err


def test_a_join_is_written_in_the_dialect_asked_for(shop, capsys):
    relate_sources(as_json=True)
    capsys.readouterr()
    show_join(["shop/order", "shop/customer"], "mysql", as_json=True)
    told = printed(capsys)
    assert "`customer_id` = " in told["sql"]
    [step] = told["steps"]
    assert (step["left"], step["left_columns"]) == ("shop/order", ["customer_id"])
    assert (step["cardinality"], step["match"], told["others"]) == ("N:1", 1.0, [])


def test_a_key_that_the_source_declares_joins_before_anybody_looked_at_rows(shop, capsys):
    shop.execute("CREATE TABLE visit (id INTEGER, guest INTEGER REFERENCES customer (id))")
    shop.execute(
        "CREATE TABLE gift (id INTEGER, a INTEGER REFERENCES customer (id), "
        "b INTEGER REFERENCES customer (id))"
    )
    metadata.scan_sources([])
    capsys.readouterr()
    show_join(["shop/visit", "shop/customer"], "duckdb", as_json=False)
    assert '"t1"."guest" = "t2"."id"' in capsys.readouterr().out
    show_join(["shop/gift", "shop/customer"], "duckdb", as_json=False)
    assert "Other ways that join these tables: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("tables", "dialect", "said"),
    [
        (["shop/order", "shop/none"], "duckdb", "no table of a scanned source"),
        (["shop/order", "shop/customer"], "klingon", "no SQL dialect"),
        (["order"], "duckdb", "no table of a scanned source"),
        (["shop/order"], "duckdb", "two tables or more"),
    ],
)
def test_a_join_that_cannot_be_is_refused(shop, tables, dialect, said):
    relate_sources(as_json=True)
    with pytest.raises(BadInputError, match=said):
        show_join(tables, dialect, as_json=False)


def test_tables_that_no_key_joins_are_refused(shop):
    with pytest.raises(BadInputError, match="relate"):
        show_join(["shop/order", "shop/customer"], "duckdb", as_json=False)


def test_persons_of_two_sources_are_joined_by_what_identifies_them(
    shop, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "onedata_assets/defs/club"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text("name: club\nkind: sql\nconnection: CLUB_URL\n")
    monkeypatch.setenv("CLUB_URL", f"sqlite:///{tmp_path}/club.db")
    (tmp_path / "club.db").touch()
    client = DatabaseClient(f"sqlite:///{tmp_path}/club.db")
    client.execute("CREATE TABLE 会员 (会员号 TEXT, 手机 TEXT)")
    with client.connect() as connection:
        members = [{"id": f"M{n}", "phone": f"138{n:08d}"} for n in range(0, 100, 2)]
        connection.execute(sa.text("INSERT INTO 会员 VALUES (:id, :phone)"), members)
    metadata.scan_sources([])
    capsys.readouterr()
    relate_sources(as_json=True)
    told = {each["reference"]: each for each in printed(capsys)}
    assert told["club/会员 (手机) → shop/customer (phone)"]["match"] == 1.0
    show_join(["club/会员", "shop/customer"], "sqlite", as_json=False)
    assert '"t1"."手机" = "t2"."phone"' in capsys.readouterr().out


def test_what_is_wrong_with_many_tables_of_a_source_is_told_once_with_their_number():
    told = [Unread(TableName("", f"t{n}"), "Only some.", "仅部分。", True, "pg") for n in range(9)]
    other = Unread(TableName("", "x"), "Denied.", "无权限。", source="erp")
    lines = list(_grouped([*told, other]))
    assert len(lines) == 2
    assert "pg" in lines[0]
    assert "9" in lines[0]
    assert "t0, t1, t2 …" in lines[0]
    assert "erp/x" in lines[1]
