"""What values cannot be, whatever a name promises, and what they are by themselves."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognised_facts import facts_of
from onedata_assets.domain.metadata.recognition import Recognised, recognised
from onedata_assets.domain.processing.contract import Sensitivity

pytestmark = pytest.mark.row("S08", "S16")
TODAY = date(2026, 11, 26)
RNG = random.Random(9)
BITS = [0, 1, 1, 0] * 10
STEPS = [1, 2, 3, 4, 5] * 10


def known(name: str, values: list, *, kind: str = "", comment: str = "") -> Recognised:
    rows = pl.DataFrame({name: values}, strict=False)
    dtype = rows[name].dtype
    family = Family.INTEGER if dtype.is_integer() else Family.TEXT
    family = Family.FLOAT if dtype.is_float() else Family.NESTED if kind else family
    column = Column(name, kind or str(dtype), family, comment=comment)
    table = Table(TableName("", "t"), TableKind.TABLE, (column,))
    return recognised(table, rows, today=TODAY)[0]


def meaning(name: str, values: list, **told: str) -> str | None:
    found = known(name, values, **told).meaning
    return None if found is None else found.value


@pytest.mark.parametrize(
    "name",
    [
        "bonus",
        "weight",
        "bweight",
        "age",
        "age75",
        "hour",
        "discharge",
        "debt",
        "tax_rate",
        "temperature",
        "duration",
        "turkey",
        "score",
        "price",
        "f01",
    ],
)
@pytest.mark.parametrize("kind", [int, float, str])
def test_zeros_and_ones_say_yes_or_no_whatever_is_measured(name, kind):
    assert meaning(name, [kind(each) for each in BITS]) == "flag"


def test_one_or_none_of_a_thing_is_a_count_and_a_few_rows_are_no_proof():
    assert meaning("deaths", BITS) == "quantity"
    assert meaning("type", BITS) == "category"
    assert meaning("fee", [0, 1, 1]) == "amount"


@pytest.mark.parametrize("name", ["income", "height", "cost", "price", "temperature"])
def test_a_few_steps_again_and_again_are_grades_and_no_measure(name):
    assert meaning(name, STEPS) is None
    assert meaning(name, [float(each) for each in STEPS]) is None
    assert meaning(name, [each * 10 for each in STEPS]) is not None
    assert meaning(name, [each + 0.5 for each in STEPS]) is not None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("temperature", [60171, 60323, 61122]),
        ("totemp", [60171, 60323, 61122]),
        ("weight", [-1.2, 0.3, 0.9, -0.4]),
        ("hr", [0, 1, 4, 61]),
        ("hour", [*range(24), 25]),
        ("day", [*range(1, 31), 44]),
        ("lwage", [6.91, 5.22, 7.03]),
        ("log_price", [6.91, 5.22, 7.03]),
        ("undercount", [3.6, -0.57, 0.3]),
        ("mileage", [23.5, 21.0, 26.25]),
        ("active", [0, 1, 2, 3]),
        ("rate", [107, 115, 201]),
        ("seizure_rate", [3, 2, 6]),
        ("accident_rate", [2.76, 1.81, 9.2]),
        ("ptratio", [20.2, 17.8, 13.0]),
        ("afraid", [1, 2, 3, 1]),
        ("placid", [1, 2, 3, 1]),
        ("electricity", ["gas", "oil", "wood"]),
        ("composition", [10, 8, 15]),
        ("school", ["F0", "F1", "F2"]),
        ("k_lag", [180.1, 182.6]),
        ("lrprice", [10.8, 11.7, 11.2]),
        ("gwage", [0.003, -0.002, 0.001]),
        ("perimeter_ratio_length", [2.1, 10.5]),
        ("row_id", ["0.1111", "2.222", "33.33"]),
        ("product", ["B000084EJY", "B000BB7FKG", "B000HDMWC4"]),
        ("state", ["Tirol", "Kärnten", "Wien", "Salzburg", "Steiermark", "Burgenland"]),
        ("address", ["Confederacy", "Peaceworks"]),
        ("series", [1, 2, 3, 4]),
        ("plot", ["east.Aug2Dec", "east.none"]),
        ("rootstock", [1, 2, 3, 4]),
        ("lpctmin", [0.25, 1.37, 1.87]),
        ("str_pop", [0.12, -0.47, 0.76]),
        ("boards", [410, 610, 390]),
        ("CD34", [100865.5, 144.5, 20275.0]),
        ("income", [-5.22, -5.48, -5.61]),
        ("vislong", [1.42, 1.72, 5.98]),
        ("heights", [60, 63, 56]),
        ("ethics", [2, 3, 5]),
        ("hour", [1, 2, 3, 4, 5] * 8),
        ("l_income", [10.68, 10.62, 10.73]),
        ("price", [-0.03, 0.09, 0.46]),
        ("ultrafiltration_rate", [17.7, 3.72, 35.4]),
        ("mfwekind", [5, 4, 3, 9]),
        ("trks", [8, 10, 9]),
        ("meters", [3, 10, 44]),
        ("steroids", [1, 2, 1, 1] * 9),
        ("2.5 1.0", ["1 2.66", "10 3.92", "11 2.63"]),
    ],
)
def test_nothing_is_claimed_that_the_values_cannot_be(name, values):
    assert meaning(name, values) is None


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("temperature", [-40.5, 39000.0], "temperature"),
        ("hr", [0, 9, 23], "hour"),
        ("mileage", [12000, 87500, 40], "length"),
        ("rate", [0.1, 0.75, 0.5], "percentage"),
        ("conversion_rate", [2.76, 1.81, 9.2], "percentage"),
        ("tax_rate", [6, 9, 13], "percentage"),
        ("unrate", [6.3, 5.3, 7.8], "percentage"),
        ("ratio", [0.2, 0.9], "percentage"),
        ("pctmin", [12.5, 30.1], "percentage"),
        ("time_lag", [1.5, 2.5], "duration"),
        ("visits_per_hour", [40, 12, 9], "quantity"),
        ("school", ["浙大", "清华"], "company_name"),
        ("company", ["IBM", "Dell", "GE"], None),
        ("company", ["IBM", "Dell", "Sun", "GE", "Intel"], "company_name"),
        ("smokeyrs", [30, 16, 22], "duration"),
        ("biomass", [1.06, 12.79, 2.05], "weight"),
        ("ffrate", [1.73, 5.45, 11.06], "percentage"),
        ("plot", ["A thief who steals from all of the others is caught"] * 2, "free_text"),
        ("num_cc_carrying_balance", [4, 5, 2], "quantity"),
        ("num_pages", [4, 5, 2], "quantity"),
        ("population", [0.4, 1.9, 13.9], "quantity"),
        ("quantity", [-2, 5, 1], "quantity"),
        ("ssn", BITS, "flag"),
        ("type_id", BITS, "reference"),
        ("followings", [900, 12000, 3], "quantity"),
        ("drivers", [1382, 2054, 2654], "quantity"),
        ("attempts", [2, 22, 25], "quantity"),
        ("product", ["NCR V8635", "DB9", "X5"], "name"),
        ("state", ["open", "closed", "paid", "sent", "new", "lost"], "status"),
        ("length_of_stay", [3, 9, 1], "duration"),
        ("balance", [-3.5, 9.25, 1.0], "amount"),
        ("symbol", BITS, "flag"),
        ("townid", [29, 84, 5, 29], "reference"),
    ],
)
def test_what_the_values_can_be_is_claimed_still(name, values, expected):
    assert meaning(name, values) == expected


def test_numbers_from_one_on_that_all_differ_are_places_in_an_order():
    assert meaning("suicides", list(range(1, 40))) is None
    assert meaning("suicides", [3, *range(3, 41)]) == "quantity"


@pytest.mark.parametrize("kind", ["text[]", "ARRAY", "List(String)"])
def test_several_values_in_a_column_are_no_document(kind):
    found = known("tags", ['["a", "b"]', '["c"]'], kind=kind)
    assert found.meaning is None
    assert facts_of(found).sensitivity is Sensitivity.NONE


def test_a_document_in_a_column_is_one():
    assert meaning("tags", ['{"a": 1}', '["c"]'], kind="jsonb") == "json"


def mobiles(networks: list[str], count: int = 300) -> list[str]:
    return [f"{RNG.choice(networks)}{RNG.randrange(10**8):08}" for _ in range(count)]


NETWORKS = ["138", "139", "186", "177", "150"]


@pytest.mark.parametrize(
    "written",
    [
        lambda each: each,
        int,
        lambda each: f"+86 {each}",
        lambda each: f"{each[:3]}-{each[3:7]}-{each[7:]}",
        lambda each: f"{each[:3]}****{each[7:]}",
    ],
)
def test_mobile_numbers_are_known_without_a_name(written):
    found = known("b", [written(each) for each in mobiles(NETWORKS)])
    assert found.meaning is not None
    assert found.meaning.value == "mobile_phone"
    assert facts_of(found).sensitivity is Sensitivity.DIRECT


COUNTED_UP = [f"{head}{n:08}" for head in ("138", "150", "186") for n in range(100)]
OF_DAYS = [
    f"{year}{month:02}{day:02}{RNG.randrange(10**5):05}"
    for year in (13, 15, 18)
    for month in range(1, 13)
    for day in range(1, 9)
]


@pytest.mark.parametrize(
    "values",
    [
        mobiles(["138", "139"]),
        COUNTED_UP,
        OF_DAYS,
        [str(RNG.randrange(13 * 10**9, 2 * 10**10)) for _ in range(300)],
        [str(RNG.randrange(18 * 10**9, 1939 * 10**7)) for _ in range(300)],
    ],
)
def test_other_numbers_of_eleven_digits_are_no_mobiles(values):
    assert meaning("b", values) != "mobile_phone"


@given(st.integers(10**10, 2 * 10**10), st.integers(10**3, 10**9))
@settings(max_examples=40)
def test_numbers_of_one_range_are_no_mobiles(start, width):
    values = [str(random.Random(n).randrange(start, start + width)) for n in range(200)]
    assert meaning("b", values) != "mobile_phone"


@given(st.lists(st.integers(0, 60), min_size=30, max_size=60), st.data())
@settings(max_examples=30)
def test_what_is_not_available_changes_no_meaning(values, data):
    holes = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    told = [None if hole else str(each) for each, hole in zip(values, holes, strict=True)]
    if not any(told):
        return
    written = ["NA" if each is None else each for each in told]
    for name in ("cs", "age", "amount", "f01"):
        assert known(name, written).meanings == known(name, told).meanings


def test_not_available_is_a_value_among_codes():
    seen = known("region", ["NA", "EMEA", "APAC", "NA"]).seen
    assert (seen.known, seen.distinct) == (4, 3)
    assert known("country", ["NA", "ZA", "BW"]).seen.known == 3
    assert known("grade", ["NA", "A", "B"]).seen.known == 2
