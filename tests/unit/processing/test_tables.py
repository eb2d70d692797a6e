"""What the cleaned tables are made of: members, clicks, sales lines and promotions."""

# ruff: noqa: DTZ001 (the sources give local times without a zone)
from datetime import date, datetime

import polars as pl
import pytest

from onedata_assets.domain.processing.clicks import CLICK, clicks
from onedata_assets.domain.processing.derived import select
from onedata_assets.domain.processing.members import MEMBER, members
from onedata_assets.domain.processing.promotions import promotion_weeks
from onedata_assets.domain.processing.quality import split
from onedata_assets.domain.processing.sales import SALES_LINE
from onedata_assets.domain.processing.sql_lineage import column_makings
from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.lake import LakeClient


@pytest.mark.row("S65")
@pytest.mark.parametrize("columns", [SALES_LINE, CLICK, MEMBER], ids=["sales", "click", "member"])
def test_declared_lineage_is_what_the_expressions_read(columns):
    source = ("ods", "t")
    known = {name: "VARCHAR" for column in columns.values() for name in column.sources}
    chosen = ", ".join(f'{column.sql} AS "{name}"' for name, column in columns.items())
    told = column_makings(f"SELECT {chosen} FROM ods.t", {source: known}, "duckdb")
    assert {name: {c for _, _, c in each.sources} for name, each in told.items()} == {
        name: set(column.sources) for name, column in columns.items()
    }


@pytest.mark.row("S12")
def test_a_column_that_only_counts_is_told_from_one_that_keeps_a_value():
    sql = """
        WITH per AS (
            SELECT id, count(DISTINCT name) AS names, max(name) AS last FROM ods.t GROUP BY 1
        )
        SELECT id, names, names + 1 AS more, last, count(*) OVER (PARTITION BY last) AS beside,
            sum(CASE WHEN last = '张三' THEN 1 END) AS found FROM per GROUP BY ALL
    """
    told = column_makings(sql, {("ods", "t"): dict.fromkeys(["id", "name"], "VARCHAR")}, "duckdb")
    assert {name for name, each in told.items() if each.is_count} == {"names", "more"}


def member(**changes):
    base = {
        "会员号": "M1",
        "家庭号": 1,
        "姓名": " 张三 ",
        "手机号": "+86 138-1234-5678",
        "身份证号": "11010519491231002x",
        "银行卡号": "4111 1111 1111 1111",
        "邮箱": " A@B.cn",
        "住址": "北京",
    }
    return base | changes


def cleaned(*rows):
    schema = dict.fromkeys(member(), pl.String) | {"家庭号": pl.Int64}
    frame = pl.DataFrame(list(rows), schema=schema)
    parts = split(
        members(frame.lazy(), date(2018, 1, 1)), contract_of(table_key(Layer.DWD, "member"))
    )
    return parts.accepted.collect(), parts.rejected.collect()


def test_members_are_tidied_before_they_are_judged():
    accepted, rejected = cleaned(member())
    assert rejected.is_empty()
    assert accepted.row(0) == (
        *("M1", 1, "张三", "13812345678", "11010519491231002X", "4111111111111111", "a@b.cn"),
        *("北京", date(1949, 12, 31), "女", "11"),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"身份证号": "110105194912310021"}, "id_card_invalid"),
        ({"手机号": "1381234567"}, "mobile_invalid"),
        ({"银行卡号": "4111111111111112"}, "bank_card_invalid"),
        ({"邮箱": "ab.cn"}, "email_invalid"),
        ({"会员号": None}, "key_missing"),
        ({"家庭号": None}, "key_missing"),
        (dict.fromkeys(("手机号", "身份证号", "银行卡号", "邮箱")), "identifiers_missing"),
        ({"银行卡号": "0000000000000000"}, "bank_card_invalid"),
        ({"身份证号": "110105209901010012"}, "id_card_invalid"),
    ],
)
def test_a_member_with_one_fault_is_rejected_for_it(changes, code):
    accepted, rejected = cleaned(member(**changes))
    assert accepted.is_empty()
    assert rejected["reject_code"].to_list() == [code]


def test_one_identifier_is_enough_and_repeated_members_are_a_fault():
    accepted, rejected = cleaned(member(身份证号=None, 银行卡号=None, 邮箱=None), member())
    assert (accepted.height, rejected["reject_code"].to_list()) == (1, ["repeated"])


def event(**changes):
    base = {
        "event_id": "e1",
        "session_id": "s1",
        "household_id": 1,
        "event_type": "order",
        "event_at": datetime(2017, 12, 1, 23),
        "page": "/",
        "device": "web",
        "product_id": None,
        "basket_id": 7,
        "order_value_usd": 9.5,
        "log_date": datetime(2017, 12, 1),
        "log_file": "2017-12-01.jsonl",
        "line_number": 1,
    }
    return base | changes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["repeated"]),
        ({"event_id": "e2"}, []),
        ({"event_id": "e2", "event_type": "jump"}, ["event_type_unknown"]),
        ({"event_id": "e2", "event_type": None}, ["event_type_unknown"]),
        ({"event_id": "e2", "order_value_usd": None}, ["order_without_value"]),
        ({"event_id": "e2", "event_at": datetime(2017, 12, 2, 0, 10)}, []),
        ({"event_id": "e2", "event_at": datetime(2017, 12, 3)}, ["day_mismatch"]),
        ({"event_id": "e2", "event_at": datetime(2017, 11, 30)}, ["day_mismatch"]),
        ({"event_id": None}, ["key_missing"]),
        ({"event_id": "e2", "session_id": ""}, ["session_unprintable"]),
        ({"event_id": "e2", "session_id": "s\x00"}, ["session_unprintable"]),
        ({"event_id": "e2", "session_id": "会话１"}, []),
        ({"event_id": "e2", "household_id": 2**63 - 1}, ["household_implausible"]),
        ({"event_id": "e2", "household_id": 0}, ["household_implausible"]),
        ({"event_id": "e2", "household_id": None}, []),
        ({"log_date": datetime(2017, 12, 2), "event_at": datetime(2017, 12, 2)}, []),
        ({"event_id": "e2", "event_at": None}, ["key_missing"]),
    ],
)
def test_events_are_kept_once_and_broken_ones_rejected(changes, codes):
    log = pl.DataFrame([event(), event(line_number=2, **changes)])
    parts = split(clicks(log.lazy()), contract_of(table_key(Layer.DWD, "click")))
    assert parts.rejected.collect()["reject_code"].to_list() == codes
    assert parts.accepted.collect().height == 2 - len(codes)


def test_sales_lines_add_discounts_and_keep_cents():
    row = {
        "transaction_id": 1,
        "transaction_timestamp": datetime(2017, 1, 1, 11, 53),
        "sold_date": datetime(2017, 1, 1),
        "household_id": 2,
        "store_id": 3,
        "basket_id": 4,
        "product_id": 5,
        "quantity": 1,
        "sales_value": 1.1,
        "retail_disc": 0.2,
        "coupon_disc": 0.5,
        "coupon_match_disc": 0.1,
    }
    told = select(pl.LazyFrame([row]), SALES_LINE).collect().row(0, named=True)
    assert (told["sold_date"], told["list_usd"]) == (date(2017, 1, 1), 1.4)
    assert (told["coupon_discount_usd"], told["sales_usd"]) == (0.6, 1.1)


def test_a_store_counts_once_in_a_week_however_often_it_is_listed():
    rows = [
        (1, 10, "9", "0", 1),
        (1, 10, "0", "A", 1),
        (1, 11, "0", "0", 1),
        (1, 12, "0", "A", 1),
        (1, 10, "9", "0", 2),
        (2, 10, "0", "0", 2),
    ]
    names = ["product_id", "store_id", "display_location", "mailer_location", "week"]
    told = promotion_weeks(pl.DataFrame(rows, schema=names, orient="row").lazy())
    assert told.rows() == [(1, 1, 1, 2, 2), (1, 2, 1, 0, 1), (2, 2, 0, 0, 0)]


def test_a_cleaned_table_fits_the_types_of_its_contract(tmp_path):
    lake = LakeClient(str(tmp_path))
    accepted, _ = cleaned(member())
    lake.write(["dwd", "member"], accepted)
    stored = lake.scan(["dwd", "member"]).collect_schema()
    declared = contract_of(table_key(Layer.DWD, "member")).columns
    assert {name: str(dtype) for name, dtype in stored.items()} == {
        column.name: column.type for column in declared
    }
