"""What names say of keys beside the names of other tables: parts of a system and marks."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.naming import Name, column_name, table_name
from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")


def ids(rows: int, first: int = 1, **columns: list) -> pl.DataFrame:
    return pl.DataFrame({"id": range(first, first + rows), **columns})


def some(of: int, rows: int = 200) -> list[int]:
    rng = random.Random(of)
    return [rng.randint(1, of) for _ in range(rows)]


def test_a_table_named_after_its_part_of_the_system_is_meant_where_no_other_can_be():
    frames = {
        "auth_user": ids(60),
        "auth_group": ids(9),
        "shop_order": ids(200, 900, user_id=some(60)),
        "shop_language": ids(5),
        "shop_page": ids(200, 2_000, note_language_id=some(5)),
    }
    assert found(frames) == {
        one("shop_order", "user_id", "auth_user", "id"),
        one("shop_page", "note_language_id", "shop_language", "id"),
    }


def test_of_tables_whose_names_end_alike_the_one_of_the_same_part_is_meant():
    frames = {
        "order_status": ids(8),
        "claim_status": ids(8),
        "order_header": ids(200, 500, status_id=some(8)),
        "claim_header": ids(200, 900, status_id=some(8)),
    }
    assert found(frames) == {
        one("order_header", "status_id", "order_status", "id"),
        one("claim_header", "status_id", "claim_status", "id"),
    }


def test_a_unique_column_that_refers_elsewhere_is_no_target_beside_what_it_refers_to():
    frames = {
        "users": ids(80),
        "profiles": ids(80, 300, user_id=random.Random(1).sample(range(1, 81), 80)),
        "visits": ids(200, 700, user_id=some(80)),
    }
    assert found(frames) == {
        one("profiles", "user_id", "users", "id"),
        one("visits", "user_id", "users", "id"),
    }


def test_a_table_in_which_the_name_repeats_is_not_what_the_name_means():
    frames = {
        "movie_info": ids(300, movie_id=some(90, 300)),
        "reviews": ids(200, 5_000, movie_id=some(90)),
    }
    assert found(frames) == set()


def test_what_the_keys_of_many_tables_are_called_is_a_mark():
    def things(word: str, rows: int) -> dict[str, list]:
        return {"index": [f"{word}-{at}" for at in range(rows)]}

    frames = {
        name: pl.DataFrame(things(name, rows))
        for name, rows in (("classes", 12), ("schools", 8), ("skills", 18))
    }
    spells = pl.DataFrame(
        {**things("spell", 200), "school_index": [f"schools-{at % 8}" for at in range(200)]}
    )
    assert found({**frames, "spells": spells}) == {
        one("spells", "school_index", "schools", "index")
    }


def test_numbers_inside_a_key_whose_gaps_lie_elsewhere_are_no_reference():
    """The first thousand ids are all there: that small numbers are among them says nothing."""
    keys = [*range(1, 1_001), *random.Random(2).sample(range(10_000, 90_000), 1_000)]
    parcels = pl.DataFrame({"parcel_id": keys, "weight": [1.5] * 2_000})
    scans = pl.DataFrame({"scan_id": range(200_000, 200_400), "level_reached": some(900, 400)})
    assert found({"parcels": parcels, "scans": scans}) == set()


def test_numbers_written_as_texts_inside_a_run_of_texts_are_no_reference():
    brands = pl.DataFrame({"brand_id": [str(at) for at in range(1, 301)]})
    tests = pl.DataFrame({"test_id": [f"T{at}" for at in range(400)], "grade": some(90, 400)})
    assert found({"brands": brands, "tests": tests.cast(pl.String)}) == set()


def test_of_two_keys_of_a_table_the_one_of_the_very_name_is_meant():
    people = [f"u{at * 7919 % 9973}" for at in range(60)]
    frames = {
        "users": pl.DataFrame({"uid": range(1, 61), "user_id": people}),
        "reviews": pl.DataFrame({"review_id": range(900, 1_100), "user_id": (people * 4)[:200]}),
    }
    assert found(frames) == {one("reviews", "user_id", "users", "user_id")}


def test_a_table_without_a_marked_key_is_known_by_its_name():
    states = [f"state {at}" for at in range(40)]
    frames = {
        "state": pl.DataFrame(
            {"capital": [f"town {at}" for at in range(40)], "state_name": states}
        ),
        "heights": pl.DataFrame({"state_name": states, "metres": [at * 1.5 for at in range(40)]}),
        "lake": pl.DataFrame({"lake_id": range(500, 600), "state_name": (states * 3)[:100]}),
    }
    assert found(frames) == {
        one("heights", "state_name", "state", "state_name"),
        one("lake", "state_name", "state", "state_name"),
    }


def test_counts_refer_to_nothing_even_where_another_table_counts_the_same():
    frames = {
        "terms": pl.DataFrame({"term_id": range(1, 13)}),
        "courses": pl.DataFrame({"course_id": range(700, 790), "num_terms": some(4, 90)}),
        "tips": pl.DataFrame(
            {"tip_id": range(50, 62), "month": random.Random(5).sample(range(1, 13), 12)}
        ),
        "reviews": pl.DataFrame({"review_id": range(2_000, 2_090), "month": some(12, 90)}),
    }
    assert found(frames) == set()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("SK_CustomerID", ("customer",)),
        ("sk_customer", ("customer",)),
        ("date_id_placed", ("date",)),
        ("customer_id", ("customer",)),
        ("paid_amount", ("paid", "amount")),
        ("id", ()),
    ],
)
def test_the_mark_of_a_key_may_stand_before_or_within_a_name(written, words):
    name = column_name(written)
    assert name.words == words
    assert name.marked == (written != "paid_amount")


def test_a_word_that_tables_are_called_by_says_nothing_at_their_ends_only():
    assert table_name("customer_info") == ("customer",)
    assert table_name("info_type") == ("info", "type")


def test_words_that_a_source_calls_its_keys_by_are_given():
    assert column_name("class_index", marks=frozenset({"index"})) == Name(("class",), True, "index")
