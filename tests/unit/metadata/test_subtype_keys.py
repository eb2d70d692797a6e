"""All rows of a table are rows of another one, whatever the two call their keys."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.initials_names import numbers_of
from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(9)
PERSONS = [f"20{RNG.randrange(10**9):09d}" for _ in range(400)]


def test_students_and_staff_are_persons():
    frames = {
        "person": pl.DataFrame({"person_no": PERSONS, "born": ["1990"] * 400}),
        "student": pl.DataFrame({"student_no": PERSONS[:300], "year": [2_020] * 300}),
        "teacher": pl.DataFrame({"teacher_no": PERSONS[300:], "rank": ["a", "b"] * 50}),
    }
    assert found(frames) == {
        one("student", "student_no", "person", "person_no"),
        one("teacher", "teacher_no", "person", "person_no"),
    }


def test_running_numbers_are_within_each_other_whatever_they_mean():
    frames = {
        "person": pl.DataFrame({"person_id": range(1, 401), "born": ["1990"] * 400}),
        "invoice": pl.DataFrame({"invoice_id": range(1, 301), "year": [2_020] * 300}),
    }
    assert found(frames) == set()


def test_a_key_of_which_some_values_are_elsewhere_refers_to_nothing():
    frames = {
        "person": pl.DataFrame({"person_no": PERSONS[:-9], "born": ["1990"] * 391}),
        "student": pl.DataFrame({"student_no": PERSONS[100:], "year": [2_020] * 300}),
    }
    assert found(frames) == set()


def test_numbers_of_students_and_staff_are_told_by_the_only_keys_called_so():
    assert numbers_of(["xh", "jsgh", "kcdm"]) == {"xh": "xh", "jsgh": "gh"}
    assert numbers_of(["jsgh", "zgh", "kxh"]) == {}
