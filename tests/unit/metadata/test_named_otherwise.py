"""Values that are another thing than a word of the name says, in systems of companies."""

import pytest

from tests.unit.metadata.test_meanings_in_tables import meaning

pytestmark = pytest.mark.row("S08")

PEOPLE = ["张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄敏", "周杰", "吴霞"]
LOGINS = ["zhangwei", "wangf", "lina01", "liuyang", "chenj", "yangfan", "zhaol", "huangm"]


@pytest.mark.parametrize("name", ["nick_name", "userName", "用户名"])
def test_users_who_have_chinese_names_are_persons_and_others_sign_in(name):
    assert meaning(name, PEOPLE * 4, "sys_user") == "person_name"
    assert meaning(name, LOGINS * 4, "sys_user") == "user_name"


@pytest.mark.parametrize("name", ["edits_pending", "retries", "TotalDryItems"])
def test_things_of_which_there_are_one_or_none_are_no_flag(name):
    assert meaning(name, [0, 1, 0, 0] * 20) != "flag"


@pytest.mark.parametrize("name", ["voided", "is_open", "autologin", "moren"])
def test_zero_and_one_of_what_is_not_counted_are_a_flag(name):
    assert meaning(name, [0, 1, 0, 0] * 20) == "flag"


@pytest.mark.parametrize("name", ["payment_days", "cost_minutes", "loan_months"])
def test_time_that_money_takes_is_none(name):
    assert meaning(name, [7, 14, 30, 45] * 20) not in {"amount", "unit_price"}


def test_money_of_the_last_days_is_money():
    assert meaning("amount_30_days", [12.5, 80.25, 410.0, 99.9] * 20) == "amount"


@pytest.mark.parametrize("values", [[10, 100, 30, 70], [0.5, 0.4, 0.6, 0.5]])
def test_what_says_how_much_each_counts_is_no_weight(values):
    assert meaning("weight", values * 10, "priority") != "weight"


def test_what_things_weigh_is_a_weight():
    assert meaning("weight", [at * 1.7 for at in range(1, 60)], "parcel") == "weight"


@pytest.mark.parametrize(
    "values",
    [
        [f"S{at:05d}" for at in range(40)],
        ["approve.bpmn20.xml", "pay.bpmn20.xml", "audit.pdf", "sign.xml"] * 10,
        ["BEH", "DRE", "HAS", "MUN", "KOL"],
    ],
)
def test_numbers_of_papers_files_and_short_marks_are_no_names(values):
    assert meaning("name", values, "sale_order") != "name"


@pytest.mark.parametrize("name", ["summary_format", "debug_mode", "severity", "priority"])
def test_numbers_of_ways_and_steps_are_no_kinds(name):
    assert meaning(name, [0, 1, 2, 1] * 20) != "category"


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("site_stat_cd", ["ACTIVE", "CLOSED", "ONHOLD"], "status"),
        ("currency_cd", ["USD", "EUR", "CNY"], "currency_code"),
        ("postal_cd", ["45440", "45429", "45324"], "postal_code"),
        ("country_id", ["US", "CA", "DE"], "country_code"),
        ("locale_cd", ["en_US", "de_DE", "es_ES"], "language_code"),
        ("birth_dt", ["1970-06-29", "1981-01-16", "1936-01-10"], "birth_date"),
        ("area_id", ["410104", "440304", "440307"], "region_code"),
        ("type_id", [7, 12, 31], "reference"),
        ("srt_no", [1, 2, 3], "sequence_number"),
        ("legrep_name", ["张伟", "王芳", "李娜"], "person_name"),
    ],
)
def test_short_marks_are_read_as_the_words_that_they_stand_for(name, values, told):
    assert meaning(name, values * 20) == told


@pytest.mark.parametrize("name", ["pay_price", "discount_price", "total_product_price"])
def test_what_is_paid_in_all_is_no_price_of_one(name):
    values = [99.5, 1280.0, 13190.25, 458.0]
    assert meaning(name, values * 10) != "unit_price"
    assert meaning("sale_price", values * 10) == "unit_price"
