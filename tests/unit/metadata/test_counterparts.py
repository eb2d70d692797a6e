"""Tables of two sources that have the same things are found by keys of the same name and values."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, plain, relations

pytestmark = pytest.mark.row("S10")
IDS = random.Random(7).sample(range(20_000, 9_000_000), 400)


def products(ids: list[int], key: str = "product_id") -> pl.DataFrame:
    return pl.DataFrame({key: ids, "name": [f"goods {at * 37 % 401}" for at in range(len(ids))]})


def test_a_table_refers_to_the_same_things_of_another_source_that_has_more_of_them():
    frames = {"shop/products": products(IDS), "lake/product": products(IDS[:380])}
    [reference] = relations(frames).references
    assert plain(reference) == (
        "lake/product",
        frozenset({("product_id", "product_id")}),
        "shop/products",
    )
    assert reference.one_to_one
    assert reference.match_rate == 1.0
    assert any("in another source" in each.en for each in reference.evidence)


def test_sources_that_are_not_in_step_are_told_with_their_match():
    others = [*IDS[:95], *range(10_000_000, 10_000_005)]
    [reference] = relations(
        {"shop/products": products(IDS), "lake/dim_product": products(others)}
    ).references
    assert reference.match_rate == pytest.approx(0.95)
    assert reference.confidence == pytest.approx(0.855)


@pytest.mark.parametrize(
    "frames",
    [
        {"shop/products": products([*range(1, 401)]), "lake/products": products([*range(1, 381)])},
        {"shop/products": products(IDS), "lake/stores": products(IDS[:380], key="store_id")},
        {"shop/products": products(IDS), "lake/products": products([*IDS[:200], *range(200)])},
        {"shop/products": products(IDS), "lake/products": products(IDS[:5])},
    ],
    ids=["runs of numbers", "other things", "half of them", "a handful"],
)
def test_keys_that_prove_nothing_are_no_counterparts(frames):
    assert found(frames) == set()


def test_of_several_sources_all_refer_to_the_one_that_has_most():
    frames = {f"s{at}/products": products(IDS[: 400 - 10 * at]) for at in range(4)}
    assert {(child, parent) for child, _, parent in found(frames)} == {
        (f"s{at}/products", "s0/products") for at in range(1, 4)
    }


def test_keys_that_are_called_id_alone_are_of_tables_of_one_name():
    frames = {"shop/products": products(IDS, "id"), "erp/product": products(IDS[:390], "id")}
    assert {(child, parent) for child, _, parent in found(frames)} == {
        ("erp/product", "shop/products")
    }
