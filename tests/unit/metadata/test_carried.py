"""What is carried along with a reference is none, and a key that refers leads on."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(4)
TAXES = [f"9133{RNG.randrange(10**12):012d}" for _ in range(200)]


def shop(tax_of) -> dict[str, pl.DataFrame]:
    customers = [RNG.randint(1, 200) for _ in range(900)]
    return {
        "customer": pl.DataFrame(
            {"customer_id": range(1, 201), "city": ["宁波", "杭州"] * 100, "tax_no": TAXES}
        ),
        "sale": pl.DataFrame(
            {
                "sale_id": range(1, 901),
                "customer_id": customers,
                "tax_no": [tax_of(each) for each in customers],
            }
        ),
    }


def test_the_tax_number_of_the_customer_of_a_sale_is_no_second_reference():
    told = found(shop(lambda customer: TAXES[customer - 1]))
    assert told == {one("sale", "customer_id", "customer", "customer_id")}


def test_the_tax_number_of_another_customer_is_one():
    told = found(shop(lambda customer: TAXES[(customer + 17) % 200]))
    assert told == {
        one("sale", "customer_id", "customer", "customer_id"),
        one("sale", "tax_no", "customer", "tax_no"),
    }


def test_what_a_row_above_has_of_its_own_rows_is_no_reference_to_them():
    codes = [f"P{at * 7919 % 10**6:06d}" for at in range(1, 151)]
    of = [*range(1, 35), *(35 + at % 46 for at in range(116))]
    frames = {
        "product_template": pl.DataFrame(
            {"id": range(1, 81), "default_code": [*codes[:34], *[None] * 46]}
        ),
        "product_product": pl.DataFrame(
            {"id": range(1, 151), "product_template_id": of, "default_code": codes}
        ),
    }
    assert found(frames) == {
        one("product_product", "product_template_id", "product_template", "id")
    }


def test_a_manager_is_one_of_the_crew_though_all_managers_sign_in():
    staff = [*range(80, 260), *range(301, 351)]
    signed = sorted(RNG.sample(staff, 34))
    frames = {
        "crew": pl.DataFrame({"item_id": staff, "born": ["1990"] * 230}),
        "user": pl.DataFrame({"user_id": range(16_384, 16_418), "crew_id": signed}),
        "bill": pl.DataFrame({"bill_id": range(1, 601), "manager_id": RNG.choices(signed, k=600)}),
    }
    assert found(frames) == {
        one("user", "crew_id", "crew", "item_id"),
        one("bill", "manager_id", "crew", "item_id"),
    }
