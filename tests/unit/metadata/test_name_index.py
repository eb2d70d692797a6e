"""The index of names finds every key that a name says something of, as asking each key would."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.name_index import NameIndex, order
from onedata_assets.domain.metadata.name_match import Target, match
from onedata_assets.domain.metadata.naming import column_name, table_name

pytestmark = pytest.mark.row("S10")

WORDS = """
customer cust cstmr custommer client order orders ord type kind status id code no key parent manager
employee staff demographics demo household shipper via to from airport origin 客户 客户编号
下单客户编号 大客户 订单 orderline preorderline citing citingpaper paper
updater creator user def ware house warehouse address
kehu kh dingdan 部门 上级 部门编号 t dim info select 2024 x é
"""
NAMES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=3).map("_".join)
TABLES = st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=12, unique=True)


@settings(max_examples=300)
@given(TABLES, NAMES, NAMES)
def test_a_name_is_told_of_each_key_what_asking_that_key_alone_tells(keys, column, own):
    targets = [Target(table_name(table), column_name(key)) for table, key in keys]
    name = column_name(column)
    for mine in (table_name(own), targets[0].table):
        asked = ((at, match(name, mine, target)) for at, target in enumerate(targets))
        wanted = sorted((each for each in asked if each[1].score > 0), key=order)
        assert list(NameIndex(targets).matches(name, mine)) == wanted


def test_keys_of_which_a_name_says_nothing_are_left_out():
    targets = [Target(table_name(each), column_name("id")) for each in ("customers", "parcels")]
    [(at, said)] = NameIndex(targets).matches(column_name("customer_id"), ("order",))
    assert (at, said.score) == (0, 1.0)
