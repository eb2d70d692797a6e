"""Codes and numbers are keys of their rows, refer to other rows, or are neither."""

from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognition import recognised

pytestmark = pytest.mark.row("S08", "S16")
TODAY = date(2026, 11, 26)
CODES = ["WEL", "SIZ", "DEF", "CHG", "NEW", "OLD"]
NUMBERS = [f"SF{at:05d}" for at in range(40)]


def meanings(columns: dict[str, list], table: str = "t") -> dict[str, str | None]:
    rows = pl.DataFrame(columns, strict=False)
    told = tuple(
        Column(name, str(kind), Family.INTEGER if kind.is_integer() else Family.TEXT)
        for name, kind in rows.schema.items()
    )
    found = recognised(Table(TableName("", table), TableKind.TABLE, told), rows, today=TODAY)
    return {each.column.name: each.meaning.value if each.meaning else None for each in found}


@pytest.mark.parametrize(
    ("name", "table"),
    [("reason_code", "reasons"), ("code", "building"), ("物料编码", "物料"), ("abbr", "faculty")],
)
def test_a_code_that_stands_first_and_tells_rows_apart_is_their_identifier(name, table):
    assert meanings({name: CODES, "x": [3, 1, 4, 1, 5, 9]}, table)[name] == "identifier"


@pytest.mark.parametrize(
    "name", ["reason_code", "ReasonCode", "spc_cd", "物料编码", "wangdian_bianma"]
)
def test_a_code_of_another_thing_that_repeats_is_a_reference(name):
    rows = {"id": list(range(60)), name: CODES * 10}
    assert meanings(rows, "refund")[name] == "reference"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("phonetic_code", "person"),
        ("error_code", "payment"),
        ("dept_code", "departments"),
        ("code", "refund"),
    ],
)
def test_a_code_that_names_no_other_thing_is_no_reference(name, table):
    rows = {"id": list(range(60)), name: CODES * 10}
    assert meanings(rows, table)[name] == "code"


def test_a_code_beside_the_key_stays_a_code():
    rows = {"id": list(range(6)), "auth_code": CODES}
    assert meanings(rows, "payment") == {"id": "identifier", "auth_code": "code"}


@pytest.mark.parametrize("name", ["image_no", "LegNo", "seatno", "bed_no"])
@pytest.mark.parametrize("first", [0, 1])
def test_small_numbers_from_one_on_that_come_again_are_a_sequence(name, first):
    numbers = [first, first + 1, first + 2, first, first + 1, first] * 8
    rows = {"owner_id": [each // 3 for each in range(48)], name: numbers}
    assert meanings(rows)[name] == "sequence_number"


@pytest.mark.parametrize("numbers", [[10452, 10871, 19555] * 20, [1, 5, 2, 40] * 20])
def test_numbers_that_lie_apart_are_no_sequence(numbers):
    assert (
        meanings({"x": list(range(len(numbers))), "waybill_no": numbers})["waybill_no"]
        == "reference"
    )


def test_small_numbers_of_persons_refer_to_them():
    assert meanings({"employee_no": [1, 2, 3, 4] * 20})["employee_no"] == "reference"


@pytest.mark.parametrize("name", ["vat_number", "express_no", "TrackingNumber"])
def test_numbers_that_some_rows_have_each_another_are_codes(name):
    rows = {"id": list(range(80)), name: [*NUMBERS, *[None] * 40]}
    assert meanings(rows)[name] == "code"


def test_a_number_of_the_row_before_is_a_reference_though_few_rows_have_one():
    rows = {"id": list(range(90)), "previous_no": [*NUMBERS, *[None] * 50]}
    assert meanings(rows)["previous_no"] == "reference"


def test_numbers_of_the_rows_themselves_that_come_again_are_codes():
    rows = {"building_id": [1, 2] * 20, "room_no": [*NUMBERS[:20], *NUMBERS[:20]]}
    assert meanings(rows, "room")["room_no"] == "code"
    assert meanings(rows, "lesson")["room_no"] == "reference"


def test_whole_numbers_named_after_the_table_beside_an_id_are_identifiers_too():
    rows = {"id": [1, 2, 3], "player_api_id": [1010, 1377, 1555], "team_id": [33, 31, 38]}
    assert meanings(rows, "player") == {
        "id": "identifier",
        "player_api_id": "identifier",
        "team_id": "reference",
    }


def test_beside_an_id_only_the_last_word_of_a_table_names_its_rows():
    rows = {"id": [1, 2, 3], "post_id": [1010, 1377, 1555]}
    assert meanings(rows, "post_links") == {"id": "identifier", "post_id": "reference"}


def test_a_number_of_another_thing_is_a_code_though_it_differs_in_all_rows():
    rows = {"car_id": list(range(40)), "engine_no": [f"4G15{at:07d}" for at in range(40)]}
    assert meanings(rows, "car") == {"car_id": "identifier", "engine_no": "code"}
    rows = {"id": list(range(40)), "order_no": NUMBERS}
    assert meanings(rows, "orders")["order_no"] == "identifier"
