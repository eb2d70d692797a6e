"""References as systems have them: who of a shop did it, which order before, lists of all codes."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one, wanted

pytestmark = pytest.mark.row("S10")
RNG = random.Random(53)
SHOPS = {"GZ5102": 14, "CQ2301": 20, "SC2801": 38, "SC2802": 28}


def dealers() -> dict[str, pl.DataFrame]:
    """Return dealers, whose staff and orders are numbered anew by each of them."""
    staff = [(shop, f"{at:04}") for shop, count in SHOPS.items() for at in range(1, count + 1)]
    above = [None if number == "0001" else f"{RNG.randint(1, 5):04}" for _, number in staff]
    orders = [(shop, f"RO{at:05}") for shop in SHOPS for at in range(1, 6 * SHOPS[shop])]
    sellers = {shop: RNG.sample(range(1, count + 1), 6) for shop, count in SHOPS.items()}
    roles = {
        role: [f"{RNG.choice(sellers[shop]):04}" for shop, _ in orders]
        for role in ("service_advisor", "audited_by")
    }
    before = [
        f"RO{RNG.randint(1, int(number[2:]) - 1):05}" if int(number[2:]) % 7 == 0 else None
        for _, number in orders
    ]
    return {
        "tm_dealer": pl.DataFrame(
            {"dealer_code": list(SHOPS), "city": ["广州", "重庆", "成都", "绵阳"]}
        ),
        "tm_employee": pl.DataFrame(
            {
                "dealer_code": [shop for shop, _ in staff],
                "employee_no": [number for _, number in staff],
                "employee_name": RNG.choices(["王强", "李敏", "陈静", "赵磊"], k=len(staff)),
                "gender": RNG.choices(["男", "女"], k=len(staff)),
                "superior_no": above,
            }
        ),
        "tt_order": pl.DataFrame(
            {
                "dealer_code": [shop for shop, _ in orders],
                "ro_no": [number for _, number in orders],
                **roles,
                "rework_ro_no": before,
                "mileage": [RNG.randint(900, 90_000) for _ in orders],
            }
        ),
    }


@pytest.mark.parametrize("role", ["service_advisor", "audited_by"])
def test_who_did_it_is_somebody_of_the_shop_that_it_was_done_in(role: str):
    told = found(dealers())
    both = frozenset({("dealer_code", "dealer_code"), (role, "employee_no")})
    assert ("tt_order", both, "tm_employee") in told
    assert one("tt_order", "dealer_code", "tm_dealer", "dealer_code") in told


@pytest.mark.parametrize(
    ("table", "column", "key"),
    [("tm_employee", "superior_no", "employee_no"), ("tt_order", "rework_ro_no", "ro_no")],
)
def test_a_row_refers_to_another_of_the_same_shop(table: str, column: str, key: str):
    both = frozenset({("dealer_code", "dealer_code"), (column, key)})
    assert (table, both, table) in found(dealers())


def test_a_line_of_another_document_is_no_line_of_its_own():
    orders = range(10_001, 10_601)
    lines = [(order, line) for order in orders for line in range(1, RNG.randint(2, 9))]
    frames = {
        "bills": pl.DataFrame({"bill_id": orders, "day": RNG.choices(["2024-01-02"], k=600)}),
        "bill_entry": pl.DataFrame(
            {
                "bill_id": [order for order, _ in lines],
                "entry_id": [line for _, line in lines],
                "order_entry_id": [line for _, line in lines],
                "amount": [RNG.uniform(1, 900) for _ in lines],
            }
        ),
    }
    told = found(frames)
    assert one("bill_entry", "bill_id", "bills", "bill_id") in told
    assert not [each for each in told if each[0] == each[2]]


def test_codes_of_one_list_are_told_by_its_numbers():
    kinds = {"gender": 1001, "ro_type": 1101, "pay_mode": 1202, "lead_source": 1401}
    codes = [kind * 10_000 + at for kind in kinds.values() for at in range(1, 6)]
    frames = {
        "tc_code": pl.DataFrame({"code_id": codes, "code_desc": [f"d{at}" for at in codes]}),
        "tm_customer": pl.DataFrame(
            {
                "customer_id": range(1, 801),
                "gender": RNG.choices(codes[:2], weights=[5, 3], k=800),
                "mileage": [RNG.randint(5_000_000, 9_000_000) for _ in range(800)],
            }
        ),
        "tt_sale": pl.DataFrame(
            {
                "sale_id": range(1, 601),
                "customer_id": [RNG.randint(1, 800) for _ in range(600)],
                "pay_mode": RNG.choices(codes[10:14], k=600),
            }
        ),
    }
    told = found(frames)
    assert one("tm_customer", "gender", "tc_code", "code_id") in told
    assert one("tt_sale", "pay_mode", "tc_code", "code_id") in told
    assert one("tm_customer", "mileage", "tc_code", "code_id") not in told


def warehouses() -> dict[str, pl.DataFrame]:
    """Return tables of TPC-C, each of whose columns begins with letters of its own."""
    grid = [(w, d) for w in range(1, 4) for d in range(1, 11)]
    persons = [(w, d, c) for w, d in grid for c in range(1, 31)]
    stock = [(w, i) for w in range(1, 4) for i in range(1, 201)]
    lines = [(*row, line) for row in persons for line in range(1, RNG.randint(6, 13))]

    def numbers(of: list, *names: str) -> dict[str, list[int]]:
        return dict(zip(names, map(list, zip(*of, strict=True)), strict=True))

    def words(rows: int) -> list[str]:
        return [f"{RNG.random():.9f}" for _ in range(rows)]

    customers = [c for w, d in grid for c in RNG.sample(range(1, 31), 30)]
    return {
        "warehouse": pl.DataFrame({"w_id": [1, 2, 3], "w_name": words(3), "w_city": words(3)}),
        "district": pl.DataFrame(
            {**numbers([(d, w) for w, d in grid], "d_id", "d_w_id"), "d_name": words(30)}
        ),
        "customer": pl.DataFrame(
            {
                **numbers([(c, d, w) for w, d, c in persons], "c_id", "c_d_id", "c_w_id"),
                "c_last": RNG.choices(["BAR", "OUGHT", "ABLE"], k=900),
            }
        ),
        "orders": pl.DataFrame(
            {
                **numbers([(o, d, w) for w, d, o in persons], "o_id", "o_d_id", "o_w_id"),
                "o_c_id": customers,
                "o_carrier_id": [RNG.randint(1, 10) for _ in persons],
            }
        ),
        "item": pl.DataFrame({"i_id": range(1, 201), "i_name": words(200), "i_data": words(200)}),
        "stock": pl.DataFrame(
            {
                **numbers([(i, w) for w, i in stock], "s_i_id", "s_w_id"),
                "s_quantity": [RNG.randint(10, 100) for _ in stock],
            }
        ),
        "order_line": pl.DataFrame(
            {
                **numbers(
                    [(o, d, w, n) for w, d, o, n in lines],
                    "ol_o_id",
                    "ol_d_id",
                    "ol_w_id",
                    "ol_number",
                ),
                "ol_i_id": [RNG.randint(1, 200) for _ in lines],
                "ol_supply_w_id": [
                    RNG.randint(1, 3) if RNG.random() < 0.05 else w for w, *_ in lines
                ],
            }
        ),
    }


def test_letters_that_only_one_tables_columns_begin_with_tell_it_elsewhere():
    assert found(warehouses()) == wanted(
        {
            ("district", "d_w_id", "warehouse", "w_id"),
            ("customer", "c_w_id,c_d_id", "district", "d_w_id,d_id"),
            ("orders", "o_w_id,o_d_id,o_c_id", "customer", "c_w_id,c_d_id,c_id"),
            ("stock", "s_w_id", "warehouse", "w_id"),
            ("stock", "s_i_id", "item", "i_id"),
            ("order_line", "ol_w_id,ol_d_id,ol_o_id", "orders", "o_w_id,o_d_id,o_id"),
            ("order_line", "ol_supply_w_id,ol_i_id", "stock", "s_w_id,s_i_id"),
        }
    )


def test_what_turbines_have_is_of_turbines_and_not_of_any_asset():
    assets = [(site, f"A{at:04}") for site in ("NORD", "SUED", "OST") for at in range(1, 301)]
    turbines = [each for each in assets if int(each[1][1:]) % 10 == 0]
    alarms = RNG.choices(turbines, k=1500)
    frames = {
        "ASSET": pl.DataFrame(assets, schema=["SITEID", "ASSETNUM"], orient="row").with_columns(
            STATUS=pl.Series(RNG.choices(["ACTIVE", "SPARE"], k=len(assets)))
        ),
        "WTG": pl.DataFrame(turbines, schema=["SITEID", "ASSETNUM"], orient="row").with_columns(
            HEIGHT=pl.Series([RNG.randint(80, 120) for _ in turbines])
        ),
        "ALARMLOG": pl.DataFrame(alarms, schema=["SITEID", "ASSETNUM"], orient="row").with_columns(
            ALARMID=pl.Series(range(70_001, 71_501)),
            LOSTKWH=pl.Series([RNG.uniform(0, 900) for _ in alarms]),
        ),
    }
    both = frozenset({("SITEID", "SITEID"), ("ASSETNUM", "ASSETNUM")})
    assert found(frames) == {("ALARMLOG", both, "WTG"), ("WTG", both, "ASSET")}


def test_days_on_which_rows_were_loaded_are_no_days_of_the_calendar():
    days = [f"2020-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    frames = {
        "DimDate": pl.DataFrame({"Datekey": days, "Label": [f"day {at}" for at in days]}),
        "DimChannel": pl.DataFrame(
            {"ChannelKey": [1, 2, 3, 4], "Name": list("abcd"), "LoadDate": [days[7]] * 4}
        ),
        "FactSales": pl.DataFrame(
            {
                "SalesKey": range(1, 901),
                "DateKey": RNG.choices(days, k=900),
                "ChannelKey": RNG.choices([1, 2, 3, 4], k=900),
                "UpdateDate": RNG.choices(days[-9:], k=900),
            }
        ),
    }
    assert found(frames) == wanted(
        {
            ("FactSales", "DateKey", "DimDate", "Datekey"),
            ("FactSales", "ChannelKey", "DimChannel", "ChannelKey"),
        }
    )


def test_marks_written_in_one_are_heard_where_the_sources_keys_have_them():
    staff = [f"{at:06}" for at in range(10, 10_000, 237)]
    frames = {
        "EMPLOYEE": pl.DataFrame({"EMPNO": staff, "SEX": RNG.choices(["M", "F"], k=len(staff))}),
        "PROJECT": pl.DataFrame(
            {"PROJNO": [f"AD31{at:02}" for at in range(20)], "HOURS": RNG.choices([5, 9], k=20)}
        ),
        "DEPARTMENT": pl.DataFrame(
            {
                "DEPTNO": [f"{letter}01" for letter in "ABCDEFGHI"],
                "DEPTNAME": ["PLANNING", "BRANCH", "SPIFFY", "DEV", "OPS", "WEB", "X", "Y", "Z"],
                "MGRNO": [*RNG.sample(staff, 8), None],
                "ADMRDEPT": ["A01"] * 3 + ["B01", "C01", "D01"] * 2,
            }
        ),
    }
    told = found(frames)
    assert one("DEPARTMENT", "MGRNO", "EMPLOYEE", "EMPNO") in told
    assert one("DEPARTMENT", "ADMRDEPT", "DEPARTMENT", "DEPTNO") in told
