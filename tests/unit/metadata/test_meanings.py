"""What columns mean is recognised by name and values, and nothing is claimed without reason."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.identifiers import card_number, id_number
from demo.members import members
from onedata_assets.domain.metadata import recognition
from onedata_assets.domain.metadata.model import (
    Column,
    Family,
    ForeignKey,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.recognition import Recognised, recognised

pytestmark = pytest.mark.row("S08")
TODAY = date(2026, 11, 26)
CHINESE = {"mobile_phone", "id_card", "bank_card", "uscc", "licence_plate", "passport", "org_code"}
RNG = random.Random(5)


def known(
    name: str, values: list, *, comment: str = "", table: str = "t", foreign: bool = False
) -> Recognised:
    rows = pl.DataFrame({name: values}, strict=False)
    dtype = rows[name].dtype
    family = Family.INTEGER if dtype.is_integer() else Family.TEXT
    family = Family.FLOAT if dtype.is_float() else family
    other = TableName("", "other")
    keys = (ForeignKey((name,), other, ("id",)),) if foreign else ()
    column = Column(name, str(dtype), family, comment=comment)
    structure = Table(TableName("", table), TableKind.TABLE, (column,), foreign_keys=keys)
    return recognised(structure, rows, today=TODAY)[0]


def meaning(*given, **told) -> str | None:
    found = known(*given, **told).meaning
    return None if found is None else found.value


IDS = [id_number("110105", date(1980, 1, 1 + day % 28), day + 1) for day in range(60)]
CARDS = [card_number("622202", RNG.randrange(10**9)) for _ in range(60)]
MOBILES = [f"1{RNG.choice('35789')}{RNG.randrange(9)}{RNG.randrange(10**8):08}" for _ in range(300)]
CITIES = ["杭州市", "宁波市", "温州市", "苏州市", "无锡市", "南京市"] * 5
CREDIT = ["91110000802100433B", "914403001922038216", "91110108551385082Q"]
PLATES = ["京A12345", "沪B·D0001", "粤B123456", "浙AD12345"]
UUIDS = [f"{n:08x}-0000-4000-8000-{n:012x}" for n in range(20)]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("c1", IDS, "id_card"),
        ("sfzh", IDS, "id_card"),
        ("银行卡号", CARDS, "bank_card"),
        ("手机号", MOBILES, "mobile_phone"),
        ("x", CREDIT[:2] * 3 + [None], None),
        ("credit_code", CREDIT[:2] * 3, "uscc"),
        ("x", PLATES, "licence_plate"),
        ("mail", ["a@b.com", "c@d.org"], "email"),
        ("c", ["https://a.b/c", "http://d.e"], "url"),
        ("c", ["10.0.0.1", "192.168.1.255", "8.8.8.8"], "ipv4"),
        ("c", ["fe80::1", "2001:db8::ff00:42:8329"], "ipv6"),
        ("c", ["00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5F"], "mac"),
        ("c", UUIDS, "uuid"),
        ("c", ["application/json", "text/html"], "mime_type"),
        ("c", CITIES, "city"),
        ("province", ["浙江省", "江苏", "北京市"], "province"),
        ("性别", ["男", "女", "男"], "gender"),
        ("sex", [0, 1, 1, 2], "gender"),
        ("年龄", [18, 35, 77], "age"),
        ("unit_price", [1.5, 2.5], "unit_price"),
        ("金额（元）", [1.5, 2.5], "amount"),
        ("fee", ["¥3.50", "¥12.00"], "amount"),
        ("c", ["3.5%", "12%"], "percentage"),
        ("lat", [31.2, 39.9], "latitude"),
        ("lat", [3120.2, 399.9], None),
        ("dob", ["1980-01-02", "1991-03-04"], "birth_date"),
        ("created_at", [1700000000, 1700000100], "moment"),
        ("c", ["2024年1月2日", "2024年3月12日"], "date"),
        ("is_deleted", ["Y", "N"], "flag"),
        ("isbn", ["9787111128069", "0306406152"], "isbn"),
        ("iban", ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"], "iban"),
        ("weight", ["12kg", "3.5 kg"], "weight"),
        ("xm", ["王小明", "李雷", "欧阳娜娜"], "person_name"),
        ("c", ["浙江省杭州市西湖区文三路1号", "上海市徐汇区漕溪路2号3室"] * 3, None),
        ("地址", ["浙江省杭州市西湖区文三路1号", "上海市徐汇区漕溪路2号3室"], "address"),
        ("order_no", [f"SO{n}" for n in range(9)], "identifier"),
        ("备注", ["尽快发货", "无"], "free_text"),
        ("c", ['{"a": 1}', '{"b": [2]}'], "json"),
    ],
)
def test_a_column_is_known_for_what_it_means(name, values, expected):
    assert meaning(name, values) == expected


def test_the_comment_says_what_the_name_does_not():
    assert meaning("f01", MOBILES[:10], comment="用户手机号码") == "mobile_phone"


def test_each_answer_names_its_reasons_in_both_languages():
    found = known("手机号", MOBILES).meaning
    assert found is not None
    assert any("手机号" in each.zh for each in found.evidence)
    assert any("of 300 known values" in each.en for each in found.evidence)


NUMBERS_11 = [15000000000 + n for n in range(500)]
RANDOM_18 = [str(RNG.randrange(10**17, 10**18)) for _ in range(500)]
RANDOM_16 = [str(RNG.randrange(4 * 10**15, 7 * 10**15)) for _ in range(500)]
LUHN_ORDERS = [card_number("622202", n) for n in range(500)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("order_no", NUMBERS_11),
        ("c", NUMBERS_11),
        ("order_no", [int(each) for each in MOBILES]),
        ("订单号", RANDOM_18),
        ("id_card_no", RANDOM_18),
        ("信用代码", RANDOM_18),
        ("card_no", RANDOM_16),
        ("c", RANDOM_16),
        ("order_id", LUHN_ORDERS),
        ("phone", ["Cfvg Kufefk", "Lkxr Wygykb"]),
        ("mobile", [f"+1 (312) 555-{n:04}" for n in range(300)]),
        ("ts", [1700000000000 + n * 977 for n in range(500)]),
        ("c", [1700000000 + n * 977 for n in range(500)]),
        ("plate", [f"AB{n:05}" for n in range(500)]),
        ("passport", [f"item {n}" for n in range(500)]),
        ("code", [f"{n:09}" for n in range(500)]),
        ("imei", [f"35{RNG.randrange(10**13):013}" for _ in range(500)]),
    ],
)
def test_no_chinese_identifier_is_claimed_where_there_is_none(name, values):
    assert not {each.value for each in known(name, values).meanings} & CHINESE


GOODS = ["王老吉", "康师傅", "李锦记", "老干妈", "张小泉", "马应龙", "徐福记", "云南白药"]


@pytest.mark.parametrize("name", ["product_name", "商品名称", "品牌", "c"])
def test_goods_that_are_called_like_persons_are_no_persons(name):
    assert meaning(name, GOODS * 10) != "person_name"


def test_a_word_within_a_name_is_not_enough_for_numbers():
    assert meaning("TotalWorkingYears", [10, 6, 8]) != "amount"
    assert meaning("payment_id", [1, 2, 3]) == "identifier"


def test_versions_are_no_addresses_of_hosts():
    assert meaning("version", ["1.2.3.4", "1.2.3.5", "1.3.0.1"]) == "version"


def test_a_column_that_refers_to_rows_elsewhere_is_a_reference():
    assert meaning("customer_id", [1, 2, 2, 3], foreign=True) == "reference"
    assert meaning("boss", [1, 2, 2, 3], foreign=True) == "reference"


def test_every_member_column_of_the_demo_is_known():
    rows = members(list(range(1, 400)))
    families = {pl.Int64: Family.INTEGER}
    columns = tuple(
        Column(name, str(kind), families.get(type(kind), Family.TEXT))
        for name, kind in rows.schema.items()
    )
    table = Table(TableName("crm", "members"), TableKind.TABLE, columns)
    found = {each.column.name: each.meaning for each in recognised(table, rows, today=TODAY)}
    assert {name: each.value for name, each in found.items() if each is not None} == {
        "会员号": "identifier",
        "家庭号": "identifier" if found["家庭号"].value == "identifier" else "reference",
        "姓名": "person_name",
        "手机号": "mobile_phone",
        "身份证号": "id_card",
        "银行卡号": "bank_card",
        "邮箱": "email",
        "住址": "address",
    }


COLUMNS = st.sampled_from(
    [
        IDS[:30],
        MOBILES[:40],
        CITIES,
        GOODS,
        ["1", "2", "3"] * 9,
        ["3.5%"] * 3,
        PLATES,
        ["2024-01-02"],
    ]
)


@given(st.sampled_from(["c", "phone", "城市", "status"]), COLUMNS, st.randoms())
@settings(max_examples=30)
def test_neither_order_nor_nulls_change_a_meaning(name, values, rng):
    mixed = [*values, None, "", None]
    rng.shuffle(mixed)
    assert known(name, mixed).meanings == known(name, values).meanings


@pytest.mark.parametrize("name", ["手机号", "id_card", "amount", "email", "created_at", "is_new"])
def test_an_empty_column_claims_nothing(name):
    for values in ([], [None, None], ["", "NULL"]):
        assert known(name, [*values] or pl.Series([], dtype=pl.String).to_list()).meanings == ()


def test_many_tables_at_once_are_known_for_the_same_as_one_by_one(monkeypatch):
    monkeypatch.setattr(recognition, "BATCH_VALUES", 500)
    columns = {"手机号": MOBILES, "c": [f"v{n}" for n in range(300)], "day": ["2024-01-02"] * 300}
    tables = []
    for names in (["手机号", "c"], [], ["day"], ["c", "day"]):
        rows = pl.DataFrame({each: columns[each] for each in names})
        told = tuple(Column(each, "text", Family.TEXT) for each in names)
        tables.append((Table(TableName("", "t"), TableKind.TABLE, told), rows))
    alone = [recognised(*each, today=TODAY) for each in tables]
    together = list(recognition.recognised_all(tables, today=TODAY))
    said = [[(each.logical, each.meanings) for each in one] for one in alone]
    assert said == [[(each.logical, each.meanings) for each in one] for one in together]


def test_samples_are_asked_for_as_they_are_judged(monkeypatch):
    monkeypatch.setattr(recognition, "BATCH_VALUES", 500)
    read = []

    def tables():
        for name in range(4):
            read.append(name)
            told = (Column("c", "text", Family.TEXT),)
            rows = pl.DataFrame({"c": [str(n) for n in range(500)]})
            yield Table(TableName("", str(name)), TableKind.TABLE, told), rows

    next(recognition.recognised_all(tables(), today=TODAY))
    assert read == [0]


FIRST = ["Mary Brown", "John Smith", "Peter O'Neil", "Anna de Vries", "Usain Bolt", "Yohan Blake"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("bill_length_mm", [39.1, 39.5, 40.3], "length"),
        ("Weight_in_lbs", [3504, 3693, 3436], "weight"),
        ("temp_max", [12.8, 10.6, 11.7], "temperature"),
        ("type_max", ["a", "b"], None),
        ("no", ["A1", "B2", "C3"], "identifier"),
        ("customerid", [1, 2, 3], "identifier"),
        ("bid", [1.5, 2.5, 3.5], None),
        ("paid", [1, 2, 3], "amount"),
        ("parent", [1, 2, 3], None),
        ("uuid", ["ZY0001", "ZY0002"], "identifier"),
        ("year", [1950.0, 1951.0, None], "year"),
        ("f01", [0, 1] * 10, "flag"),
        ("f01", [0, 1, 2] * 10, None),
        ("name", FIRST * 3, "person_name"),
        ("name", ["Allen, Miss Elisabeth", "Allison, Mr Hudson"], "person_name"),
        ("name", ["Aniseed Syrup", "Chef Mix", "Boysenberry Spread", "John Dory"], "name"),
        ("adcode", [110106000000, 310109000000], "region_code"),
        ("注册资金", ["1308万人民币", "20万元", "3亿港元"], "amount"),
        ("date", ["Jan 1 2000", "Feb 13 2000"], "date"),
        ("sleep_total", [12.1, 17.0, 14.4], None),
        ("order_total", [12.1, 17.0, 14.4], "amount"),
        ("total", [12.1, 17.0, 14.4], "amount"),
        ("auto_confirm_day", [7, 12, 15], None),
        ("countrycode", ["AD", "AE", "AF"], "country_code"),
        ("receiver_name", ["张静", "陈海燕", "方峰"], "person_name"),
        ("ContactTitle", ["Owner", "Sales Agent"], "job_title"),
        ("NationalIDNumber", [107613674, 163783970], "identifier"),
        ("AccountNumber", ["10-4020-000149", "10-4020-000787"], "identifier"),
        ("street_number", [12, 14, 16], None),
        ("is_flag", ["x1", "y22"], None),
        ("phone_num", ["13800138000", "13912345678"], "mobile_phone"),
        ("num_pages", [304, 273, 96], "quantity"),
        ("number_of_bags", [300, 5, 320], "quantity"),
        ("yr_built", [1955, 1951, 1933], "year"),
        ("duration_ms", [167693, 236455, 228320], "duration"),
        ("charge_time_hrs", [1.5, 2.2, 4.7], "duration"),
        ("distance_from_home", [24, 12, 7], "length"),
        ("country_of_origin", ["Ethiopia", "Brazil", "Mexico"], "country"),
        ("price_per_visit", [24.5, 12.0, 7.9], "unit_price"),
        ("visits_per_day", [24, 12, 7], "quantity"),
        ("community_area", [1, 77, 12], None),
        ("living_area", [1982, 1676, 1694], "area"),
        ("position_text", ["1", "2", "R", "W"], None),
        ("mac_addr", ["00:1a:2b:3c:4d:5e"] * 3, "mac"),
        ("logwage", [4.3, 4.2, 4.8], None),
        ("seller_rate", [1580, 365, 998], None),
        ("rate", [0.5, 12.5, 99], "percentage"),
        ("rate", ["1,200%", "12%"], "percentage"),
        ("key", [1, 2, 3] * 10, None),
        ("key", [1, 2, 3], "identifier"),
        ("scale", ["1:10", "1:12", "1:18"], None),
        ("c", ["1:10", "2:12", "3:18"], "time_of_day"),
        ("对方账号", ["1004251901583799054", "2074131602058098279"], "identifier"),
    ],
)
def test_names_and_values_are_read_as_people_write_them(name, values, expected):
    assert meaning(name, values) == expected


def test_initials_of_pinyin_are_read_by_their_ends_where_the_names_of_a_table_are_such():
    names = ["JGLX", "ZGRS", "ZCZJ", "FDDBR", "SHRQ", "GSMC"]
    few = ["JGLX", "amount", "city", "name", "status", "price"]
    for columns, expected in ((names, "category"), (few, None)):
        told = tuple(Column(each, "text", Family.TEXT) for each in columns)
        rows = pl.DataFrame({"JGLX": ["1", "3", "9"]})
        found = recognised(Table(TableName("", "t"), TableKind.TABLE, told), rows, today=TODAY)
        assert (found[0].meaning and found[0].meaning.value) == expected


@pytest.mark.parametrize(
    ("table", "columns", "expected"),
    [
        ("payments", {"payment_id": [1, 2, 3], "rental_id": [7, 5, 9]}, "reference"),
        ("order_list", {"order_id": [1, 2, 3], "user_id": [7, 5, 9]}, "reference"),
        ("payments", {"rental_id": [7, 5, 9]}, "identifier"),
        ("people", {"id": [1, 2, 3], "guid_id": ["a7", "b5", "c9"]}, "identifier"),
    ],
)
def test_the_key_of_another_thing_is_a_reference_though_it_does_not_repeat(
    table, columns, expected
):
    rows = pl.DataFrame(columns)
    told = tuple(
        Column(each, str(kind), Family.INTEGER if kind.is_integer() else Family.TEXT)
        for each, kind in rows.schema.items()
    )
    found = recognised(Table(TableName("", table), TableKind.TABLE, told), rows, today=TODAY)
    assert found[-1].meaning is not None
    assert found[-1].meaning.value == expected


PROSE = [f"A place {kind} the sea where the ground moves often" for kind in ("by", "in", "on")]


def test_prose_of_which_there_is_little_is_a_set_of_values():
    assert meaning("f01", PROSE * 20) == "enumeration"
    assert meaning("f01", [f"{each} {n}" for n in range(20) for each in PROSE]) == "free_text"


@pytest.mark.parametrize(("beside", "expected"), [("city", None), ("total", "status")])
def test_a_state_beside_places_is_no_status(beside, expected):
    rows = pl.DataFrame({"state": ["open", "closed"] * 3, beside: ["x", "y"] * 3})
    told = tuple(Column(each, "text", Family.TEXT) for each in rows.columns)
    found = recognised(Table(TableName("", "t"), TableKind.TABLE, told), rows, today=TODAY)
    assert (found[0].meaning and found[0].meaning.value) == expected


def test_zeros_and_ones_are_a_flag_where_the_name_promises_what_they_are_not():
    assert meaning("mon", [0, 1] * 20) == "flag"
