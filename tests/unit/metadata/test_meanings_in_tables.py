"""What a column means beside the other columns of its table, and by the ways that people write."""

import string
from datetime import date

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognition import recognised

pytestmark = pytest.mark.row("S08")
TODAY = date(2026, 11, 26)
CHINESE = {"mobile_phone", "id_card", "bank_card", "uscc", "licence_plate", "passport", "org_code"}


def meanings(columns: dict[str, list], table: str = "t") -> dict[str, str | None]:
    rows = pl.DataFrame(columns, strict=False)
    told = tuple(
        Column(
            name,
            str(kind),
            Family.INTEGER
            if kind.is_integer()
            else Family.FLOAT
            if kind.is_float()
            else Family.TEXT,
        )
        for name, kind in rows.schema.items()
    )
    found = recognised(Table(TableName("", table), TableKind.TABLE, told), rows, today=TODAY)
    return {each.column.name: each.meaning.value if each.meaning else None for each in found}


def meaning(name: str, values: list, table: str = "t") -> str | None:
    return meanings({name: values}, table)[name]


PEOPLE = ["范裕彬", "刘翔", "张增荣", "刘宏宏", "王珊珊", "李大扎"]
FIRMS = ["哈药六厂", "安耳悠", "云南白药集团股份有限公司", "上海医药（集团）有限公司"]


def test_names_that_begin_with_the_letter_of_their_table_are_read_without_it():
    columns = {"sno": ["2012001", "2012002"], "sname": PEOPLE[:2], "ssex": ["男", "女"]}
    assert meanings(columns, "student") == {
        "sno": "identifier",
        "sname": "person_name",
        "ssex": "gender",
    }


def test_one_name_alone_that_begins_so_may_be_a_word():
    assert meaning("page", [1, 25, 40], "posts") is None
    assert meaning("page", [1, 25, 40], "t") is None


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        ("student", [*PEOPLE[:4], "前端"], "person_name"),
        ("student", ["q", "b", "孙七"], None),
        ("supplier", FIRMS, "company_name"),
        ("goods", ["跑车", "洗发水", "吹风机"], "name"),
    ],
)
def test_what_is_called_only_a_name_is_what_the_rows_of_its_table_are(table, values, expected):
    assert meaning("name", values, table) == expected


def test_chinese_names_are_of_persons_beside_what_only_persons_have():
    beside = {"name": PEOPLE, "sex": ["0", "1"] * 3}
    assert meanings(beside, "enterprise")["name"] == "person_name"
    assert meanings({"name": PEOPLE, "price": [1.5] * 6}, "goods")["name"] == "name"
    goods = {"name": ["康师傅方便面", "老干妈辣酱", "飞鸽牌自行车"], "sex": ["男", "女", "男"]}
    assert meanings(goods, "goods")["name"] == "name"


def test_a_state_beside_places_is_a_status_where_it_is_a_number():
    assert (
        meanings({"city": ["北京", "上海"] * 3, "exp_state": [1, 3] * 3})["exp_state"] == "status"
    )


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("create_user", [1, 10, 1], "reference"),
        ("post_parent", [3, 7, 7], "reference"),
        ("num", [3, 178, 3], "quantity"),
        ("page_num", [400, 100, 220], None),
        ("order_num", [400, 100, 220], "identifier"),
        ("page_num", list(range(30)), "identifier"),
        ("account", [13123886950, 13988888811], None),
        ("unit", ["个", "台"], None),
        ("unit", [1, 2], None),
        ("id_car", [6, 5, 1], "identifier"),
        ("pct_complete", [0.55, 0.3], "percentage"),
        ("心率", [72, 80, 65], None),
        ("fuel_rate", [6.2, 6.8, 7.8], None),
        ("wind_dir", list(range(0, 360, 10)), None),
        ("型号", ["DDR4", "X5"], "name"),
        ("sales", [137, 29, 44], None),
        ("total_sales", [137.5, 29, 44], "amount"),
    ],
)
def test_numbers_are_keys_counts_or_shares_only_where_the_name_says_which(name, values, expected):
    assert meaning(name, values) == expected


def test_the_keys_of_other_things_are_references_beside_the_own_key():
    rows = {"wid": [1, 2, 3], "pid": [1, 2, 4], "sid": [1, 3, 2]}
    assert meanings(rows, "waybill") == {
        "wid": "identifier",
        "pid": "reference",
        "sid": "reference",
    }
    assert meanings({"pid": [1, 2, 4]}, "t")["pid"] == "identifier"
    rows = {"veh_id": [1, 2, 3], "ins_id": [1, 2, 3]}
    assert meanings(rows, "vehicle") == {"veh_id": "identifier", "ins_id": "reference"}


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("lianxidianhua", ["13823888881", "13823888882"], "mobile_phone"),
        ("yonghushouji", ["13823888881", "13823888882"], "mobile_phone"),
        ("dizhi", ["福建路1号", "南山街道2号"], "address"),
        ("電話號碼", ["02-27208889", "02-87712345"], "phone"),
        ("價格", [1.5, 2.5], "unit_price"),
        ("姓名", ["張麗卿", "吳明珠", "廖世昌"], "person_name"),
        ("Province / Territory", ["浙江", "江苏", "安徽"], "province"),
        ("Vorname", ["Anna", "Peter", "Jürgen"], "given_name"),
        ("PLZ", ["10115", "80331"], "postal_code"),
        ("Kundennr", ["K-00001", "K-00021"], "identifier"),
    ],
)
def test_names_in_pinyin_in_traditional_signs_and_in_other_languages_are_read(
    name, values, expected
):
    assert meaning(name, values) == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("手机号", ["138****1234", "13900001111"], "mobile_phone"),
        ("身份证", ["330106********1234", "110101********002X"], "id_card"),
        ("银行卡号", ["622202*********1234", "6222 **** **** 1234"], "bank_card"),
        ("idCard", ["610222198401010112", "210213199504120112"], "id_card"),
        ("id_card", ["110105209912310011", "330106208801010022"], None),
        ("收件人", ["王**", "李*", "赵某"], "person_name"),
        ("电话", ["0571-88888888;13812345678", "13912345678、13512345678"], "phone"),
        ("主演", ["张国荣 / 巩俐", "葛优、姜文"], "person_name"),
        ("author", ["Smith, John", "Brown, Mary"], "person_name"),
        ("run_time", ["1h 40m", "2h 5m", "58m"], "duration"),
        ("年龄", ["25岁", "3个月", "7天"], "age"),
        ("languages", ["en", "fr,it"], "language_code"),
        ("photo", ["uploads/1.jpg", "./img/2.png"], "file_path"),
        ("cover", ["001.jpg", "002.jpg"], "file_name"),
        ("单位", ["个", "台", "箱"], None),
        ("单位", ["浙江大学", "中国工商银行"], "company_name"),
        ("作废标志", ["正常", "作废"], "flag"),
    ],
)
def test_values_are_read_as_people_mask_join_and_abbreviate_them(name, values, expected):
    assert meaning(name, values) == expected


@given(
    st.text(string.ascii_lowercase, min_size=1, max_size=8),
    st.lists(st.integers(10**17, 10**18 - 1).map(str), min_size=8, max_size=40, unique=True),
)
@settings(max_examples=40)
def test_numbers_of_eighteen_digits_are_no_identity_cards_without_a_day_of_birth(name, values):
    days = {f"{year}{month:02}" for year in range(1900, 2101) for month in range(1, 13)}
    assume(not any(value[6:12] in days for value in values))
    for column in (name, "身份证号", "id_card"):
        assert meaning(column, values) not in CHINESE


@given(st.lists(st.integers(2 * 10**9, 10**10 - 1), min_size=30, max_size=60, unique=True))
@settings(max_examples=25)
def test_american_numbers_of_ten_digits_are_no_chinese_mobiles(values):
    assert meaning("mobile", [str(each) for each in values]) != "mobile_phone"


@given(st.permutations(["sno", "sname", "ssex", "sage"]))
@settings(max_examples=10)
def test_the_order_of_columns_changes_no_meaning(order):
    columns = {
        "sno": ["2012001", "2012002", "2012003"],
        "sname": PEOPLE[:3],
        "ssex": ["男", "女", "男"],
        "sage": [20, 21, 22],
    }
    assert meanings({each: columns[each] for each in order}, "student") == meanings(
        columns, "student"
    )


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("time_in", ["15:00:00", "19:16:24"], "time_of_day"),
        ("ip", ["0:0:0:0:0:0:0:1", "fe80::1"], "ipv6"),
        ("c", ["::1", "2001:db8::ff00:42:8329"], "ipv6"),
        ("children_amount", [25, 22], "quantity"),
        ("fees_amount", [25, 22], "amount"),
        ("bonus_amount", [25, 22], "amount"),
        ("grade", [28.0, 74.0], None),
        ("grade", ["甲", "乙"], "category"),
        ("userno", ["1000", "1001"], "identifier"),
        ("casino", ["a", "b"], None),
        ("video", ["/assets/1.mp4", "/assets/3.mp4"], "file_path"),
        ("quarter", ["Q12011", "Q22011"], "quarter"),
        ("f01", ["Sevilla, Andalucía Occidental, España, Europa"] * 2, None),
        ("f01", ["The whole of the text is written in small letters"] * 2, "free_text"),
    ],
)
def test_forms_that_are_alike_are_told_apart(name, values, expected):
    assert meaning(name, values) == expected


def test_names_that_end_with_the_name_of_their_table_are_read_without_it():
    rows = {"id_address": [1, 2], "city_address": ["Lyon", "Paris"], "street_address": ["a", "b"]}
    assert meanings(rows, "address")["city_address"] == "city"
    assert meanings(rows, "address")["id_address"] == "identifier"
    assert meaning("idhospital", [12, 23], "hospital") == "identifier"
    scores = {"total_score": [80, 95], "math_score": [40, 45]}
    assert set(meanings(scores, "score").values()) == {"score"}


@given(st.text(max_size=12), st.text(max_size=12) | st.sampled_from(["*", "^i.*$", "ชื่อ"]))
@settings(max_examples=60)
def test_any_name_of_a_table_and_a_column_is_read(table, name):
    assume(name != "id")
    found = meanings({name: [1, 2, 3], "id": [7, 8, 9]}, table)
    assert set(found) == {name, "id"}
