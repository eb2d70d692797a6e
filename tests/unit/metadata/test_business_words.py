"""Plain words of business, units and what was done with a measure tell what a column holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.name_measures import DONE
from tests.unit.metadata.test_code_meanings import meanings

pytestmark = pytest.mark.row("S08", "S16")
ROUND = [24, 3, 17, 120, 45, 6] * 5


def meaning(name: str, values: list, table: str = "t") -> str | None:
    return meanings({name: values}, table)[name]


@given(done=st.sampled_from(sorted(DONE)))
def test_what_was_done_with_a_measure_changes_nothing_of_what_it_is(done):
    assert meaning(f"qty_{done}", ROUND) == "quantity"
    assert meaning(f"amount_{done}", [9.75, 120.5, 14.25] * 9) == "amount"
    if done != "paid":  # which is a word of money
        assert meaning(f"rows_{done}", [*ROUND, 0, 900]) == "quantity"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bag_kg", "weight"),
        ("range_km", "length"),
        ("ht_cm", "length"),
        ("room_sqm", "area"),
        ("elapsed_ms", "duration"),
        ("payload_bytes", "size_bytes"),
        ("co2_g_per_km", None),
        ("km", None),
        ("widthPx", "length"),
    ],
)
def test_a_unit_at_the_end_tells_what_is_measured(name, expected):
    assert meaning(name, ROUND) == expected


def test_what_falls_below_nothing_is_not_told_by_a_unit():
    assert meaning("shift_cm", [-4, 3, 17, 5] * 8) is None


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("line_total", [10.65, 5.52, 41.65], "amount"),
        ("tax", [0.0, 2.8, 291.6, 14.55], "amount"),
        ("tax", [0, 7, 19] * 9, None),
        ("sales_ytd", [1685993.52, 250000.0, 18.5], "amount"),
        ("founded", [1731, 1866, 1961], "year"),
        ("month_num", [1, 3, 12, 7], "month"),
        ("lap", [1, 2, 57], "sequence_number"),
        ("nationality", ["GB", "IN", "PL", "DE"] * 9, "country_code"),
        ("nationality", ["China", "India", "Poland"] * 9, "country"),
        ("origin_country", ["China", "India", "Poland"] * 9, "country"),
        ("province_code", ["ON", "QC", "BC"], "province"),
        ("province_name", ["Ontario", "Quebec", "Bavaria"], "province"),
        ("gender", ["Female", "Male", "Undisclosed"] * 9, "gender"),
        ("outcome", ["SUCCESS", "ABORTED", "FAILED"] * 9, "status"),
        ("role", ["member", "owner", "viewer"] * 9, "category"),
        ("slug", ["android-app", "api", "web", "api"], "code"),
        ("pnr", ["2343WN", "23FJV7", "23KFS9"], "identifier"),
        ("inflation", [3.2, 3.4, 3.7], "percentage"),
        ("brand", ["Velora", "Zentek", "Oakline"], "name"),
        ("forenames", ["Ann Mary", "John", "Li"], "given_name"),
        ("passport_no", ["0530013945", "1530029848"], "passport"),
        ("season", ["2008/2009", "2009/2010", "2010/2011"] * 9, "enumeration"),
        ("k_symbol", ["SIPO", "UROK", "LEASING"] * 9, "enumeration"),
        ("hr", list(range(25)), None),
        ("sum_insured", [90000, 15000, 730000], "amount"),
        ("downtime_min", ROUND, "duration"),
    ],
)
def test_a_word_of_business_tells_what_values_bear_out(name, values, expected):
    assert meaning(name, values) == expected


@pytest.mark.parametrize("name", ["qty_good", "qty_scrap", "QtyOnOrder"])
def test_what_begins_with_quantity_is_one(name):
    assert meaning(name, ROUND) == "quantity"
    assert meaning("qty_pct", ROUND) == "percentage"


def test_marks_out_of_a_hundred_count_nothing():
    marks = [8, *range(45, 78), 97] * 3
    assert meaning("reactions", marks) is None
    assert meaning("reactions", [each // 3 for each in marks]) == "quantity"


@pytest.mark.parametrize(
    ("values", "expected"),
    [(["JSM", "KLT", "ABC", "QRS"] * 9, False), (["Ann Stone", "Li Ng", "Omar Khan"] * 9, True)],
)
def test_initials_are_no_names_of_persons(values, expected):
    assert (meaning("referee", values) == "person_name") is expected


@pytest.mark.parametrize("window", ["30_days", "last_30_days", "12months", "2yrs", "past_7_d"])
def test_the_time_looked_back_on_is_not_what_is_measured(window):
    assert meaning(f"tickets_{window}", [*ROUND, 0, 900]) == "quantity"
    assert meaning(f"revenue_{window}", [9.75, 120.5, 14.25] * 9) == "amount"
    assert meaning(f"delinq_{window}", ROUND) != "duration"


def test_numbers_of_departments_refer_to_them():
    assert meanings({"empno": list(range(7000, 7060)), "deptno": [10, 20, 30] * 20}) == {
        "empno": "identifier",
        "deptno": "reference",
    }


def test_seasons_in_numbers_are_years():
    assert meaning("season", [2010, 2011, 2020] * 9) == "year"
    assert meaning("season", ["spring", "summer"] * 15) == "category"


def test_first_and_last_are_names_where_a_table_has_both():
    both = {"pat_first": ["Mary", "Ann", "Li"], "pat_last": ["Stone", "Ivanov", "Ng"]}
    assert meanings(both) == {"pat_first": "given_name", "pat_last": "family_name"}
    assert meaning("pat_last", ["Stone", "Ivanov", "Ng"]) is None


@pytest.mark.parametrize("table", ["business_unit", "bank_card", "organization_role"])
def test_rows_of_what_belongs_to_an_organisation_are_none(table):
    assert meaning("name", ["Adams, Carney and Chen", "Andrade Blue"], table) == "name"


def test_kinds_of_things_come_again():
    characters = [f"Captain {at:03d} of the sea" for at in range(120)]
    assert meaning("role", characters) is None
    assert meaning("role", characters[:30]) == "category"
    assert meaning("type", characters[:30] * 5) == "category"


def test_numbers_of_seats_are_no_codes():
    assert meaning("seat", [5, 4, 7, 2] * 9) is None
    assert meaning("seat", ["12A", "4C", "7F"] * 9) in {"code", "enumeration"}


def test_rows_of_organisations_are_called_like_them():
    firms = ["Adams, Carney and Chen", "Andrade PLC"]
    for table in ("organization", "dim_suppliers", "company_name", "供应商信息"):
        assert meaning("name", firms, table) == "company_name"
