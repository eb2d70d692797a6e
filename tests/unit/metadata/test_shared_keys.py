"""Tables that have a key in common, and names that could be of several tables."""

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.accident import all_within
from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")


def numbers(count: int, *, seed: int, most: int = 90_000) -> list[int]:
    """Return different numbers with gaps between them."""
    return sorted(random.Random(seed).sample(range(1_000, most), count))


def taken(keys: list[int], rows: int, *, seed: int = 2) -> list[int]:
    return random.Random(seed).choices(keys, k=rows)


def areas() -> dict[str, pl.DataFrame]:
    """Return areas some of which are countries, which have no other key."""
    every = numbers(250, seed=1)
    countries = every[::6]
    return {
        "area": pl.DataFrame({"id": every, "name": [f"Area {at}" for at in every]}),
        "country_area": pl.DataFrame({"area": countries}),
        "label": pl.DataFrame({"id": range(300), "area": taken(countries, 300)}),
    }


def test_a_column_is_of_the_table_that_it_is_called_as_though_some_rows_call_their_key_so():
    told = found(areas())
    assert one("label", "area", "area", "id") in told
    assert one("country_area", "area", "area", "id") in told


def test_a_table_that_is_named_for_a_subtype_is_of_its_rows():
    entities = numbers(2_500, seed=3)
    vendors = entities[::24]
    frames = {
        "BusinessEntity": pl.DataFrame({"BusinessEntityID": entities}),
        "Vendor": pl.DataFrame(
            {"BusinessEntityID": vendors, "Name": [f"Vendor {at}" for at in vendors]}
        ),
        "ProductVendor": pl.DataFrame(
            {"ProductID": range(400), "BusinessEntityID": taken(vendors, 400)}
        ),
    }
    told = found(frames)
    assert one("ProductVendor", "BusinessEntityID", "Vendor", "BusinessEntityID") in told
    assert one("Vendor", "BusinessEntityID", "BusinessEntity", "BusinessEntityID") in told


def test_the_kind_of_a_row_is_of_the_table_that_has_the_rows_name_before_it():
    frames = {
        name: pl.DataFrame(
            {"id": range(1, count), "name": [f"{name} {at}" for at in range(1, count)]}
        )
        for name, count in (("artist_type", 7), ("artist_alias_type", 4), ("work_type", 20))
    }
    frames["artist_alias"] = pl.DataFrame({"id": range(300), "type": taken([1, 2, 3], 300)})
    frames["artist"] = pl.DataFrame({"id": range(300), "type": taken([1, 2, 4, 5], 300)})
    told = found(frames)
    assert one("artist_alias", "type", "artist_alias_type", "id") in told
    assert one("artist", "type", "artist_type", "id") in told


@pytest.mark.parametrize("parents", [[None] * 8, [None, None, 1, 1, 1, None, None, None]])
def test_a_parent_is_a_row_of_the_same_table_also_where_few_or_none_have_one(parents):
    kinds = pl.DataFrame(
        {"id": range(1, 9), "name": [f"Kind {at}" for at in range(8)], "parent": parents},
        schema_overrides={"parent": pl.Int64},
    )
    assert found({"label_type": kinds}) == {one("label_type", "parent", "label_type", "id")}


def test_what_counts_within_the_rows_is_no_other_row():
    tries = pl.DataFrame(
        {
            "id": range(1, 2_001),
            "quiz": [at % 40 for at in range(2_000)],
            "attempt": [1, 2, 3, 1] * 500,
        }
    )
    assert found({"mdl_quiz_attempts": tries, "mdl_other": pl.DataFrame({"id": [1]})}) == set()


def test_columns_that_all_refer_are_no_key_where_one_of_them_is_enough():
    """A stay is of an admission, which is of a patient: facts have the three numbers."""
    patients, admissions = numbers(300, seed=4), numbers(900, seed=5)
    of_patient = dict(zip(admissions, taken(patients, 900), strict=True))
    stays = random.Random(6).sample(admissions, 400)
    stay_ids = numbers(400, seed=7)
    rows = [random.Random(at).randrange(400) for at in range(2_000)]
    frames = {
        "patients": pl.DataFrame({"subject_id": patients}),
        "admissions": pl.DataFrame(
            {
                "hadm_id": list(of_patient),
                "subject_id": list(of_patient.values()),
                "kind": ["a"] * 900,
            }
        ),
        "icustays": pl.DataFrame(
            {
                "subject_id": [of_patient[each] for each in stays],
                "hadm_id": stays,
                "stay_id": stay_ids,
                "unit": ["u"] * 400,
            }
        ),
        "chartevents": pl.DataFrame(
            {
                "subject_id": [of_patient[stays[at]] for at in rows],
                "hadm_id": [stays[at] for at in rows],
                "stay_id": [stay_ids[at] for at in rows],
                "value": [0.5 * at for at in rows],
            }
        ),
    }
    told = found(frames)
    assert one("chartevents", "subject_id", "patients", "subject_id") in told
    assert one("chartevents", "hadm_id", "admissions", "hadm_id") in told
    assert one("chartevents", "stay_id", "icustays", "stay_id") in told
    assert all(len(pairs) == 1 for _, pairs, _ in told)


def test_of_tables_with_the_same_keys_the_one_whose_name_ends_so_is_the_first():
    stays = numbers(700, seed=8)
    frames = {
        "edstays": pl.DataFrame({"stay_id": stays, "note": ["n"] * 700}),
        "triage": pl.DataFrame({"stay_id": stays, "pain": [at % 11 for at in range(700)]}),
    }
    assert found(frames) == {one("triage", "stay_id", "edstays", "stay_id")}


@given(share=st.floats(0, 1e6), distinct=st.integers(0, 10**9))
def test_how_likely_an_accident_is_stays_a_probability(share, distinct):
    """Of two tables either may have more rows; an error here would cost the table of the column."""
    assert 0 <= all_within(share, distinct) <= 1
    assert all_within(share, distinct + 1) <= all_within(share, distinct)


@pytest.mark.parametrize("name", ["createdby", "created_by", "CreatedBy"])
def test_who_made_a_row_is_heard_however_it_is_written(name):
    users = pl.DataFrame(
        {"id": range(1, 401), "username": [f"u{at}" for at in range(400)], "email": ["e"] * 400}
    )
    asked = pl.DataFrame({"id": range(2_000), name: [1 + at * 7 % 400 for at in range(2_000)]})
    assert one("question", name, "user", "id") in found({"user": users, "question": asked})


def items(parts: list[int]) -> dict[str, pl.DataFrame]:
    """Return items, each of which is of one kind, with a table of each kind and orders of all."""
    every = numbers(sum(parts), seed=11)
    random.Random(12).shuffle(every)
    frames = {"t_Item": pl.DataFrame({"FItemID": every, "FName": [f"i{at}" for at in every]})}
    kinds = ("t_ICItem", "t_Emp", "t_Organization", "t_Department")
    for name, count in zip(kinds, parts, strict=False):
        own, every = every[:count], every[count:]
        frames[name] = pl.DataFrame({"FItemID": own, "FModel": [f"{name} {at}" for at in own]})
    materials = frames["t_ICItem"]["FItemID"].to_list()
    frames["SEOrderEntry"] = pl.DataFrame(
        {"FDetailID": range(2_000), "FItemID": taken(materials, 2_000), "FQty": [2.5] * 2_000}
    )
    return frames


def test_a_column_that_has_only_rows_of_one_kind_is_of_that_kind_where_tables_share_them_out():
    told = found(items([600, 230, 300, 20]))
    assert one("SEOrderEntry", "FItemID", "t_ICItem", "FItemID") in told
    assert one("t_Emp", "FItemID", "t_Item", "FItemID") in told


def test_a_column_that_has_only_rows_of_one_of_two_kinds_is_of_that_kind():
    assert one("SEOrderEntry", "FItemID", "t_ICItem", "FItemID") in found(items([600, 900]))


def test_a_kind_that_nearly_all_are_of_is_no_share():
    """Persons of whom most are employees: who is told of is a person."""
    assert one("SEOrderEntry", "FItemID", "t_Item", "FItemID") in found(items([1_200, 300]))


@pytest.mark.parametrize("role", ["shenhe_ren_id", "chuna_id", "zhidan_ren_id"])
def test_a_role_in_pinyin_is_that_of_a_person(role):
    staff = pl.DataFrame(
        {"yuangong_id": range(1, 161), "xingming": [f"y{at}" for at in range(160)]}
    )
    paid = pl.DataFrame(
        {"jiesuan_id": range(3_000), role: [1 + at * 7 % 160 for at in range(3_000)]}
    )
    assert one("jiesuan", role, "yuangong", "yuangong_id") in found(
        {"yuangong": staff, "jiesuan": paid}
    )


def test_a_number_in_pinyin_is_told_by_its_end():
    cars = [f"浙A{at * 7919 % 99_991:05}" for at in range(900)]
    frames = {
        "cheliang": pl.DataFrame({"cheliang_id": range(1, 901), "chepaihao": cars}),
        "yundan_guiji": pl.DataFrame(
            {"guiji_id": range(4_000), "chepaihao": random.Random(3).choices(cars, k=4_000)}
        ),
    }
    assert found(frames) == {one("yundan_guiji", "chepaihao", "cheliang", "chepaihao")}


def test_a_row_refers_by_its_own_key_to_no_table_that_refers_to_it():
    cars, drivers = numbers(900, seed=13), numbers(1_000, seed=14)
    bound = [(car, driver) for car, driver in zip(cars, drivers, strict=False)]
    more = [(car, random.Random(car).choice(drivers)) for car in cars[:400]]
    pairs = sorted({*bound, *more})
    frames = {
        "cheliang": pl.DataFrame(
            {"cheliang_id": cars, "zhujia_siji_id": [driver for _, driver in bound]}
        ),
        "siji": pl.DataFrame({"siji_id": drivers, "xingming": [f"s{at}" for at in drivers]}),
        "cheliang_siji": pl.DataFrame(
            {
                "cheliang_id": [car for car, _ in pairs],
                "siji_id": [driver for _, driver in pairs],
                "bangding_riqi": ["2026-01-01"] * len(pairs),
            }
        ),
    }
    told = found(frames)
    assert one("cheliang_siji", "cheliang_id", "cheliang", "cheliang_id") in told
    assert one("cheliang", "zhujia_siji_id", "siji", "siji_id") in told
    assert "cheliang_siji" not in {parent for _, _, parent in told}
