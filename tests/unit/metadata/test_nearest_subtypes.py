"""Of a key that its subtype has too, under the very same name, the values tell which is meant."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(11)
PERSONS = [f"20{RNG.randrange(10**9):09d}" for _ in range(500)]


def told(retired: list[str], paid: list[str]) -> set[tuple]:
    """Return what is told of payments to persons, of whom some are retired."""
    frames = {
        "person": pl.DataFrame({"person_no": PERSONS, "born": ["1990"] * 500}),
        "pensioner": pl.DataFrame({"person_no": retired, "since": ["x"] * len(retired)}),
        "payment": pl.DataFrame(
            {
                "payment_id": [at * 7919 + 10**6 for at in range(len(paid))],
                "person_no": paid,
            }
        ),
    }
    return {each for each in found(frames) if each[0] == "payment"}


def some(persons: list[str]) -> list[str]:
    return [RNG.choice(persons) for _ in range(600)]


def test_what_only_pensioners_get_is_theirs():
    retired = PERSONS[:120]
    assert told(retired, some(retired)) == {one("payment", "person_no", "pensioner", "person_no")}


def test_what_one_other_person_gets_is_of_persons():
    retired = PERSONS[:120]
    paid = [*some(retired), PERSONS[200]]
    assert told(retired, paid) == {one("payment", "person_no", "person", "person_no")}


def test_nearly_all_persons_are_no_smaller_group():
    retired = PERSONS[:450]
    assert told(retired, some(retired)) == {one("payment", "person_no", "person", "person_no")}


def test_few_payments_may_all_be_to_pensioners_by_chance():
    retired = PERSONS[:250]
    paid = RNG.sample(retired, 4)
    assert told(retired, paid) == {one("payment", "person_no", "person", "person_no")}


def test_a_table_is_referred_to_by_one_of_its_keys():
    stays = [at * 6101 % 99_991 + 10**6 for at in range(100)]
    admissions = [f"A{RNG.randrange(10**9):09d}" for _ in range(400)]
    at = [RNG.randrange(100) for _ in range(700)]
    frames = {
        "admission": pl.DataFrame({"admission_no": admissions, "ward": ["x"] * 400}),
        "icu_stay": pl.DataFrame({"admission_no": admissions[:100], "stay_id": stays}),
        "chart": pl.DataFrame(
            {
                "value": [RNG.random() for _ in at],
                "admission_no": [admissions[each] for each in at],
                "stay_id": [stays[each] for each in at],
            }
        ),
    }
    assert {each for each in found(frames) if each[0] == "chart"} == {
        one("chart", "admission_no", "admission", "admission_no"),
        one("chart", "stay_id", "icu_stay", "stay_id"),
    }
