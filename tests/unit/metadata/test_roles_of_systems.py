"""Who and what is meant by roles, numbers to sort by and days in systems as companies have them."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one
from tests.unit.metadata.test_leading_keys import pairs, rows

pytestmark = pytest.mark.row("S10")
RNG = random.Random(21)


def people(count: int = 60) -> pl.DataFrame:
    return rows(
        ["user_id", "user_name", "gender", "create_by"],
        [(at, f"u{at * 7919 % 9973:04}", "MF"[at % 2], "u7919") for at in range(1, count + 1)],
    )


def test_who_made_a_user_is_one_too():
    users = people()
    names = users["user_name"].to_list()
    users = users.with_columns(
        create_by=pl.Series([RNG.choice(names[:9]) for _ in names]),
    )
    assert one("sys_user", "create_by", "sys_user", "user_name") in found({"sys_user": users})


def test_whether_it_is_approved_is_nobody():
    frames = {
        "employee": people().rename({"user_id": "employee_id"}).drop("create_by", "user_name"),
        "supplier": pl.DataFrame({"supplier_id": range(500, 540), "is_approved": [1] * 40}),
    }
    assert not found(frames)


def test_a_type_of_dictionary_is_no_entry_of_one():
    types = [f"type_{at}" for at in range(12)]
    frames = {
        "sys_dict_type": pl.DataFrame({"dict_id": range(1, 13), "dict_type": types}),
        "sys_dict_data": pl.DataFrame(
            {
                "dict_code": range(1, 51),
                "dict_label": [f"l{at}" for at in range(50)],
                "dict_type": [RNG.choice(types) for _ in range(50)],
            }
        ),
    }
    assert all(child != "sys_dict_type" for child, _, _ in found(frames))


def test_customers_manage_nothing():
    frames = {
        "customer": people().rename({"user_id": "customer_id"}).drop("create_by", "user_name"),
        "sale": pl.DataFrame(
            {
                "sale_no": [f"X{at:05}" for at in range(300)],
                "customer_id": [RNG.randint(1, 60) for _ in range(300)],
            }
        ),
        "item": pl.DataFrame(
            {"item_id": range(1000, 1200), "manager_id": [RNG.randint(1, 60) for _ in range(200)]}
        ),
    }
    assert all(child != "item" for child, _, _ in found(frames))


def test_an_employee_is_meant_where_each_has_an_account():
    frames = {
        "sys_employee": pl.DataFrame({"emp_id": range(1, 621), "gender": ["男", "女"] * 310}),
        "sys_user_account": pl.DataFrame(
            {"emp_id": [*range(1, 590), 620], "gender": ["男", "女"] * 295}
        ),
        "session": pl.DataFrame(
            {
                "session_no": [f"X{at:05}" for at in range(900)],
                "user_account_id": [RNG.randint(1, 589) for _ in range(900)],
            }
        ),
        "fin_loan": pl.DataFrame(
            {
                "loan_no": [f"JK{at:05}" for at in range(700)],
                "borrower_id": [RNG.randint(1, 620) for _ in range(700)],
            }
        ),
    }
    assert one("fin_loan", "borrower_id", "sys_employee", "emp_id") in found(frames)


def test_a_department_above_is_one_though_all_of_them_have_a_cost_centre():
    centres = RNG.sample(range(1, 182), 90)
    above: list[int | None] = [RNG.choice(centres) if at > 10 else None for at in range(181)]
    frames = {
        "sys_department": pl.DataFrame({"dept_id": range(1, 182), "superior_dept_id": above}),
        "fin_cost_center": pl.DataFrame({"dept_id": centres, "budget": [1.5] * 90}),
    }
    assert one("sys_department", "superior_dept_id", "sys_department", "dept_id") in found(frames)


def sales() -> dict[str, pl.DataFrame]:
    """Return a warehouse with days, shops, what they sold, and sums of it, days as texts."""
    days = [(20260101 + at, str(date(2026, 1, 1) + timedelta(at))) for at in range(31)]
    shops = [(at * 37 + 500, f"S{at}") for at in range(12)]
    sold = [
        (f"O{at * 7919 % 99_991:05}", 1, RNG.choice(days)[0], RNG.choice(shops)[0], 2.5)
        for at in range(4_000)
    ]
    sums = sorted({each[2:4] for each in sold})
    line = ["order_no", "item_seq"]
    return {
        "dim_date": rows(["date_key", "full_date"], days),
        "dim_store": rows(["store_sk", "store_name"], shops),
        "dim_promotion": rows(
            ["promotion_sk", "begin_date"],
            [(at * 61 + 9_000, RNG.choice(days)[1]) for at in range(20)],
        ),
        "ods_order_item": rows([*line, "qty"], [(*each[:2], 3.5) for each in sold]),
        "dwd_sale_di": rows([*line, "date_key", "store_sk", "amount"], sold),
        "dws_store_sale_1d": rows(
            ["date_key", "store_sk", "amount"], [(*each, 1.5) for each in sums]
        ),
    }


def test_sums_of_each_day_are_made_of_sales_which_refer_to_no_sum():
    told = found(sales())
    assert all(parent != "dws_store_sale_1d" for _, _, parent in told)
    assert one("dwd_sale_di", "store_sk", "dim_store", "store_sk") in told
    assert one("dwd_sale_di", "date_key", "dim_date", "date_key") in told


def test_a_day_refers_to_no_row_of_days_that_has_a_key():
    assert all(child != "dim_promotion" for child, _, _ in found(sales()))


def test_a_later_layer_refers_to_an_earlier_one():
    frames = sales()
    lines = [(order, at) for order in range(10_000, 11_000) for at in (1, 2, 3)]
    for name in ("ods_order_item", "dwd_sale_di"):
        frames[name] = rows(["order_no", "item_seq"], lines, amount=[1.5] * 3_000)
    told = found({name: frames[name] for name in ("ods_order_item", "dwd_sale_di")})
    assert told == {
        pairs("dwd_sale_di", "ods_order_item", order_no="order_no", item_seq="item_seq")
    }
