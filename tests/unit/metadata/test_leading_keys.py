"""Keys that stand first in their tables, and what follows where columns refer together."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, relations

pytestmark = pytest.mark.row("S10")


def pairs(child: str, parent: str, **columns: str):
    return (child, frozenset(columns.items()), parent)


def rows(columns: list[str], values: list[tuple], **more: list) -> pl.DataFrame:
    frame = pl.DataFrame(values, schema=columns, orient="row")
    return frame.with_columns(**{name: pl.Series(its) for name, its in more.items()})


def flights(rng: random.Random) -> dict[str, pl.DataFrame]:
    """Return legs with a key of three columns, of which two are enough on most days."""
    numbers = [f"XA{at * 37 % 1000:03}" for at in range(60)]
    days = [f"2026-05-{at:02}" for at in range(1, 15)]
    legs = [(number, day, 1) for number in numbers for day in days if rng.random() < 0.6]
    taken = [rng.choice(legs) for _ in range(900)]
    return {
        "leg": rows(
            ["flight_no", "flight_date", "leg_no"], legs, seats=[rng.random() for _ in legs]
        ),
        "coupon": rows(
            ["flight_no", "flight_date", "leg_no"],
            taken,
            coupon_id=[f"C{at * 7919 % 99_991:05}" for at in range(900)],
        ),
    }


def test_the_first_columns_are_a_key_though_fewer_would_be_enough():
    rng = random.Random(1)
    years = [
        (year, rng.choice(["AL", "NL"]), f"T{at:02}")
        for year in range(2001, 2009)
        for at in range(20)
    ]
    played = [rng.choice(years) for _ in range(700)]
    frames = {
        "team": rows(["year", "league", "team"], years, wins=[rng.randint(20, 90) for _ in years]),
        "salary": rows(
            ["year", "league", "team"],
            played,
            salary_id=[f"S{at * 7919 % 99_991}" for at in range(700)],
        ),
    }
    told = relations(frames)
    keys = {each.columns for its in told.keys.values() for each in its.candidates}
    assert ("year", "league", "team") in keys
    assert found(frames) == {pairs("salary", "team", year="year", league="league", team="team")}


def test_rows_of_three_columns_are_referred_to_by_their_names():
    told = found(flights(random.Random(2)))
    assert any(child == "coupon" and parent == "leg" for child, _, parent in told)


def products(rng: random.Random) -> dict[str, pl.DataFrame]:
    """Return offers of products, each pair with a price, and what was sold of them."""
    goods = [f"P{at * 7919 % 99_991:05}" for at in range(120)]
    offers = [f"F{at * 6101 % 99_991:05}" for at in range(40)]
    pairs_of = sorted({(rng.choice(offers), rng.choice(goods)) for _ in range(300)})
    sold = [rng.choice(pairs_of) for _ in range(500)]
    return {
        "product": pl.DataFrame({"product_no": goods, "label": ["x"] * 120}),
        "offer": pl.DataFrame({"offer_no": offers, "label": ["x"] * 40}),
        "offered": rows(
            ["offer_no", "product_no"], pairs_of, price=[rng.random() for _ in pairs_of]
        ),
        "sale": rows(["offer_no", "product_no"], sold, sale_no=[f"S{at}" for at in range(500)]),
    }


def test_columns_with_the_very_names_of_a_key_tell_nothing_beside_it():
    told = found(products(random.Random(3)))
    assert pairs("sale", "offered", offer_no="offer_no", product_no="product_no") in told
    assert {parent for child, _, parent in told if child == "sale"} == {"offered"}


def test_a_column_that_tells_more_rows_than_all_together_is_left():
    frames = products(random.Random(4))
    offers = pl.when(pl.int_range(pl.len()) % 3 > 0).then(pl.col("offer_no"))
    frames["sale"] = frames["sale"].with_columns(offer_no=offers)
    told = found(frames)
    assert pairs("sale", "offered", offer_no="offer_no", product_no="product_no") in told
    assert pairs("sale", "product", product_no="product_no") in told
    assert pairs("sale", "offer", offer_no="offer_no") not in told


def test_a_team_and_a_user_are_no_membership():
    rng = random.Random(5)
    users = [f"U{at * 7919 % 99_991:05}" for at in range(90)]
    teams = [f"T{at * 6101 % 99_991:05}" for at in range(15)]
    members = sorted({(rng.choice(teams), user) for user in users for _ in range(2)})
    worked = [rng.choice(members) for _ in range(400)]
    frames = {
        "user": pl.DataFrame({"user_id": users, "since": ["x"] * 90}),
        "team": pl.DataFrame({"team_id": teams, "since": ["x"] * 15}),
        "member": rows(["team_id", "user_id"], members, share=[rng.random() for _ in members]),
        "ticket": rows(
            ["team_id", "handled_by"], worked, ticket_id=[f"K{at}" for at in range(400)]
        ),
    }
    told = {each for each in found(frames) if each[0] == "ticket"}
    assert told == {
        pairs("ticket", "team", team_id="team_id"),
        pairs("ticket", "user", handled_by="user_id"),
    }


def test_a_role_that_only_persons_play_is_of_persons():
    rng = random.Random(6)
    parties = [f"C{at * 7919 % 99_991:05}" for at in range(500)]
    persons, firms = parties[:260], parties[260:]
    frames = {
        "customer": pl.DataFrame({"customer_id": parties, "since": ["x"] * 500}),
        "customer_person": pl.DataFrame({"customer_id": persons, "born": ["x"] * 260}),
        "customer_firm": pl.DataFrame(
            {"customer_id": firms, "owner_customer_id": [rng.choice(persons) for _ in firms]}
        ),
        "deposit": pl.DataFrame(
            {
                "deposit_no": [f"D{at}" for at in range(600)],
                "customer_id": [rng.choice(parties) for _ in range(600)],
            }
        ),
    }
    told = found(frames)
    assert pairs("customer_firm", "customer_person", owner_customer_id="customer_id") in told
    assert pairs("deposit", "customer", customer_id="customer_id") in told


def test_capitals_that_all_columns_of_a_table_begin_with_are_no_part_of_their_names():
    rng = random.Random(7)
    customers = [(company, number) for company in (1, 2) for number in range(1_001, 1_201)]
    taken = [rng.choice(customers) for _ in range(500)]
    noise = {"CUNAME": ["x"] * 400, "CULIMT": [rng.random() for _ in range(400)]}
    frames = {
        "CUMAST": rows(["CUCONO", "CUCUNO"], customers, **noise),
        "ORHEAD": rows(
            ["ORCONO", "ORCUNO"],
            taken,
            ORORNO=[at * 7919 % 99_991 for at in range(500)],
            ORTOTL=[rng.random() for _ in range(500)],
        ),
    }
    assert pairs("ORHEAD", "CUMAST", ORCONO="CUCONO", ORCUNO="CUCUNO") in found(frames)


def test_a_second_column_that_is_unique_by_chance_does_not_take_the_first_from_a_key():
    rng = random.Random(8)
    groups = [("T1" if at < 9 else "T2", f"E{at:02}") for at in range(18)]
    steps = [(*group, step) for group in groups for step in range(1, 6)]
    frames = {
        "tariff": rows(["tariff", "grade"], groups, since=[rng.random() for _ in groups]),
        "tariff_step": rows(["tariff", "grade", "step"], steps, pay=[rng.random() for _ in steps]),
    }
    assert found(frames) == {pairs("tariff_step", "tariff", tariff="tariff", grade="grade")}


def test_a_first_column_that_is_unique_is_the_key_though_two_others_are_unique_together():
    rng = random.Random(9)
    members = [f"{at * 7919 % 99_991:05}" for at in range(150)]
    frames = {
        "member": pl.DataFrame(
            {
                "sybh": members,
                "hzs_id": [rng.randint(1, 9) for _ in members],
                "jtzz": [f"{at // 3}村{at % 97}号" for at in range(150)],
            }
        ),
        "share": pl.DataFrame({"sybh": members[:110], "gs": [rng.random() for _ in range(110)]}),
        "plot": pl.DataFrame(
            {
                "dkbm": [f"D{at * 6101 % 99_991:05}" for at in range(300)],
                "sybh": [rng.choice(members) for _ in range(300)],
            }
        ),
    }
    told = found(frames)
    assert pairs("plot", "member", sybh="sybh") in told
    assert pairs("share", "member", sybh="sybh") in told


def test_pairs_that_no_name_speaks_for_are_few_by_chance():
    rng = random.Random(10)
    concepts = [at * 37 + 5_000 for at in range(80)]
    linked = sorted({(rng.choice(concepts), rng.choice(concepts)) for _ in range(900)})
    taken = [rng.choice(linked[:5]) for _ in range(200)]
    frames = {
        "concept": pl.DataFrame({"concept_id": concepts, "called": ["x"] * 80}),
        "kinship": rows(
            ["concept_id_1", "concept_id_2"], linked, since=[rng.random() for _ in linked]
        ),
        "exposure": rows(
            ["drug_concept_id", "source_concept_id"],
            taken,
            exposure_id=[at * 7919 % 99_991 for at in range(200)],
        ),
    }
    told = {each for each in found(frames) if each[0] == "exposure"}
    assert told == {
        pairs("exposure", "concept", drug_concept_id="concept_id"),
        pairs("exposure", "concept", source_concept_id="concept_id"),
    }
