"""Keys of assets in addresses."""

import pytest

from onedata_portal.api.asset_keys import SUB_PAGES, address_of, key_of
from onedata_portal.api.errors import NotFoundError

KEYS = [
    ("a",),
    ("ods", "订单"),
    ("a/b", "c%2Fd"),
    ("x", "history"),
    ("checks",),
    ("..", "."),
    ("a b", "?#\\"),
    ("lineage", "b"),
]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_an_address_that_leads_back(key):
    address = address_of(key)
    assert key_of(address) == key
    assert address.split("/")[-1] not in {*SUB_PAGES, ".", ".."}


def test_the_address_of_an_asset_is_never_that_of_the_sub_page_of_another():
    assert address_of(("a", "lineage")) != address_of(("a",)) + "/lineage"


@pytest.mark.parametrize("address", ["a//b", "", "/", "a/"])
def test_an_empty_part_is_no_key(address):
    with pytest.raises(NotFoundError):
        key_of(address)
