"""A copy of a table in another source is no parent of the original, nor of what has its phones."""

import random

import polars as pl
import pytest

from tests.unit.metadata.test_same_meanings import one, plain, related

pytestmark = pytest.mark.row("S10")
PHONES = [f"138{at:08}" for at in random.Random(5).sample(range(10**8), 300)]
MEANT = {"mobile_no": "mobile_phone", "mobile": "mobile_phone"}


def patients(phones: list[str]) -> pl.DataFrame:
    count = len(phones)
    return pl.DataFrame(
        {
            "patient_id": range(1, count + 1),
            "name": [f"n{at % 90}" for at in range(count)],
            "mobile_no": phones,
            "sex": ["F", "M"] * (count // 2),
        }
    )


@pytest.mark.parametrize("left_out", [0, 20])
def test_the_original_refers_to_nothing_of_its_copy(left_out):
    """Of the original two persons have one phone, of the cleaned copy every one has its own."""
    twice = [*PHONES[:298], PHONES[0], PHONES[1]]
    frames = {
        "hosp/patient": patients(twice),
        "ins/patient_std": patients(PHONES[: 300 - left_out]).with_columns(city=pl.lit("x")),
        "ins/policy": pl.DataFrame(
            {"policy_no": [f"P{at:05}" for at in range(200)], "mobile": PHONES[:200]}
        ),
    }
    told = {plain(each) for each in related(frames, MEANT).references}
    assert not {each for each in told if each[0] == "hosp/patient"}
    assert not {
        each for each in told if each[:1] == ("ins/policy",) and each[2] == "ins/patient_std"
    }


def test_what_has_the_phones_refers_to_the_original_where_each_is_there_once():
    frames = {
        "hosp/patient": patients(PHONES),
        "ins/patient_std": patients(PHONES[:280]),
        "ins/policy": pl.DataFrame(
            {"policy_no": [f"P{at:05}" for at in range(200)], "mobile": PHONES[:200]}
        ),
    }
    told = {plain(each) for each in related(frames, MEANT).references}
    assert one("ins/policy", "mobile", "hosp/patient", "mobile_no") in told


def test_two_tables_of_which_only_the_key_is_named_alike_are_no_copies():
    clients = pl.DataFrame({"patient_id": range(1, 301), "mobile": PHONES, "town": ["x"] * 300})
    orders = pl.DataFrame({"nr": [f"x{at:04}" for at in range(150)], "mobile_no": PHONES[:150]})
    frames = {"hosp/patient": patients(PHONES), "ins/client": clients, "ins/call": orders}
    told = {plain(each) for each in related(frames, MEANT).references}
    assert any(child == "ins/call" for child, _, _ in told)


def test_a_chance_that_is_as_good_as_none_is_told_in_words():
    frames = {
        "hosp/patient": patients(PHONES),
        "ins/call": pl.DataFrame({"nr": [f"x{at}" for at in range(100)], "mobile": PHONES[:100]}),
    }
    [found] = related(frames, MEANT).references
    told = " ".join(each.en for each in found.evidence)
    assert "e-" not in told
    assert "practically impossible" in told or "probability" not in told
