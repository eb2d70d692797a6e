"""Keys and references as companies have them: relations, details, subtypes, own numbers."""

import random
import uuid

import polars as pl
import pytest

from onedata_assets.domain.metadata.naming import table_name
from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(37)


def sparse(count: int, start: int = 8_000_012_373) -> list[int]:
    """Return numbers of things that are far apart, as meters and persons have them."""
    values, at = [], start
    for _ in range(count):
        at += RNG.randint(2, 40)
        values.append(at)
    return values


def uscc(at: int) -> str:
    return f"91{at * 7919 % 99991:05}MA{at * 104729 % 9999991:07}XY"


def test_a_table_named_for_two_things_tells_both_though_each_of_one_is_there_once():
    meters, points = sparse(900), list(range(1, 801))
    at_point = [*points, *RNG.choices(points, k=100)]
    read = [RNG.randint(0, 899) for _ in range(2000)]
    frames = {
        "D_METER": pl.DataFrame({"METER_ID": meters}),
        "C_MP": pl.DataFrame({"MP_ID": points, "CAP": RNG.choices([5, 10], k=800)}),
        "C_METER_MP_RELA": pl.DataFrame(
            {"METER_ID": meters, "MP_ID": at_point, "REF_FLAG": RNG.choices(["0", "1"], k=900)}
        ),
        "R_DATA": pl.DataFrame(
            {
                "READ_ID": range(5_000_001, 5_002_001),
                "METER_ID": [meters[at] for at in read],
                "MP_ID": [at_point[at] for at in read],
            }
        ),
    }
    both = frozenset({("METER_ID", "METER_ID"), ("MP_ID", "MP_ID")})
    told = found(frames)
    assert ("R_DATA", both, "C_METER_MP_RELA") in told
    assert one("R_DATA", "METER_ID", "D_METER", "METER_ID") not in told


def test_a_meter_is_a_piece_of_equipment_beside_a_table_of_where_each_is():
    equipment = sparse(1000)
    meters = sorted(RNG.sample(equipment, 900))
    frames = {
        "D_EQUIP": pl.DataFrame({"EQUIP_ID": equipment, "ORG": RNG.choices(["a", "b"], k=1000)}),
        "D_METER": pl.DataFrame({"METER_ID": meters, "RATED": RNG.choices([5, 10, 20], k=900)}),
        "C_METER_RELA": pl.DataFrame(
            {"METER_ID": meters, "INSTALLED": RNG.choices(["2020-01-02", "2021-03-04"], k=900)}
        ),
    }
    assert one("D_METER", "METER_ID", "D_EQUIP", "EQUIP_ID") in found(frames)


def hospital() -> dict[str, pl.DataFrame]:
    """Return visits, and bills by item of each, of which some were ordered."""
    visits = [(f"P{at:05}", number) for at in range(300) for number in range(1, RNG.randint(2, 4))]
    orders = [(*each, number) for each in visits for number in range(1, RNG.randint(2, 6))]
    bills = [(*each, number) for each in visits for number in range(1, RNG.randint(8, 25))]
    ordered = [RNG.choice([None, 1]) for _ in bills]
    cuts = [(*each, number) for each in RNG.sample(visits, 120) for number in (1, 2)]
    key = ["patient_id", "visit_id"]
    return {
        "ods_pat_visit": pl.DataFrame(visits, schema=key, orient="row").with_columns(
            cost=pl.Series(RNG.choices([1.5, 2.5, 9.0], k=len(visits)))
        ),
        "ods_orders": pl.DataFrame(orders, schema=[*key, "order_no"], orient="row").with_columns(
            dose=pl.Series(RNG.choices(["5mg", "1g"], k=len(orders)))
        ),
        "ods_bill_detail": pl.DataFrame(bills, schema=[*key, "item_no"], orient="row").with_columns(
            order_no=pl.Series(ordered), fee=pl.Series(RNG.choices([1.5, 2.5], k=len(bills)))
        ),
        "ods_operation": pl.DataFrame(
            cuts, schema=[*key, "operation_no"], orient="row"
        ).with_columns(oper_room_no=pl.Series(RNG.choices([1, 2, 3, 4, 5, 6], k=len(cuts)))),
    }


def test_details_are_of_a_visit_whether_ordered_or_not_and_of_no_other_detail():
    to_visit = frozenset({("patient_id", "patient_id"), ("visit_id", "visit_id")})
    told = found(hospital())
    for child in ("ods_orders", "ods_bill_detail", "ods_operation"):
        assert (child, to_visit, "ods_pat_visit") in told
    assert all(parent == "ods_pat_visit" for child, _, parent in told if child == "ods_operation")


def test_who_updated_is_a_user_though_written_together():
    keys = [f"JIRAUSER{at * 37 % 997:04}" for at in range(60)]
    frames = {
        "app_user": pl.DataFrame({"user_key": keys, "gender": RNG.choices("MF", k=60)}),
        "worklog": pl.DataFrame(
            {
                "ID": range(10_000, 10_500),
                "AUTHOR": RNG.choices(keys, k=500),
                "UPDATEAUTHOR": RNG.choices(keys, k=500),
            }
        ),
    }
    assert found(frames) == {
        one("worklog", role, "app_user", "user_key") for role in ("AUTHOR", "UPDATEAUTHOR")
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("product_product", ("product",)),
        ("uom_uom", ("uom",)),
        ("account_account_tag", ("account", "tag")),
        ("账户", ("账户",)),
    ],
)
def test_a_table_named_twice_for_its_rows_is_named_once(name, expected):
    assert table_name(name) == expected


def test_who_registered_is_a_unit_by_another_word():
    units = [f"3206{at * 7919 % 9973:05}" for at in range(40)]
    frames = {
        "数源单位": pl.DataFrame({"单位编码": units, "启用": RNG.choices(["0", "1"], k=40)}),
        "不动产权利": pl.DataFrame(
            {
                "权证号": [f"Q{at:06}" for at in range(300)],
                "登记机构编码": [units[3]] * 300,
                "发证机关编码": RNG.choices(units[:2], k=300),
            }
        ),
    }
    assert found(frames) == {
        one("不动产权利", column, "数源单位", "单位编码")
        for column in ("登记机构编码", "发证机关编码")
    }


def test_values_that_are_nearly_all_of_a_subtype_are_of_it():
    persons = [uscc(at) for at in range(730)]
    firms = persons[:640]
    frames = {
        "法人信息": pl.DataFrame(
            {"统一代码": persons, "类型": RNG.choices(["企业", "机关"], k=730)}
        ),
        "企业信息": pl.DataFrame({"统一代码": firms, "人数": RNG.choices([5, 10, 50], k=640)}),
        "股东出资": pl.DataFrame(
            {
                "统一代码": [each for each in firms[:636] for _ in range(2)],
                "股东序号": [1, 2] * 636,
                "比例": RNG.choices([10.5, 20.5], k=1272),
            }
        ),
        "抵押": pl.DataFrame(
            {
                "证明号": [f"D{at:06}" for at in range(200)],
                "权人代码": RNG.choices(firms[:6], k=200),
            }
        ),
    }
    told = found(frames)
    assert one("股东出资", "统一代码", "企业信息", "统一代码") in told
    assert one("抵押", "权人代码", "法人信息", "统一代码") in told


def test_what_many_name_by_the_number_of_a_register_refers_to_it():
    numbers = [f"1{at * 104729 % 999999937:09}" for at in range(40)]
    frames = {
        "Prescriber": pl.DataFrame(
            {
                "StaffId": range(101, 141),
                "Npi": numbers,
                "Specialty": RNG.choices(["FM", "IM"], k=40),
            }
        ),
        "Encounter": pl.DataFrame(
            {"EncounterId": range(9001, 9501), "AttendingNpi": RNG.choices(numbers, k=500)}
        ),
    }
    assert one("Encounter", "AttendingNpi", "Prescriber", "Npi") in found(frames)


def made_up(count: int) -> list[str]:
    return [str(uuid.UUID(int=RNG.getrandbits(128))) for _ in range(count)]


def test_a_made_up_number_refers_by_itself_though_another_is_the_key():
    cards = made_up(400)
    frames = {
        "cards": pl.DataFrame({"id": range(1, 401), "uuid": cards}),
        "rulings": pl.DataFrame({"id": range(1, 901), "uuid": RNG.choices(cards[:300], k=900)}),
    }
    assert one("rulings", "uuid", "cards", "uuid") in found(frames)


def test_the_code_above_is_a_code_though_a_number_is_the_key():
    codes = [f"{a}{b}{c}" for a in "ADKMR" for b in "ELON" for c in "XRTS"]
    frame = pl.DataFrame(
        {
            "id": range(1, len(codes) + 1),
            "code": codes,
            "parentCode": [RNG.choice([None, None, *codes[:9]]) for _ in codes],
        }
    )
    assert one("sets", "parentCode", "sets", "code") in found({"sets": frame})


def test_reasons_in_words_refer_to_no_list_of_words():
    items = [f"Disorder {at} of the {part}" for at in range(30) for part in ("hand", "eye")]
    frames = {
        "all_prevalences": pl.DataFrame({"ITEM": items, "RATE": RNG.choices([0.5, 1.5], k=60)}),
        "careplans": pl.DataFrame(
            {"ID": made_up(200), "REASONDESCRIPTION": RNG.choices(items[:7], k=200)}
        ),
    }
    assert not found(frames)
