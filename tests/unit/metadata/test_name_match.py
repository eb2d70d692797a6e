"""How far names of columns speak for a reference."""

import pytest

from onedata_assets.domain.metadata.name_beginnings import common_prefix
from onedata_assets.domain.metadata.name_match import Target, match
from onedata_assets.domain.metadata.naming import column_name, split, table_name
from onedata_assets.domain.metadata.word_match import same_words

STRONG = [
    ("l_orderkey", "lineitem", "orders", "o_orderkey"),
    ("CustomerID", "Orders", "Customers", "CustomerID"),
    ("customer_id", "orders", "customer", "id"),
    ("buyerCustomerId", "orders", "customers", "id"),
    ("category", "product", "categories", "id"),
    ("dept_no", "dept_emp", "departments", "dept_no"),
    ("cust_id", "orders", "dim_customer", "customer_key"),
    ("original_language_id", "film", "language", "language_id"),
    ("ReportsTo", "Employee", "Employee", "EmployeeId"),
    ("parent_id", "category", "category", "id"),
    ("下单客户编号", "订单", "客户信息表", "客户编号"),
    ("kehu_id", "dingdan", "客户表", "编号"),
    ("客户编号", "订单", "customers", "id"),
    ("bu_class_id", "modules", "business_unit_class", "id"),
    ("create_uid", "orders", "res_user", "id"),
    ("output_location", "stock_location", "stock_location", "id"),
    ("updater", "stock", "sys_user", "id"),
    ("subcompanyid1", "hrmresource", "subcompany", "id"),
    ("parent_id", "customer_address", "customer", "id"),
    ("LBTESTCD", "LB", "LB_TEST", "LBTESTCD"),
]
FAIR = [
    ("manager_id", "department", "employee", "id"),
    ("SupportRepId", "Customer", "Employee", "EmployeeId"),
    ("ShipVia", "Orders", "Shippers", "ShipperID"),
    ("ss_cdemo_sk", "store_sales", "customer_demographics", "cd_demo_sk"),
    ("kh_id", "orders", "客户", "id"),
    ("cDefWareHouse", "Inventory", "Warehouse", "cWhCode"),
]
NOTHING = [
    ("quantity", "orders", "customers", "id"),
    ("cancel_type", "trade_order", "trade_order", "id"),
    ("status", "orders", "customers", "customer_id"),
    ("id", "orders", "customers", "id"),
    ("item_no", "item", "item", "item_id"),
    ("i_manager_id", "item", "item", "i_item_sk"),
    ("n_sep_by_space", "language", "users", "id"),
]
PREFIXES = {
    "lineitem": "l",
    "orders": "o",
    "store_sales": "ss",
    "customer_demographics": "cd",
    "item": "i",
}


def score(column: str, own: str, table: str, key: str) -> float:
    return match(
        column_name(column, PREFIXES.get(own)),
        table_name(own),
        Target(table_name(table), column_name(key, PREFIXES.get(table))),
    ).score


@pytest.mark.parametrize("names", STRONG)
def test_a_name_that_is_the_keys_speaks_plainly(names):
    assert score(*names) >= 0.8


@pytest.mark.parametrize("names", FAIR)
def test_a_role_or_an_abbreviation_says_something(names):
    assert 0.5 <= score(*names) < 0.8


@pytest.mark.parametrize("names", NOTHING)
def test_other_names_say_nothing(names):
    assert score(*names) < 0.5


def test_the_beginning_that_columns_share_is_found():
    assert common_prefix(["l_orderkey", "l_partkey", "l_tax"]) == "l"
    assert common_prefix(["order_id", "order_date", "amount"]) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("OrderID", ("order", "id")),
        ("HTTPStatusCodes", ("http", "status", "code")),
        ("t_订单明细表2", ("t", "订单明细表", "2")),
        ("categories", ("category",)),
        ("address", ("address",)),
    ],
)
def test_names_fall_into_words(name, words):
    assert split(name) == words


@pytest.mark.parametrize(("one", "other"), [("issuer", "issue"), ("claimant", "claim")])
def test_who_does_what_a_word_says_is_another_thing(one: str, other: str) -> None:
    assert same_words((one,), (other,))[0] == 0.0


@pytest.mark.parametrize(
    ("column", "is_self"),
    [("superseded_by", True), ("renewal_of_id", True), ("renewals", False), ("replaces", True)],
)
def test_a_row_of_its_own_table_is_told_by_what_became_of_it(column: str, is_self: bool) -> None:
    target = Target(("policy",), column_name("policy_id"))
    assert (match(column_name(column), ("policy",), target).how == "self") is is_self
