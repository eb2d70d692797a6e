"""Joins of tables as data: what is told, to whom, and that no path goes through a hidden table."""

from typing import Any

import pytest

from onedata_assets.domain.metadata.model import TableName
from tests.component.gateway.browser import House
from tests.component.tables.scanned import refers, scanned, table

pytestmark = pytest.mark.row("S36")

CUSTOMER, ORDERS, SECRET = (TableName("", each) for each in ("customer", "orders", "secret"))
MEMBER = TableName("dwd", "member")
ACCOUNT = TableName("vault", "account")
SHOP = ["shop/orders", "shop/customer"]
HIDDEN = "bank/vault/account"


@pytest.fixture
def keyed(home: House) -> House:
    """Leave three sources; orders and keepers hang together by a table of beta alone."""
    store, now = home.portal.store, home.clock.now
    shop = [
        table(CUSTOMER, ["id", "phone"], rows=70),
        table(ORDERS, ["id", "receiver_id", "account_no"], rows=900, customer_id="customer"),
        table(SECRET, ["id", "order_id"]),
    ]
    found = {
        "orders": [refers("account_no", "bank", ACCOUNT), refers("receiver_id", "shop", CUSTOMER)],
        "secret": [refers("order_id", "shop", ORDERS)],
    }
    scanned(store, "shop", shop, now, found)
    keeper = TableName("dim", "keeper")
    bank = [table(ACCOUNT, ["id", "keeper_no"])]
    scanned(store, "bank", bank, now, {"account": [refers("keeper_no", "lake", keeper)]})
    lake = [table(MEMBER, ["id", "name"]), table(keeper, ["id"])]
    scanned(store, "lake", lake, now, {"member": [refers("id", "shop", CUSTOMER)]})
    return home


def asked(home: House, who: str, *tables: str, dialect: str = "duckdb") -> Any:
    return home.browser(who).get(
        "/metadata/joins", params={"table": list(tables), "dialect": dialect}
    )


def joins(home: House, who: str, *tables: str, **more: str) -> Any:
    answer = asked(home, who, *tables, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_step_tells_columns_kind_match_and_reasons(keyed):
    told = joins(keyed, "vera", *SHOP)
    [step] = told["ways"][0]["steps"]
    assert (step["left"], step["left_columns"]) == ("shop/orders", ["customer_id"])
    assert (step["right"], step["right_columns"]) == ("shop/customer", ["id"])
    assert (step["kind"], step["cardinality"], step["is_forth"]) == ("left", "N:1", True)
    assert (step["is_declared"], step["is_measured"], step["is_across"]) == (True, False, False)
    assert step["why"] == [{"en": "The source declares it.", "zh": "来源声明了该键。"}]
    assert [(each["name"], each["rows"]) for each in told["tables"]] == [
        ("shop/orders", 900),
        ("shop/customer", 70),
    ]


def test_another_column_is_another_way_with_its_own_figures(keyed):
    _, other = joins(keyed, "vera", *SHOP)["ways"]
    [step] = other["steps"]
    assert step["left_columns"] == ["receiver_id"]
    assert (step["match_rate"], step["confidence"]) == (0.98, 0.91)
    assert (step["is_declared"], step["is_measured"]) == (False, True)
    assert step["cautions"][0]["danger"] == "unmatched"
    assert "2.00% of the rows of shop/orders have no partner" in step["cautions"][0]["en"]
    assert '"t1"."receiver_id" = "t2"."id"' in other["sql"]


def test_rows_that_multiply_and_tables_elsewhere_are_warned_of_by_the_names_of_assets(keyed):
    told = joins(keyed, "vera", "shop/customer", "shop/orders", "dwd/member")
    first = told["ways"][0]
    cautions = {
        each["right"]: [one["danger"] for one in each["cautions"]] for each in first["steps"]
    }
    assert cautions["shop/orders"] == ["repeats"]
    assert cautions["dwd/member"] == ["repeats", "unmatched", "elsewhere"]
    [together] = first["cautions"]
    assert together["danger"] == "crossed"
    assert (
        "dwd/member, shop/orders" in together["en"] or "shop/orders, dwd/member" in together["en"]
    )
    assert '"lake"."dwd"."member"' in first["sql"]


@pytest.mark.parametrize(("dialect", "quoted"), [("mysql", "`orders`"), ("Hive ", "`orders`")])
def test_sql_is_written_in_the_dialect_asked_for(keyed, dialect, quoted):
    told = joins(keyed, "vera", *SHOP, dialect=dialect)
    assert quoted in told["ways"][0]["sql"]
    assert told["dialect"] == dialect.strip().lower()
    assert {"duckdb", "postgres", "mysql", "hive"} <= set(told["dialects"])


def test_a_path_through_a_table_that_is_hidden_is_none(keyed):
    everything = joins(keyed, "root", "shop/orders", "dim/keeper")
    assert [each["right"] for each in everything["ways"][0]["steps"]] == [HIDDEN, "dim/keeper"]
    answer = asked(keyed, "vera", "shop/orders", "dim/keeper")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_join")
    assert answer.json()["apart"] == ["dim/keeper"]
    assert "bank" not in answer.text
    assert "account" not in answer.text


def test_a_longer_path_that_is_seen_is_taken_where_the_short_one_is_hidden(keyed):
    direct = [table(CUSTOMER, ["id"]), table(ORDERS, ["id", "account_no"], customer_id="customer")]
    found = {"orders": [refers("account_no", "bank", ACCOUNT)]}
    scanned(keyed.portal.store, "shop", direct, keyed.clock.now, found)
    told = joins(keyed, "vera", "shop/orders", "dwd/member")
    assert [each["right"] for each in told["ways"][0]["steps"]] == ["shop/customer", "dwd/member"]
    assert "bank" not in str(told)


@pytest.mark.parametrize("tables", [[*SHOP, HIDDEN], [HIDDEN, "shop/orders"], [*SHOP, "no/such"]])
def test_a_table_that_is_hidden_is_told_as_one_that_there_is_not(keyed, tables):
    answer = asked(keyed, "vera", *tables)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.json()["en"] == "There is no such asset."


@pytest.mark.parametrize("tables", [[], ["shop/orders"], ["shop/orders", "shop/orders"]])
def test_less_than_two_tables_are_refused_with_what_to_do(keyed, tables):
    answer = asked(keyed, "vera", *tables)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert "two tables or more" in answer.json()["en"]
    assert "两张或更多的表" in answer.json()["zh"]


def test_tables_that_no_key_reaches_are_told_with_what_to_do(keyed):
    told = asked(keyed, "vera", "shop/orders", "dim/keeper", "shop/customer").json()
    assert told["apart"] == ["dim/keeper"]
    assert "from shop/orders to dim/keeper" in told["en"]
    assert "onedata metadata relate" in told["en"]
    assert "metadata/relations/sources" in told["zh"]
    assert "没有已知的键链" in told["zh"]


def test_a_table_that_no_scan_found_is_told_as_such(keyed):
    told = asked(keyed, "vera", "shop/orders", "dws/contact").json()
    assert (told["code"], told["apart"]) == ("not_scanned", ["dws/contact"])
    assert "No scan has found dws/contact" in told["en"]
    assert "尚无扫描发现 dws/contact" in told["zh"]


@pytest.mark.parametrize(
    ("tables", "dialect", "said"),
    [(SHOP, "klingon", "bad_input"), ([f"shop/t{n}" for n in range(13)], "duckdb", "malformed")],
)
def test_what_cannot_be_asked_is_refused(keyed, tables, dialect, said):
    answer = asked(keyed, "vera", *tables, dialect=dialect)
    assert (answer.status_code, answer.json()["code"]) == (422, said)
