"""What a name that means several things says beside the other columns and the name of its table."""

from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognition import recognised

pytestmark = pytest.mark.row("S08", "S16")
TODAY = date(2026, 11, 26)


def meanings(
    columns: dict[str, list], table: str = "t", comments: dict[str, str] | None = None
) -> dict[str, str | None]:
    rows = pl.DataFrame(columns, strict=False)
    told = []
    for name, kind in rows.schema.items():
        family = Family.INTEGER if kind.is_integer() else Family.TEXT
        family = Family.FLOAT if kind.is_float() else family
        told.append(Column(name, str(kind), family, comment=(comments or {}).get(name, "")))
    made = Table(TableName("", table), TableKind.TABLE, tuple(told))
    found = recognised(made, rows, today=TODAY)
    return {each.column.name: each.meaning.value if each.meaning else None for each in found}


LATIN = {name: [1.5, 2.5, 4.0] for name in ("mb", "nh", "height_cm", "stint", "x2b", "bl")}


@pytest.mark.parametrize("name", ["sg", "cd", "sl", "bh", "je", "sc"])
def test_initials_of_pinyin_say_nothing_in_a_table_without_a_word_of_chinese(name):
    values = [134.5, 135.25, 131.0] if name != "bh" else [134, 135, 134]
    assert meanings({name: values, **LATIN})[name] is None
    assert meanings({name: values, **LATIN, "c": ["无", "有", "无"]})[name] is not None
    assert meanings({name: values, **LATIN}, "订单")[name] is not None
    assert meanings({name: values, **LATIN}, comments={"nh": "高度"})[name] is not None
    assert meanings({name: values, "dj": [1.5, 2.5, 3.5], "id": [1, 2, 3]})[name] is not None


@pytest.mark.parametrize(
    ("values", "beside", "table", "expected"),
    [
        ([35, 42, 38], {"success": [1, 5, 9]}, "carrots", None),
        ([11.851, 10.375, 9.25], {"males": [1, 5, 9]}, "births", None),
        ([35, 42, 38], {"unit_price": [1, 5, 9]}, "lines", "amount"),
        ([35, 42, 38], {"user_id": [1, 5, 9]}, "orders", "amount"),
        ([35, 42, 38], {"user_id": [1, 5, 9]}, "t_订单", "amount"),
        ([35.5, 42.25, 38.0], {"n": [1, 5, 9]}, "t", "amount"),
    ],
)
def test_a_total_is_money_beside_money_in_tables_of_it_or_with_cents(
    values, beside, table, expected
):
    assert meanings({"total": values, **beside}, table)["total"] == expected


def test_an_altitude_is_one_beside_a_place_on_earth():
    assert meanings({"alt.M": [16, 14, 15], "ast": [1, 5, 9]})["alt.M"] is None
    placed = {"lat": [31.2, 39.9, 30.1], "lon": [121.4, 116.4, 120.2], "alt": [16, 14, 15]}
    assert meanings(placed)["alt"] == "length"


def test_what_is_long_is_a_longitude_beside_a_latitude_or_with_decimals():
    assert meanings({"long": [1, 0, 12]})["long"] is None
    assert meanings({"long": [24.5, 37.25, 28.75]})["long"] == "longitude"
    assert meanings({"long": [24, 37, 28], "lat": [55, 54, 55]})["long"] == "longitude"


def test_no_beside_yes_is_an_answer():
    counts = {"smoking_yes_cancer_yes": [126, 908], "smoking_yes_cancer_no": [100, 688]}
    assert meanings(counts)["smoking_yes_cancer_no"] is None
    assert meanings({"invoice_no": ["A1", "A2"]})["invoice_no"] == "identifier"


@pytest.mark.parametrize(("table", "expected"), [("films", "duration"), ("fish", "length")])
def test_the_length_of_a_film_is_a_time(table, expected):
    assert meanings({"length": [90, 118, 74]}, table)["length"] == expected


def test_an_address_of_a_network_is_one_where_the_comment_says_address():
    addresses = {"forwarded_for": ["35.32.130.31", "214.199.221.156", "6.13.4.241"]}
    comments = {"forwarded_for": "代理转发的客户端地址 / addresses that proxies forward for"}
    assert meanings(addresses, comments=comments)["forwarded_for"] == "ipv4"


def test_two_numbers_with_a_gap_are_no_place_and_with_a_comma_they_are():
    gaps = [f"0.0{n} -0.00{n}" for n in range(10, 40)]
    assert meanings({"f01": gaps})["f01"] is None
    assert meanings({"f01": ["31.2304,121.4737", "39.9042, 116.4074"] * 5})["f01"] is None
    places = [f"31.23{n},121.47{n}" for n in range(10, 40)]
    assert meanings({"f01": places})["f01"] == "coordinates"
    assert meanings({"location": gaps})["location"] == "coordinates"


def test_many_columns_that_differ_by_a_number_and_count_are_no_categories():
    counts = {f"faculty_{n}": [0, 1, 3] for n in range(12)}
    assert set(meanings(counts).values()) == {None}
    assert meanings({"type_1": [0, 1, 3], "type_2": [0, 1, 3]})["type_1"] == "category"
