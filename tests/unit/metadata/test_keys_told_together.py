"""Keys of two columns of which one tells the rows apart, or numbers between those planned."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, relations
from tests.unit.metadata.test_leading_keys import pairs, rows

pytestmark = pytest.mark.row("S10")


def coded(rng: random.Random, edition: str, code: str = "icd_code") -> dict[str, pl.DataFrame]:
    """Return codes with the edition that they are of, and stays that are coded by them."""
    codes = [(f"{at * 7919 % 99_991:05}", 9 if at % 3 else 10) for at in range(200)]
    taken = [rng.choice(codes) for _ in range(900)]
    return {
        "d_diagnosis": rows([code, edition], codes, long_title=["x"] * 200),
        "diagnosis": rows(
            ["stay_no", code, edition],
            [(f"S{at * 6101 % 99_991}", *its) for at, its in enumerate(taken)],
        ),
    }


def test_a_code_is_told_with_its_edition():
    told = found(coded(random.Random(1), "icd_version"))
    assert told == {
        pairs("diagnosis", "d_diagnosis", icd_code="icd_code", icd_version="icd_version")
    }


def test_a_code_is_told_without_what_it_only_brings_along():
    told = found(coded(random.Random(2), "chapter"))
    assert told == {pairs("diagnosis", "d_diagnosis", icd_code="icd_code")}


def test_an_id_needs_no_edition():
    told = found(coded(random.Random(3), "version", "diagnosis_id"))
    assert told == {pairs("diagnosis", "d_diagnosis", diagnosis_id="diagnosis_id")}


def test_documents_are_numbered_within_the_years_that_their_values_show():
    rng = random.Random(4)
    heads = [(f"49{at * 7919 % 99_991:08}", str(2021 + at % 3)) for at in range(300)]
    lines = [(*head, f"{at:04}") for head in heads for at in range(1, 4)]
    frames = {
        "MKPF": rows(["MBLNR", "MJAHR"], heads, BKTXT=["x"] * 300),
        "MSEG": rows(["MBLNR", "MJAHR", "ZEILE"], lines, MENGE=[rng.random() for _ in lines]),
    }
    assert found(frames) == {pairs("MSEG", "MKPF", MBLNR="MBLNR", MJAHR="MJAHR")}


def test_a_visit_between_two_that_were_planned_has_a_decimal_number():
    rng = random.Random(5)
    visits = [(f"ORB-{study}", at) for study in (201, 302, 417) for at in (1, 2, 2.1, 3, 3.1, 4, 5)]
    taken = [rng.choice(visits) for _ in range(400)]
    frames = {
        "visit_def": rows(["studyid", "visitnum"], visits, window=[rng.random() for _ in visits]),
        "subject_visit": rows(
            ["sv_id", "studyid", "visitnum"],
            [(at * 7919 % 99_991, *its) for at, its in enumerate(taken)],
        ),
    }
    assert found(frames) == {
        pairs("subject_visit", "visit_def", studyid="studyid", visitnum="visitnum")
    }


def goods(code: str) -> dict[str, pl.DataFrame]:
    """Return goods with a number of the system, their owner and what he calls them."""
    rng = random.Random(6)
    owners = [f"O{at * 37 % 100:02}" for at in range(8)]
    kept = [
        (at * 7919 + 10**9, owner, f"{owner}{at:04}", rng.random())
        for at, owner in enumerate(rng.choice(owners) for _ in range(200))
    ]
    taken = [rng.choice(kept)[1:3] for _ in range(700)]
    return {
        "owner": rows(["owner_code", "since"], [(owner, "x") for owner in owners]),
        "sku": rows(["sku_id", "owner_code", code, "weight"], kept),
        "receipt_line": rows(
            ["line_id", "owner_code", code],
            [(at * 6101 + 10**8, *its) for at, its in enumerate(taken)],
        ),
    }


def test_the_code_that_an_owner_gives_is_a_second_key_with_the_owner():
    told = relations(goods("sku_code"))
    keys = {
        (place.table.name, key.columns)
        for place, its in told.keys.items()
        for key in its.candidates
    }
    assert ("sku", ("owner_code", "sku_code")) in keys
    told = found(goods("sku_code"))
    assert pairs("receipt_line", "sku", owner_code="owner_code", sku_code="sku_code") in told


def test_a_text_that_tells_of_goods_is_no_second_key():
    told = relations(goods("sku_name"))
    assert all(
        key.columns != ("owner_code", "sku_name")
        for its in told.keys.values()
        for key in its.candidates
    )
