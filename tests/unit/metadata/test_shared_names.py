"""Names that many keys, tables or rows share tell nothing of what a column refers to."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.name_beginnings import shared_letter, without_table
from tests.unit.metadata.relational import found, one, relations

pytestmark = pytest.mark.row("S10")
RNG = random.Random(6)


def test_what_all_tables_call_their_keys_by_is_no_name_of_one():
    frames = {
        "catalog_product_entity": pl.DataFrame(
            {"entity_id": range(1, 301), "sku": [f"S-{at:04d}" for at in range(300)]}
        ),
        "customer_entity": pl.DataFrame(
            {"entity_id": range(1, 501), "email": [f"a{at}@b.example" for at in range(500)]}
        ),
        "sales_order": pl.DataFrame(
            {"entity_id": range(1, 901), "customer_id": RNG.choices(range(1, 490), k=900)}
        ),
        "quote": pl.DataFrame(
            {"entity_id": range(1, 701), "product_id": RNG.choices(range(1, 290), k=700)}
        ),
    }
    assert found(frames) == {
        one("sales_order", "customer_id", "customer_entity", "entity_id"),
        one("quote", "product_id", "catalog_product_entity", "entity_id"),
    }


def test_how_many_households_bought_is_no_household_though_tables_of_them_share_its_key():
    households = pl.Series(range(1, 2_501))
    frames = {
        name: pl.DataFrame({"household_id": households, "x": [at % 97 for at in range(2_500)]})
        for name in ("dim_household", "ods_household", "features_of_household", "demographics")
    }
    days = pl.DataFrame({"day": range(1, 366), "households": RNG.choices(range(300, 900), k=365)})
    told = {(child, columns) for child, columns, _ in found({**frames, "sales_day": days})}
    assert not any(child == "sales_day" for child, _ in told)


def test_the_parent_of_what_continues_a_table_is_a_row_of_it_unless_some_have_none():
    def tables(parents):
        return {
            "customer": pl.DataFrame({"id": range(1, 301), "since": ["2020"] * 300}),
            "customer_address": pl.DataFrame({"id": range(1, 401), "parent_id": parents}),
        }

    of_customers = [*RNG.choices(range(1, 301), k=400)]
    assert found(tables(of_customers)) == {one("customer_address", "parent_id", "customer", "id")}
    tree = [None, None, *RNG.choices(range(1, 300), k=398)]
    assert found(tables(tree)) == {one("customer_address", "parent_id", "customer_address", "id")}


def test_one_table_of_the_heads_and_one_of_the_lines_are_two():
    frames = {
        "DispatchList": pl.DataFrame(
            {"DLID": range(1, 401), "cDLCode": [f"X{at:05d}" for at in range(400)]}
        ),
        "DispatchLists": pl.DataFrame(
            {"AutoID": range(1, 901), "DLID": sorted(RNG.choices(range(1, 401), k=900))}
        ),
    }
    assert found(frames) == {one("DispatchLists", "DLID", "DispatchList", "DLID")}


@pytest.mark.parametrize("role", ["creator", "updater", "modifier", "updated_by"])
def test_whoever_keeps_the_rows_is_a_user(role):
    ids = RNG.sample(range(100, 9_000), 120)
    users = pl.DataFrame({"id": ids, "login": [f"u{at}" for at in ids]})
    stock = pl.DataFrame({"id": range(1, 601), role: RNG.choices(ids, k=600)})
    assert found({"system_users": users, "erp_stock": stock}) == {
        one("erp_stock", role, "system_users", "id")
    }


def test_a_keeper_who_is_no_user_in_every_tenth_row_refers_to_none():
    ids = list(range(1, 1_901))
    rows = [RNG.choice(ids) if RNG.random() < 0.9 else -7 for _ in range(2_000)]
    frames = {
        "member_user": pl.DataFrame({"id": ids, "points": [at % 97 for at in ids]}),
        "member_address": pl.DataFrame({"id": range(1, 2_001), "creator": rows}),
    }
    assert found(frames) == set()


def test_how_an_order_is_cancelled_is_no_order():
    frames = {
        "trade_order": pl.DataFrame(
            {"id": range(1, 901), "cancel_type": RNG.choices([10, 20, 30], k=900)}
        )
    }
    assert found(frames) == set()


def test_a_letter_that_nearly_all_columns_begin_with_says_nothing():
    names = ["FItemID", "FNumber", "FName", "FID", "FQty", "FPrice", "FNote", "FDate", "FTime"]
    assert shared_letter([*names * 3, "Femployee"]) == "F"
    assert shared_letter(["Form", "Fee", "Fax", "Foo", "Far", "Fit", "Fun", "Fan"]) == ""
    assert without_table(["FID", "FName", "FDate"]) == ["ID", "Name", "Date"]
    assert without_table(["FID", "FNO", "FDT"]) == ["FID", "FNO", "FDT"]


def test_the_key_of_a_list_is_its_number_and_not_the_identity_card_of_the_same_name():
    rows = {
        "FItemID": [80 + at for at in range(60)],
        "FName": [f"n{at}" for at in range(60)],
        "FID": [f"3301061979041{at:05d}" for at in range(60)],
    }
    [key] = [each.primary for each in relations({"t_Emp": pl.DataFrame(rows)}).keys.values()]
    assert key is not None
    assert key.columns == ("FItemID",)


def test_answers_that_some_posts_have_are_posts_though_each_is_of_one():
    posts = sorted(RNG.sample(range(1, 9_000), 900))
    answers = [*RNG.sample(posts, 300), *[None] * 600]
    frames = {"Posts": pl.DataFrame({"Id": posts, "AcceptedAnswerId": answers})}
    assert found(frames) == {one("Posts", "AcceptedAnswerId", "Posts", "Id")}


def test_codes_of_a_list_are_told_by_its_key_and_years_are_not():
    codes = [f"{at:02d}" for at in range(1, 57)]
    frames = {
        "dm_mz": pl.DataFrame({"mzm": codes, "mzmc": [f"n{at}" for at in codes]}),
        "ry": pl.DataFrame({"ryh": range(1, 801), "mzm": RNG.choices(codes[:9], k=800)}),
    }
    assert found(frames) == {one("ry", "mzm", "dm_mz", "mzm")}
