"""Which tables of a source its patterns take."""

import pytest

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Wanted

ORDERS = TableName("sales", "orders")


@pytest.mark.parametrize(
    ("include", "exclude", "taken"),
    [
        (("*",), (), True),
        (("orders",), (), True),
        (("sales.*",), (), True),
        (("Orders",), (), False),
        (("stock.*",), (), False),
        (("*",), ("*.ord*",), False),
        (("*",), ("tmp_*",), True),
    ],
)
def test_a_table_is_taken_by_its_name_with_and_without_schema(include, exclude, taken):
    assert Wanted(include=include, exclude=exclude).takes(ORDERS) is taken


def test_a_chinese_table_is_taken_by_its_name():
    assert Wanted(include=("客户*",)).takes(TableName("", "客户表"))
