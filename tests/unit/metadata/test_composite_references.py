"""References by several columns to rows that are numbered within others, and what follows."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, relations

pytestmark = pytest.mark.row("S10")


def claims(rng: random.Random) -> dict[str, pl.DataFrame]:
    """Return claims whose items are numbered within each claim, one to four of them."""
    items = [(claim, line) for claim in range(1, 301) for line in range(1, rng.randint(2, 5))]
    return {
        "claim": pl.DataFrame({"claim_id": range(1, 301), "opened": ["x"] * 300}),
        "claim_item": pl.DataFrame(
            items, schema=["claim_id", "line_no"], orient="row"
        ).with_columns(cost=pl.Series([rng.random() for _ in items])),
    }


def pairs(child: str, parent: str, **columns: str):
    return (child, frozenset(columns.items()), parent)


@pytest.mark.parametrize("called", ["item_line", "line", "what"])
def test_what_refers_to_a_row_within_another_does_not_refer_to_the_other_too(called):
    rng = random.Random(3)
    frames = claims(rng)
    taken = frames["claim_item"].sample(400, seed=1, with_replacement=True)
    frames["payment"] = pl.DataFrame(
        {
            "payment_id": range(9_001, 9_401),
            "claim_id": taken["claim_id"],
            called: taken["line_no"],
            "channel": [rng.randint(1, 3) for _ in range(400)],
        }
    )
    assert found(frames) == {
        pairs("claim_item", "claim", claim_id="claim_id"),
        pairs("payment", "claim_item", claim_id="claim_id", **{called: "line_no"}),
    }


def test_numbers_that_only_lie_within_those_of_rows_within_another_are_no_reference():
    """Some claims have one item only: channels 1 to 3 would be items that are not there."""
    rng = random.Random(5)
    frames = claims(rng)
    frames["payment"] = pl.DataFrame(
        {
            "payment_id": range(9_001, 9_401),
            "claim_id": [rng.randint(1, 300) for _ in range(400)],
            "channel": [rng.randint(1, 3) for _ in range(400)],
        }
    )
    assert found(frames) == {
        pairs("claim_item", "claim", claim_id="claim_id"),
        pairs("payment", "claim", claim_id="claim_id"),
    }


def test_names_that_say_nothing_refer_together_where_accident_is_ruled_out():
    rng = random.Random(7)
    bills = [f"BL{at * 7919 % 99_991:05}" for at in range(300)]
    boxes = [f"BX{at * 6101 % 99_991:05}" for at in range(200)]
    loads = sorted({(rng.choice(bills), rng.choice(boxes)) for _ in range(900)})
    sealed = [rng.choice(loads) for _ in range(400)]
    told = relations(
        {
            "bill": pl.DataFrame({"bill_no": bills, "freight": [1.5] * 300}),
            "box": pl.DataFrame({"box_no": boxes, "kind": ["a"] * 200}),
            "load": pl.DataFrame(loads, schema=["bill_no", "box_no"], orient="row").with_columns(
                weight=pl.lit(2.5)
            ),
            "seal": pl.DataFrame(
                {
                    "seal_no": [f"S{at}" for at in range(400)],
                    "put_on": [box for _, box in sealed],
                    "per": [bill for bill, _ in sealed],
                }
            ),
        }
    )
    [reference] = [each for each in told.references if str(each.child) == "seal"]
    assert (reference.columns, reference.parent_columns) == (
        ("per", "put_on"),
        ("bill_no", "box_no"),
    )
    assert str(reference.parent) == "load"
    assert any("refers to what this part" in each.en for each in reference.evidence)


def test_the_same_role_of_all_parts_speaks_for_a_key_that_has_every_combination():
    rng = random.Random(9)
    rooms = pl.DataFrame(
        [(house, room) for house in "ABCD" for room in range(101, 131)],
        schema=["house", "room"],
        orient="row",
    ).with_columns(seats=pl.Series([rng.choice([1.5, 2.5]) for _ in range(120)]))
    exams = pl.DataFrame(
        {
            "exam_id": range(7_001, 7_201),
            "exam_house": [rng.choice("ABCD") for _ in range(200)],
            "exam_room": [rng.randint(101, 130) for _ in range(200)],
        }
    )
    assert found({"place": rooms, "exam": exams}) == {
        pairs("exam", "place", exam_house="house", exam_room="room")
    }


def test_a_return_of_an_item_of_an_order_refers_to_the_item_too():
    """Orders are more than items: the key does not number orders within an item."""
    rng = random.Random(11)
    sales = sorted({(rng.randint(1, 900), rng.randint(5_001, 5_120)) for _ in range(2_500)})
    back = rng.sample(sales, 300)
    frames = {
        "item": pl.DataFrame({"item_sk": range(5_001, 5_121), "label": ["x"] * 120}),
        "sales": pl.DataFrame(sales, schema=["order_number", "item_sk"], orient="row").with_columns(
            net=pl.Series([rng.random() for _ in sales])
        ),
        "returns": pl.DataFrame(
            back, schema=["order_number", "item_sk"], orient="row"
        ).with_columns(fee=pl.Series([rng.random() for _ in back])),
    }
    assert found(frames) == {
        pairs("sales", "item", item_sk="item_sk"),
        pairs("returns", "item", item_sk="item_sk"),
        pairs("returns", "sales", item_sk="item_sk", order_number="order_number"),
    }


def test_a_name_that_says_nothing_is_of_the_subtype_that_has_all_its_values():
    rng = random.Random(13)
    parties = [f"PTY{at:05}" for at in rng.sample(range(90_000), 600)]
    carriers = parties[:200]
    frames = {
        "party": pl.DataFrame({"party_no": parties, "since": ["x"] * 600}),
        "carrier": pl.DataFrame({"party_no": carriers, "scac": ["y"] * 200}),
        "vessel": pl.DataFrame(
            {
                "imo": range(9_000_000, 9_000_300),
                "operated_by": [rng.choice(carriers) for _ in range(300)],
            }
        ),
    }
    assert found(frames) == {
        pairs("carrier", "party", party_no="party_no"),
        pairs("vessel", "carrier", operated_by="party_no"),
    }


def test_a_word_by_which_keys_of_the_same_things_are_called_is_no_mark():
    rng = random.Random(17)
    people = [f"H{at}" for at in rng.sample(range(10_000, 99_999), 500)]
    frames = {
        "person": pl.DataFrame({"mrn": people, "blood": ["A", "B"] * 250}),
        "physician": pl.DataFrame({"mrn": people[:80], "field": ["x"] * 80}),
        "patient": pl.DataFrame({"mrn": people[60:400], "ward": ["y"] * 340}),
    }
    assert found(frames) == {
        pairs("physician", "person", mrn="mrn"),
        pairs("patient", "person", mrn="mrn"),
    }


def test_what_is_within_what_is_within_another_refers_to_the_nearest_by_all_its_columns():
    rng = random.Random(19)
    aisles = [(site, aisle) for site in range(1, 31) for aisle in "ABCDEF"[: rng.randint(2, 6)]]
    slots = [(*each, number) for each in aisles for number in range(1, rng.randint(4, 25))]
    counted = [rng.choice(slots) for _ in range(600)]
    frames = {
        "site": pl.DataFrame({"site_id": range(1, 31), "city": ["x"] * 30}),
        "aisle": pl.DataFrame(aisles, schema=["site", "aisle"], orient="row").with_columns(
            climate=pl.lit("dry")
        ),
        "slot": pl.DataFrame(slots, schema=["site", "aisle", "shelf"], orient="row").with_columns(
            depth=pl.Series([rng.random() for _ in slots])
        ),
        "stock_count": pl.DataFrame(
            counted, schema=["site", "aisle", "shelf"], orient="row"
        ).with_columns(count_id=pl.Series(range(5_001, 5_601))),
    }
    assert found(frames) == {
        pairs("aisle", "site", site="site_id"),
        pairs("slot", "aisle", site="site", aisle="aisle"),
        pairs("stock_count", "slot", site="site", aisle="aisle", shelf="shelf"),
    }


def legs(rng: random.Random, *, days: int, all_of_them: bool) -> dict[str, pl.DataFrame]:
    """Return what flies from places on some days, or the weather of places on all of them."""
    places = [f"{at * 7919 % 9973:04}P" for at in range(40)]
    dates = [f"2024-{1 + at // 28:02}-{1 + at % 28:02}" for at in range(days)]
    rows = [
        (each, day) for each in places for day in (dates if all_of_them else rng.sample(dates, 9))
    ]
    taken = [rng.choice(rows) for _ in range(500)]
    return {
        "place": pl.DataFrame({"place_code": places, "city": ["x"] * 40}),
        "daily": pl.DataFrame(rows, schema=["place", "day"], orient="row").with_columns(
            mean=pl.Series([rng.random() for _ in rows])
        ),
        "trip": pl.DataFrame(taken, schema=["place", "day"], orient="row").with_columns(
            trip_id=pl.Series(range(9_001, 9_501))
        ),
    }


@pytest.mark.parametrize(("days", "all_of_them"), [(280, False), (56, True)])
def test_what_is_of_a_place_on_a_day_is_of_the_place_too_only_where_all_days_are(days, all_of_them):
    told = found(legs(random.Random(23), days=days, all_of_them=all_of_them))
    both = pairs("trip", "daily", place="place", day="day")
    alone = pairs("trip", "place", place="place_code")
    assert pairs("daily", "place", place="place_code") in told
    assert both in told
    assert (alone in told) is all_of_them


def test_a_city_is_of_its_country_too_where_codes_of_states_do_not_begin_anew_in_each():
    rng = random.Random(29)
    countries = [f"{at * 7919 % 9973:04}C" for at in range(30)]
    states = [(rng.choice(countries), f"S{at % 380}") for at in range(400)]
    states = sorted(set(states))
    cities = [rng.choice(states) for _ in range(700)]
    frames = {
        "country": pl.DataFrame({"iso_code": countries, "area": [1.5] * 30}),
        "state": pl.DataFrame(
            states, schema=["country_code", "state_code"], orient="row"
        ).with_columns(area=pl.Series([rng.random() for _ in states])),
        "city": pl.DataFrame(
            cities, schema=["country_code", "state_code"], orient="row"
        ).with_columns(city_id=pl.Series(range(7_001, 7_701))),
    }
    told = found(frames)
    assert pairs("city", "country", country_code="iso_code") in told
    assert pairs("city", "state", country_code="country_code", state_code="state_code") in told
