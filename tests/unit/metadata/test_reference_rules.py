"""What keys that real systems leave undeclared have taught: none, roles, links, glued names."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.keys import find_keys
from tests.unit.metadata.relational import found, one, profiled, relations, table

pytestmark = pytest.mark.row("S10")


def ids(rows: int, first: int = 1, **columns: list) -> pl.DataFrame:
    return pl.DataFrame({"id": range(first, first + rows), **columns})


def some(of: int, rows: int = 200, low: int = 1) -> list[int]:
    rng = random.Random(of)
    return [rng.randint(low, of) for _ in range(rows)]


def test_a_parent_of_zero_is_none_and_it_is_told_of_how_many_rows():
    frames = {"menus": ids(12, parent_id=[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])}
    [reference] = relations(frames).references
    assert (reference.columns, reference.match_rate) == (("parent_id",), 1.0)
    data = reference.evidence[0]
    assert "6 rows say none" in data.en
    assert "6 行以 0" in data.zh


def test_flags_are_no_references_whose_zero_is_none():
    frames = {"users": ids(3), "logs": ids(200, 900, operator=some(1, low=0))}
    assert found(frames) == set()


@pytest.mark.parametrize(
    ("column", "parent"), [("plan_id", "nutritionplan"), ("citingpaperid", "paper")]
)
def test_words_that_are_written_without_a_gap_are_heard(column, parent):
    frames = {parent: ids(40), "remarks": ids(200, 700, **{column: some(40)})}
    assert found(frames) == {one("remarks", column, parent, "id")}


def test_a_key_that_nothing_names_is_given_to_the_columns_that_fill_it():
    frames = {
        "title": ids(5_060),
        "company": ids(4_100),
        "cast": ids(9_000, 20_000, movie_id=some(5_060, 9_000)),
        "movie_keyword": ids(400, 70_000, movie_id=some(5_000, 400)),
    }
    told = relations(frames).references
    assert {(str(each.child), str(each.parent)) for each in told} == {
        ("cast", "title"),
        ("movie_keyword", "title"),
    }
    assert all(any("fills this one alone" in why.en for why in each.evidence) for each in told)


def test_a_column_for_rows_of_any_table_is_given_to_none():
    frames = {"message": ids(430), "translation": ids(2_000, 9_000, res_id=some(430, 2_000))}
    assert found(frames) == set()


def test_a_table_that_tells_more_refers_to_the_one_it_tells_of():
    frames = {
        "publishers": pl.DataFrame({"pub_id": range(736, 744), "name": list("abcdefgh")}),
        "pub_info": pl.DataFrame({"pub_id": range(736, 744), "logo": list("hgfedcba")}),
        "titles": ids(60, 10, pub_id=some(743, 60, low=736)),
    }
    assert found(frames) == {
        one("pub_info", "pub_id", "publishers", "pub_id"),
        one("titles", "pub_id", "publishers", "pub_id"),
    }


def test_a_table_that_only_links_is_no_target_of_its_two_columns():
    pairs = [(a, b) for a in range(1, 41) for b in range(1, 31) if (a * b) % 3]
    links = pl.DataFrame(pairs, schema=["member_id", "coupon_id"], orient="row")
    used = links.sample(300, seed=1)
    frames = {
        "members": ids(40),
        "coupons": ids(30),
        "offers": links,
        "uses": ids(300, 5_000, **{name: used[name].to_list() for name in links.columns}),
    }
    assert not any(len(columns) > 1 for _, columns, _ in found(frames))


def test_who_created_a_row_is_a_user_even_where_a_table_of_one_row_has_the_column():
    frames = {
        "res_user": ids(4),
        "settings": ids(1, create_uid=[1]),
        "documents": ids(200, 900, create_uid=some(4)),
    }
    assert one("documents", "create_uid", "res_user", "id") in found(frames)


def test_an_id_that_repeats_is_that_of_the_table_whose_entries_the_rows_are():
    frames = {}
    for name, rows in (("T_SAL_ORDER", 60), ("T_PUR_ORDER", 40)):
        frames[name] = pl.DataFrame(
            {"FID": range(101, 101 + rows), "FBILLNO": [f"{name}{at}" for at in range(rows)]}
        )
        frames[f"{name}ENTRY"] = pl.DataFrame(
            {
                "FENTRYID": range(101, 301),
                "FID": some(100 + rows, low=101),
                "FSEQ": some(6),
                "FQTY": some(90),
            }
        )
    assert found(frames) == {
        one("T_SAL_ORDERENTRY", "FID", "T_SAL_ORDER", "FID"),
        one("T_PUR_ORDERENTRY", "FID", "T_PUR_ORDER", "FID"),
    }


def test_items_are_of_the_rules_that_they_are_named_for():
    frames = {
        "tree_rules": ids(30),
        "graph_rules": ids(30),
        "tree_rule_items": ids(200, 500, rule_id=some(30)),
    }
    assert found(frames) == {one("tree_rule_items", "rule_id", "tree_rules", "id")}


def test_counts_of_many_are_no_references_to_who_plays_the_role():
    frames = {"users": ids(24), "settings": ids(200, 900, reps=some(20))}
    assert found(frames) == set()


def test_rows_of_hosts_that_were_found_by_rule_are_no_targets_beside_the_hosts():
    rng = random.Random(3)
    discovered = sorted(rng.sample(range(10_001, 10_301), 22))
    frames = {
        "hosts": pl.DataFrame({"hostid": range(10_001, 10_301)}),
        "host_discovery": pl.DataFrame({"hostid": discovered, "lastcheck": [0] * 22}),
        "interface": pl.DataFrame(
            {"interfaceid": range(1, 61), "hostid": [rng.choice(discovered) for _ in range(60)]}
        ),
    }
    assert found(frames) == {
        one("host_discovery", "hostid", "hosts", "hostid"),
        one("interface", "hostid", "hosts", "hostid"),
    }


def test_a_uuid_beside_the_id_that_a_source_uses_does_not_stand_for_its_rows():
    data = pl.DataFrame(
        {"groupid": [1, 2, 4, 5], "name": list("abca"), "uuid": ["9a", "8b", "7c", "6d"]}
    )
    primary = find_keys(table("hstgrp", data), profiled(data, "hstgrp")).primary
    assert primary is not None
    assert primary.columns == ("groupid",)


def test_the_only_row_of_a_table_is_referred_to_by_its_plain_name():
    frames = {"poller": ids(1), "networks": ids(5, 70, poller_id=[1] * 5)}
    assert found(frames) == {one("networks", "poller_id", "poller", "id")}


def test_a_list_of_prices_is_meant_by_its_whole_name():
    frames = {"price_list": ids(9), "quotes": ids(200, 400, price_list_id=some(9))}
    assert found(frames) == {one("quotes", "price_list_id", "price_list", "id")}


def test_a_column_that_is_called_as_its_own_table_refers_to_rows_of_it():
    frames = {
        "locations": ids(30, locations_id=some(30, 30, low=0)),
        "computers": ids(200, 600, locations_id=some(30, low=0)),
    }
    assert found(frames) == {
        one("locations", "locations_id", "locations", "id"),
        one("computers", "locations_id", "locations", "id"),
    }


def test_a_role_may_stand_behind_the_table_that_it_is_of():
    frames = {
        "res_partner": ids(40),
        "stock_location": ids(30),
        "sale_order": ids(200, 900, partner_invoice_id=some(40), location_dest_id=some(30)),
    }
    assert found(frames) == {
        one("sale_order", "partner_invoice_id", "res_partner", "id"),
        one("sale_order", "location_dest_id", "stock_location", "id"),
    }


def test_a_mark_in_front_is_one():
    frames = {
        "ps_address": pl.DataFrame({"id_address": range(1, 41)}),
        "ps_cart": pl.DataFrame({"id_cart": range(501, 701), "id_address_delivery": some(40)}),
    }
    assert found(frames) == {one("ps_cart", "id_address_delivery", "ps_address", "id_address")}


def test_a_name_that_only_keys_have_says_nothing_although_it_has_a_mark():
    frames = {
        name: pl.DataFrame({"rowid": range(1, rows + 1), "label": ["a"] * rows})
        for name, rows in (("country", 80), ("payment", 200), ("contact", 150))
    }
    assert found(frames) == set()


def test_members_of_a_team_that_are_numbered_are_players():
    frames = {
        "player": ids(80),
        "match": ids(200, 700, home_player_1=some(80), away_player_2=some(79)),
    }
    assert found(frames) == {
        one("match", "home_player_1", "player", "id"),
        one("match", "away_player_2", "player", "id"),
    }


def test_who_made_a_row_is_a_user_before_any_other_person_and_an_order_of_rows_is_none():
    frames = {
        "person": ids(300),
        "users": ids(20),
        "orders": ids(90),
        "concepts": ids(200, 700, creator=some(20), sort_order=some(60)),
    }
    assert found(frames) == {one("concepts", "creator", "users", "id")}
