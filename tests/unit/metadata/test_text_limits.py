"""What texts and steps in an order cannot be, whatever a name promises."""

import pytest

from tests.unit.metadata.test_code_meanings import meanings

pytestmark = pytest.mark.row("S08", "S16")
TITLES = ["Mr.", "Ms.", "Dr.", "Mrs"] * 6
STEPS = [1, 2, 3, 4, 2] * 12


def meaning(name: str, values: list, table: str = "t") -> str | None:
    return meanings({name: values}, table)[name]


@pytest.mark.parametrize("table", ["person", "orders"])
@pytest.mark.parametrize("name", ["title", "TitleOfCourtesy", "称呼", "name"])
def test_titles_of_courtesy_are_no_names_and_no_jobs(name, table):
    assert meaning(name, TITLES, table) in {None, "enumeration"}


@pytest.mark.parametrize(
    "values",
    [
        ["James Hutton Building", "Mary Somerville Library", "Joseph Black Centre", "Old Quad"],
        ["James Watt College", "Mary Street", "David Stadium"],
    ],
)
def test_things_named_after_persons_are_no_persons(values):
    assert meaning("name", values, "building") == "name"


def test_persons_with_and_without_a_title_are_persons():
    assert meaning("name", ["James Hutton", "Mary Somerville", "Dr. Ito Ken"], "entry") == (
        "person_name"
    )


@pytest.mark.parametrize("name", ["description", "reason", "TerritoryDescription", "info"])
def test_single_words_are_no_free_text(name):
    assert meaning(name, ["Westboro", "Bedford", "duplicate", "Boston"]) is None


@pytest.mark.parametrize("name", ["description", "reason", "remark"])
def test_texts_of_several_words_are_free_text(name):
    texts = ["It came too late", "damaged on the way", "包装破损", "wrong size"]
    assert meaning(name, texts) == "free_text"


@pytest.mark.parametrize("name", ["level", "stage", "branch_level", "Phase", "等级"])
def test_steps_in_an_order_are_no_kinds_and_no_states(name):
    assert meaning(name, STEPS) is None


@pytest.mark.parametrize(
    ("name", "values"),
    [("level", ["gold", "silver", "bronze"] * 9), ("stage", ["won", "lost", "open"] * 9)],
)
def test_steps_in_words_are_kinds_and_states(name, values):
    assert meaning(name, values) in {"category", "status"}


def test_a_region_beside_a_city_is_a_province_and_elsewhere_a_kind():
    states = ["WA", "OR", "CA"] * 8
    cities = ["Seattle", "Portland", "Fresno"] * 8
    assert meanings({"region": states, "city": cities})["region"] == "province"
    assert meaning("region", ["South", "West", "North"] * 8) == "category"
    others = ["Asturias", "Bavaria", "Oltenia"] * 8
    assert meanings({"region": others, "city": cities})["region"] != "district"


def test_states_of_three_letters_are_no_provinces():
    assert meaning("leg_state", ["ARR", "CNX", "DIV"] * 9) == "status"
    australian = {"state": ["NSW", "QLD", "VIC"] * 9, "city": ["Sydney", "Cairns", "Geelong"] * 9}
    assert meanings(australian)["state"] == "province"


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("total_hours", [10048.6, 21.5, 300.0], "duration"),
        ("mileage_pct", [100, 50, 25], "percentage"),
        ("discount_pct", [10.0, 20.0, 15.0], "percentage"),
        ("unit_amount", [129.99, 19.99, 49.0], "unit_price"),
    ],
)
def test_a_unit_tells_more_than_what_stands_before_it(name, values, expected):
    assert meaning(name, values) == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("original_name", ["error.log", "invoice.pdf", "repro.mp4", "a.txt", "b.csv"], "file_name"),
        ("month_name", ["January", "February", "March", "April", "May", "June"], "month"),
        ("legal_name", ["Smith PLC", "Thomas and Sons", "Beer"], "company_name"),
        ("manufacturer", ["Airbus", "Embraer", "ATR"], "company_name"),
    ],
)
def test_names_of_files_months_and_firms_are_these(name, values, expected):
    assert meaning(name, values) == expected


def test_plural_names_of_codes_in_texts_count_nothing():
    assert meaning("werks", ["1000", "2000", "1200"] * 9) != "quantity"


@pytest.mark.parametrize("name", ["loyalty_card", "membership card", "会员卡号"])
def test_cards_of_members_are_no_bank_cards(name):
    cards = [f"{number:015d}" for number in range(604501000000000, 604501000000000 + 60)]
    assert meaning(name, [each + check_digit(each) for each in cards]) == "identifier"


def check_digit(number: str) -> str:
    digits = [int(each) for each in number[::-1]]
    every = sum(d if at % 2 else sum(divmod(2 * d, 10)) for at, d in enumerate(digits))
    return str(-every % 10)
