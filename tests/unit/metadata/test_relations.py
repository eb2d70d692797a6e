"""References found between tables that declare none: what is taken, what is refused, and why."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, plain, relations

PRODUCTS = pl.DataFrame(
    {"id": range(1, 1001), "title": [f"p {at}" for at in range(1000)], "grams": [5.5] * 1000}
)


def numbers(count: int, low: int, high: int) -> list[int]:
    rng = random.Random(count + high)
    return [rng.randint(low, high) for _ in range(count)]


def one(child: str, column: str, parent: str, key: str):
    return (child, frozenset({(column, key)}), parent)


def test_counts_and_codes_inside_a_run_of_ids_are_refused_and_it_is_told_why():
    sales = pl.DataFrame(
        {
            "sale_id": range(5_001, 8_001),
            "product_id": numbers(3_000, 1, 1_000),
            "quantity": numbers(3_000, 1, 50),
            "status": numbers(3_000, 1, 5),
        }
    )
    told = relations({"products": PRODUCTS, "sales": sales})
    assert {plain(each) for each in told.references} == {
        one("sales", "product_id", "products", "id")
    }
    [status] = [each for each in told.refusals if each.child.column == "status"]
    assert any(
        "every number from 1 to 1000" in each.en and "连续整数" in each.zh
        for each in status.evidence
    )


def test_a_reference_tells_match_rate_values_name_and_cardinality():
    sales = pl.DataFrame({"sale_id": range(20_000, 20_400), "product_id": numbers(400, 1, 1_000)})
    [reference] = relations({"products": PRODUCTS, "sales": sales}).references
    assert reference.match_rate == 1.0
    assert reference.name_score >= 0.9
    assert (reference.one_to_one, reference.optional) == (False, False)
    assert reference.parent_distinct == 1_000
    assert reference.distinct == sales["product_id"].n_unique()
    finding = reference.finding()
    assert finding.value == "sales(product_id) -> products(id)"
    assert all(each.en and each.zh for each in finding.evidence)
    assert any("N:1" in each.en for each in finding.evidence)


def test_ids_of_tables_that_lie_inside_each_other_refer_to_nothing():
    frames = {
        name: pl.DataFrame({"id": range(1, rows + 1), "at": [f"{name} {at}" for at in range(rows)]})
        for name, rows in (("cities", 500), ("brands", 300), ("colours", 20))
    }
    assert found(frames) == set()


def test_values_that_no_accident_explains_are_a_reference_whatever_the_name():
    codes = sorted({f"{value:08x}" for value in numbers(900, 0, 2**31)})
    wards = pl.DataFrame({"code": codes, "beds": [4] * len(codes)})
    rng = random.Random(4)
    visits = pl.DataFrame(
        {"visit_id": range(1, 2_001), "whereabouts": [rng.choice(codes) for _ in range(2_000)]}
    )
    assert found({"wards": wards, "visits": visits}) == {
        one("visits", "whereabouts", "wards", "code")
    }


def test_a_row_above_in_the_same_table_is_a_reference():
    people = pl.DataFrame(
        {"employee_id": range(1, 41), "reports_to": [None, *numbers(39, 1, 10)], "age": [30] * 40}
    )
    assert found({"employees": people}) == {
        one("employees", "reports_to", "employees", "employee_id")
    }


def test_a_shop_has_a_manager_who_works_in_a_shop():
    shops = pl.DataFrame(
        {"shop_id": range(1, 31), "manager_staff_id": [at * 3 for at in range(1, 31)]}
    )
    staff = pl.DataFrame({"staff_id": range(1, 101), "shop_id": numbers(100, 1, 30)})
    assert found({"shops": shops, "staff": staff}) == {
        one("shops", "manager_staff_id", "staff", "staff_id"),
        one("staff", "shop_id", "shops", "shop_id"),
    }


def test_a_chain_of_subtypes_refers_to_the_nearest_only():
    def of(ids: list[int], word: str) -> pl.DataFrame:
        return pl.DataFrame({"party_id": ids, word: [f"{word} {at}" for at in ids]})

    rng = random.Random(1)
    parties = list(range(1, 2_001))
    persons = sorted(rng.sample(parties, 900))
    pilots = sorted(rng.sample(persons, 60))
    frames = {
        "party": of(parties, "since"),
        "person": of(persons, "name"),
        "pilot": of(pilots, "licence"),
    }
    assert found(frames) == {
        one("person", "party_id", "party", "party_id"),
        one("pilot", "party_id", "person", "party_id"),
    }


def test_two_columns_refer_together_to_a_key_of_two():
    offers = pl.DataFrame(
        {
            "part_id": [at // 4 for at in range(2_000)],
            "supplier_id": [(at % 4) * 25 + at // 4 % 25 for at in range(2_000)],
            "cost": [1.25] * 2_000,
        }
    )
    lines = offers.sample(600, seed=3).select("part_id", "supplier_id")
    lines = lines.with_row_index("line_id", offset=70_000)
    assert found({"offers": offers, "lines": lines}) == {
        ("lines", frozenset({("part_id", "part_id"), ("supplier_id", "supplier_id")}), "offers")
    }


def test_sources_refer_to_each_other_although_some_rows_have_no_partner():
    customers = pl.DataFrame(
        {"客户编号": range(100_000, 101_000), "姓名": [f"客户{at}" for at in range(1000)]}
    )
    visits = pl.DataFrame(
        {"visit_id": range(1, 1_501), "kehu_id": numbers(1_500, 100_000, 101_050)}
    )
    told = relations({"erp/客户信息表": customers, "crm/visits": visits})
    [reference] = told.references
    assert plain(reference) == one("crm/visits", "kehu_id", "erp/客户信息表", "客户编号")
    assert 0.9 < reference.match_rate < 1.0


@pytest.mark.parametrize("other", [pl.String, pl.Float64])
def test_a_number_is_the_same_number_in_another_type(other):
    sales = pl.DataFrame({"sale_no": range(20_000, 20_400), "product_id": numbers(400, 1, 1_000)})
    sales = sales.with_columns(pl.col("product_id").cast(other))
    assert found({"products": PRODUCTS, "sales": sales}) == {
        one("sales", "product_id", "products", "id")
    }


def test_a_column_without_values_refers_by_its_plain_name_only():
    sales = pl.DataFrame(
        {"sale_no": [7_001, 7_002], "gift_product_id": [None, None], "remark": [None, None]}
    )
    [reference] = relations({"products": PRODUCTS, "sales": sales}).references
    assert reference.columns == ("gift_product_id",)
    assert reference.confidence < 0.6
    assert "only its name speaks" in reference.evidence[0].en


def test_reserved_words_are_names_like_others():
    order = pl.DataFrame({"select": range(500, 600), "from": ["x"] * 100})
    group = pl.DataFrame({"where": range(1, 51), "order": numbers(50, 500, 599)})
    assert one("group", "order", "order", "select") in found({"order": order, "group": group})


def test_no_tables_have_no_relations():
    assert relations({}).references == ()
