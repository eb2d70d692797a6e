"""First letters of Chinese words tell which key is meant by what stands before its mark."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.initials_names import is_in_initials, spelled, stem_of
from tests.unit.metadata.relational import found

pytestmark = pytest.mark.row("S10")

STEMS = frozenset({"ks", "yg", "hzs"})


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("KSDM", "ks_dm"),
        ("ZXKS", "zx_ks"),
        ("PYGH", "py_yg_dm"),
        ("sjhzs_id", "sj_hzs_id"),
        ("YPXH", "yp_xh"),
        ("XH", "xh"),
        ("科室代码", "科室代码"),
        ("dept_name", "dept_name"),
    ],
)
def test_a_name_is_taken_apart_by_marks_and_by_what_keys_are_of(name: str, told: str) -> None:
    assert spelled(name, STEMS) == told


def test_a_key_is_of_what_stands_before_its_mark() -> None:
    assert [stem_of(each) for each in ("KSDM", "hzs_id", "XH", "KSMC")] == ["ks", "hzs", "", ""]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            "brid brxm brxb csny sfzh brxz mzhm ksdm ksmc pydm sjks kslx yfbm fyje ysgh ghrq zfbl"
            " dh jtdz lxdh",
            True,
        ),
        (
            "id name age city price status type code date time unit level kind size note rank area"
            " rate user item",
            False,
        ),
        (
            "matnr werks lgort mblnr mjahr meins vbeln posnr kunnr lifnr ekgrp bukrs gewei volum"
            " maktx spras mtart ersda aenam",
            False,
        ),
    ],
)
def test_initials_are_told_from_words(names: str, expected: bool) -> None:
    assert is_in_initials(names.split()) is expected


def test_columns_that_end_with_what_a_key_is_of_refer_to_it():
    rng = random.Random(1)

    def some(values: list, count: int) -> list:
        return [rng.choice(values) for _ in range(count)]

    wards, staff, days = list(range(1, 41)), list(range(1, 121)), ["2026-05-01", "2026-05-02"]
    told = found(
        {
            "GY_KSDM": pl.DataFrame(
                {"KSDM": wards, "KSMC": [f"科室{at}" for at in wards], "PYDM": ["x"] * 40,
                 "LXDH": [rng.random() for _ in wards], "KSLX": some([1, 2], 40)}
            ),
            "GY_YGDM": pl.DataFrame(
                {"YGDM": staff, "YGXM": some(["张伟", "李娜"], 120), "KSDM": some(wards, 120),
                 "CSNY": some(days, 120), "YGJB": some([1, 2], 120)}
            ),
            "MS_CF01": pl.DataFrame(
                {"CFSB": range(1, 401), "KFKS": some(wards, 400), "PYGH": some(staff, 400),
                 "KFRQ": some(days, 400), "CFJE": [rng.random() for _ in range(400)]}
            ),
            "MS_CF02": pl.DataFrame(
                {"SBXH": range(1, 901), "CFSB": some(list(range(1, 401)), 900),
                 "YPMC": some(["甲", "乙"], 900), "YCJL": [rng.random() for _ in range(900)],
                 "FYSL": [rng.random() for _ in range(900)]}
            ),
        }
    )  # fmt: skip
    assert told == {
        ("GY_YGDM", frozenset({("KSDM", "KSDM")}), "GY_KSDM"),
        ("MS_CF01", frozenset({("KFKS", "KSDM")}), "GY_KSDM"),
        ("MS_CF01", frozenset({("PYGH", "YGDM")}), "GY_YGDM"),
        ("MS_CF02", frozenset({("CFSB", "CFSB")}), "MS_CF01"),
    }


def test_a_table_that_has_only_some_of_the_numbers_is_not_meant():
    rng = random.Random(2)
    waybills = [f"YT{at * 7919 % 99_991:05}" for at in range(400)]
    signed = waybills[:350]
    asked = rng.sample(waybills, 120)
    told = found(
        {
            "yundan": pl.DataFrame(
                {"yundanhao": waybills, "zhongliang": [rng.random() for _ in waybills]}
            ),
            "qianshou": pl.DataFrame(
                {"yundanhao": signed, "feiyong": [rng.random() for _ in signed]}
            ),
            "wentijian": pl.DataFrame({"id": range(1, 121), "yundanhao": asked}),
        }
    )
    assert ("wentijian", frozenset({("yundanhao", "yundanhao")}), "yundan") in told
