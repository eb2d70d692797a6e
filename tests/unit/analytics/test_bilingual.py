"""Reasons and descriptions in the reader's language."""

import re

import pytest

from onedata_assets.domain.analytics.bilingual import reason_texts, sides
from onedata_assets.domain.analytics.page import TEXTS
from onedata_assets.domain.analytics.report import Rejected
from onedata_assets.domain.i18n import Catalogue
from onedata_resources.settings import project_dir

TEXT = Catalogue.load(TEXTS)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("缺少编号 / the id is missing", "缺少编号", "the id is missing"),
        ("the id is missing\n缺少编号", "缺少编号", "the id is missing"),
        ("缺少 a / b / a / b is missing", "缺少 a", "b / a / b is missing"),
        ("骤降：12-12 -43.1%\nfell: 12-12 -43.1%", "骤降：12-12 -43.1%", "fell: 12-12 -43.1%"),
    ],
)
def test_a_text_in_both_languages_is_told_apart(text, zh, en):
    assert sides(text) == {"zh": zh, "en": en}


@pytest.mark.parametrize("text", ["", "either / or", "只有中文", "甲 / 乙", " / en", "a/b"])
def test_a_text_in_one_language_stays_whole(text):
    assert sides(text) is None


@pytest.mark.row("F038", "G02")
def test_a_kettle_steps_words_are_told_in_both_languages_beside_the_original():
    told, original = reason_texts(TEXT, Rejected("JsonInput001", "cannot parse: column 61", 3))
    assert told == {"zh": "JSON 文本无法解析", "en": "The JSON text cannot be parsed"}
    assert original == "cannot parse: column 61"


def test_the_words_of_a_jobs_author_in_both_languages_go_before_the_catalogues():
    told, original = reason_texts(TEXT, Rejected("UNR001", "重复的券 / coupon twice", 3))
    assert (told, original) == ({"zh": "重复的券", "en": "coupon twice"}, "")


def test_an_unknown_code_keeps_its_own_words():
    told, original = reason_texts(TEXT, Rejected("HOUSE_7", "own words", 1))
    assert (told, original) == ({"zh": "own words", "en": "own words"}, "")


def test_every_error_code_of_the_kettle_engine_has_its_texts():
    steps = project_dir() / "onedata_resources" / "kettle" / "engine" / "steps"
    source = "".join(path.read_text(encoding="utf-8") for path in steps.glob("*.py"))
    codes = set(re.findall(r'code="(\w+)"', source))
    assert len(codes) >= 7
    assert {f"reject.{code}" for code in codes} <= TEXT.texts.keys()
