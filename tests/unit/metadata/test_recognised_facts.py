"""Units, code sets, masked samples, descriptions and tags that follow from what a column means."""

from datetime import date

import pytest

from demo.identifiers import card_number, id_number
from onedata_assets.domain.metadata.auto_tags import column_tags, table_tags
from onedata_assets.domain.metadata.descriptions import column_description, table_description
from onedata_assets.domain.metadata.model import Table, TableKind, TableName
from onedata_assets.domain.metadata.recognition_parameters import Parameters
from onedata_assets.domain.processing.contract import Sensitivity, Text
from tests.unit.metadata.facts import HAN, facts, table_of

pytestmark = pytest.mark.row("S08", "S12")
IDS = [id_number("110105", date(1980, 1, 1 + day), day + 1) for day in range(20)]
CARDS = [card_number("622202", 7919 * n) for n in range(40)]


@pytest.mark.parametrize(
    ("name", "values", "comment", "unit"),
    [
        ("金额（万元）", [1.5, 2.0], "", "10kCNY"),
        ("amount_usd", [1.5, 2.0], "", "USD"),
        ("weight", [1.5, 2.0], "重量，单位：kg", "kg"),
        ("weight", ["1.5kg", "2kg"], "", "kg"),
        ("fee", ["¥3.50", "¥12"], "", "CNY"),
        ("rate", ["3.5%", "12%"], "", "%"),
        ("elapsed_ms", [12, 30], "", "ms"),
        ("room", ["12b", "3c"], "", None),
        ("session_id", ["s0014492", "s0014493"], "", None),
        ("price", ["USD12", "USD3.5"], "", "USD"),
        ("weight", [1.5, 2.0], "", None),
        ("amt", [150, 200], "订单金额，单位：分", "fen"),
        ("c1", [150, 200], "单位：分", "fen"),
        ("时长", [150, 200], "单位：分", "min"),
        ("时长（分）", [150, 200], "", "min"),
        ("成绩（分）", [95, 88], "", None),
        ("语文（分）", [95, 88], "", None),
        ("单价（分）", [150, 200], "", "fen"),
        ("c1", [1.5, 2.0], "投资额(亿元)", "100MCNY"),
        ("c1", [1.5, 2.0], "单位：千元", "1kCNY"),
        ("amount_in_usd", [1.5, 2.0], "", "USD"),
        ("weight", [1.5, 2.0], "body weight in kg", "kg"),
        ("weight", [1.5, 2.0], "unit: kg", "kg"),
        ("epiNeur", [10, 13], "", None),
        ("worth_euros", ["10", "13"], "", "EUR"),
        ("L2SocSec", [1.83, 12.76], "", None),
        ("rev_per_mile", [1690, 2335], "", None),
        ("LF.PressureMB", [950, 942], "", None),
        ("win_pct", [0.543, 0.426], "", None),
        ("win_pct", [54.3, 42.6], "", "%"),
        ("provider_second", [1, 2, 2], "", None),
        ("PriceMM", [2.09, 2.13], "", None),
        ("width_mm", [2.09, 2.13], "", "mm"),
        ("SCm8", [0, 1, 1], "", None),
        ("price_per_kg", [1.5, 2.5], "", None),
    ],
)
def test_the_unit_is_read_from_name_comment_or_values(name, values, comment, unit):
    found = facts(name, values, comment).unit
    assert (None if found is None else found.value) == unit


def test_codes_have_counts_and_what_the_comment_says_they_mean():
    found = facts("status", [0, 1, 1, 1], "状态：0-停用 1-正常").codes
    assert found is not None
    assert [(each.value, each.count, each.title.zh) for each in found.codes if each.title] == [
        ("1", 3, "正常"),
        ("0", 1, "停用"),
    ]


def test_codes_of_a_known_list_are_told_with_its_name():
    found = facts("currency", ["CNY", "USD", "CNY"]).codes
    assert found is not None
    assert found.known_list == "ISO 4217"
    assert found.codes[0].title == Text(en="Chinese Yuan", zh="人民币")


def test_few_prices_are_no_code_set():
    assert facts("price", [9.9, 19.9, 9.9]).codes is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("身份证号", IDS),
        ("银行卡号", CARDS),
        ("姓名", HAN),
        ("邮箱", ["somebody@example.com", "other@example.org"]),
        ("手机号", ["13800138000", "13912345678"]),
        ("地址", ["浙江省杭州市西湖区文三路1号", "上海市徐汇区漕溪路2号3室"]),
        ("password", ["hunter2", "letmein"]),
        ("车牌号", ["京A12345", "粤B123456"]),
    ],
)
def test_samples_of_what_names_a_person_are_masked(name, values):
    found = facts(name, values)
    assert found.sensitivity is Sensitivity.DIRECT
    assert found.samples
    assert not set(found.samples) & set(values)


def test_samples_of_harmless_columns_are_shown_the_most_frequent_first():
    assert facts("status", ["b", "a", "b"]).samples == ("b", "a")


def test_nullability_and_uniqueness_are_only_as_sure_as_the_sample_is_large():
    few, many = facts("编号", [1, 2]), facts("编号", list(range(1000)))
    assert few.is_unique is not None
    assert many.is_unique is not None
    assert few.is_unique.confidence < many.is_unique.confidence < 1
    holes = facts("编号", [1, None]).is_nullable
    assert holes is not None
    assert (holes.value, holes.confidence) == ("nullable", 1.0)


def test_descriptions_tell_form_unit_and_values_in_both_languages():
    told = column_description(facts("金额（元）", [1.5, 2.0, None]))
    assert told.en == "Amount of money; float; in CNY; 2 different values in 3 rows, 33% missing."
    assert told.zh == "金额；浮点数；单位 CNY；3 行中 2 个不同值，缺失 33%。"


def test_the_full_stop_of_a_comment_is_that_of_the_description():
    table = Table(TableName("", "t"), TableKind.TABLE, (), comment="Orders of a day.")
    assert table_description(table, ()).en == "Orders of a day; 0 columns, described from 0 rows."
    told = column_description(facts("x", [], "状态：见说明。"))
    assert (told.en, told.zh) == ("状态：见说明.", "状态：见说明。")


def test_a_table_tells_its_key_and_which_columns_name_persons():
    structure, columns = table_of({"编号": [1, 2, 3, 4, 5], "姓名": HAN})
    told = table_description(structure, columns)
    assert "每行由 编号 标识" in told.zh
    assert "姓名" in told.zh.rsplit("：", maxsplit=1)[-1]


def test_a_table_tells_what_its_columns_mean_the_plainest_first():
    days = ["2026-01-02 00:00:00", "2026-01-03 00:00:00", "2026-01-05 00:00:00"]
    structure, columns = table_of(
        {"状态": ["有效", "无效"] * 10, "day": days * 6 + days[:2], "sales_usd": [1.5, 2.5] * 10}
    )
    told = table_description(structure, columns)
    assert "; with status (状态), date (day), amount of money (sales_usd); 3 columns" in told.en
    assert told.zh.startswith("客户表；含状态（状态）、日期（day）、金额（sales_usd）；3 列")


def test_tags_say_who_why_and_how_sure():
    tags = {each.tag: each for each in column_tags(facts("身份证号", IDS))}
    assert set(tags) == {"meaning:id_card", "group:identity", "pii:direct"}
    assert {each.who for each in tags.values()} == {"rule"}
    assert all(each.why and each.confidence >= 0.7 for each in tags.values())


def test_a_higher_threshold_gives_fewer_tags():
    found = facts("商品名称", ["a", "b"])
    assert column_tags(found)
    assert column_tags(found, Parameters(tag_confidence=0.95)) == ()


def test_a_table_is_as_sensitive_as_its_strictest_column():
    _, columns = table_of({"编号": [1, 2, 3, 4, 5], "姓名": HAN, "年龄": [1, 2, 3, 4, 5]})
    [tag] = table_tags(columns)
    assert tag.tag == "pii:direct"
    assert "姓名" in tag.why[0].zh


def test_an_empty_column_tells_nothing_but_nullability():
    found = facts("手机号", [None, None])
    assert (found.meaning, found.unit, found.codes, found.samples) == (None, None, None, ())
    assert column_tags(found) == ()


NUMBERS = [f"8{n:09}" for n in range(40)]


@pytest.mark.parametrize(
    "values",
    [
        HAN * 2,
        ["John Smith", "Mary Brown", "Ana Pérez"],
        ["SMITH", "Kim", "Joe"],
        ["j.smith", "mbrown", "aperez"],
        [*HAN, *HAN, "张伟", "李雷"] * 5,
        NUMBERS,
        [int(each) for each in NUMBERS],
        [float(each) for each in NUMBERS],
        ["8123-4567-89", "8123 4567 80"],
        ["A81234567", "B81234568"],
        ["met Mr Smith in May", "to be paid by Brown"],
    ],
)
def test_samples_of_an_unrecognised_column_name_no_person(values):
    found = facts("f01", values)
    assert found.sensitivity is Sensitivity.NONE
    assert found.samples
    assert not set(found.samples) & {str(each) for each in values}
    assert not set("".join(found.samples)) & set("123456789")


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["AB-01", "C9"], ("AB-01", "C9")),
        ([12, 45678], ("12", "45678")),
        ([1234567.5, -0.25], ("-0.25", "1234567.5")),
        (["2024-01-05", "2024-02-13"], ("2024-01-05", "2024-02-13")),
        (["已付款", "待付款"] * 10, ("已付款", "待付款")),
        (["open", "closed"] * 10, ("closed", "open")),
    ],
)
def test_samples_of_codes_numbers_dates_and_sets_are_shown_without_a_meaning(values, shown):
    assert facts("f01", values).samples == shown


@pytest.mark.parametrize(
    ("values", "is_open"),
    [(NUMBERS, False), ([12, 45678], True), (HAN * 10, False), (["open", "closed"] * 10, True)],
)
def test_bounds_and_codes_are_told_only_where_any_value_may_be_shown(values, is_open):
    found = facts("f01", values)
    assert found.is_open is is_open
    assert is_open or found.codes is None
