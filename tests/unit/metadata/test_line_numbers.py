"""Numbers of rows within something, which a table may be called after, refer to no row of it."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found
from tests.unit.metadata.test_leading_keys import pairs, rows

pytestmark = pytest.mark.row("S10")


def test_numbers_to_sort_by_are_no_orders():
    rng = random.Random(1)
    frames = {
        "refund_order": pl.DataFrame({"id": range(1, 220), "why": ["x"] * 219}),
        "dept": rows(
            ["dept_id", "dept_name", "order_num"],
            [(at * 37 + 100, f"d{at}", rng.randint(0, 7)) for at in range(40)],
        ),
    }
    assert not found(frames)


def test_lines_of_a_statement_are_no_carriers():
    rng = random.Random(2)
    frames = {
        "chengyunshang": pl.DataFrame({"chengyunshang_id": range(1, 86), "mc": ["x"] * 85}),
        "duizhang_mingxi": rows(
            ["mingxi_id", "danhao", "hanghao"],
            [
                (at * 7919 + 10**6, f"D{at // 60:05}", at % 60 + 1)
                for at in range(600)
                if rng.random() < 0.9
            ],
        ),
    }
    assert not [each for each in found(frames) if "hanghao" in str(each)]


def test_the_number_of_a_production_line_refers_to_it():
    rng = random.Random(3)
    lines = [f"L{at * 37 % 1000:03}" for at in range(12)]
    frames = {
        "production_line": rows(["line_no", "hall"], [(line, "x") for line in lines]),
        "work_order": rows(
            ["work_order_id", "line_no"],
            [(at * 7919 + 10**6, rng.choice(lines)) for at in range(300)],
        ),
    }
    assert found(frames) == {pairs("work_order", "production_line", line_no="line_no")}
