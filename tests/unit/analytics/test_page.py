"""The report's page: whole, in both languages, and closed to hostile data."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from onedata_assets.domain.analytics.figures import figures_of
from onedata_assets.domain.analytics.page import (
    ECHARTS,
    TEMPLATES,
    TEXTS,
    embedded_figures,
    render_page,
)
from onedata_assets.domain.analytics.report import Quality, SalesReport
from onedata_assets.domain.i18n import Catalogue
from tests.unit.analytics.samples import report, tables

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "\"'><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "]]>&lt;b&gt;\u2028\u2029\x00",
    "部门 & Söhne «𝕏»",
]


class Elements(HTMLParser):
    """What a browser would see: elements, attributes and texts."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def page():
    return render_page(report())


@pytest.mark.row("S48")
def test_the_page_needs_nothing_else(page):
    elements = Elements(page)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(elements.tags)
    links = [value for name, value in elements.attributes if name in {"src", "href", "action"}]
    assert links == ["#content"]
    assert "default-src 'none'" in page


def test_the_library_is_embedded_once(page):
    assert page.count(ECHARTS.read_text(encoding="utf-8")) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_texts(hostile):
    made, plain = (Elements(render_page(report((n, "B"), n))) for n in (hostile, "A"))
    assert made.tags == plain.tags
    assert {name for name, _ in made.attributes} == {name for name, _ in plain.attributes}
    assert sum(hostile.replace("\x00", "") in text.replace("\x00", "") for text in made.texts) >= 5


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_come_back_from_the_page_unchanged(hostile):
    figures = embedded_figures(render_page(report((hostile, "B"))))
    assert figures["departments"][0]["department"] == hostile
    assert figures["forecast"][0]["department"] == hostile


def test_the_embedded_figures_are_those_of_the_report(page):
    assert embedded_figures(page) == json.loads(json.dumps(report().figures))


def test_the_same_report_gives_the_same_page(page):
    assert render_page(report()) == page


@pytest.mark.row("F038", "G02")
def test_every_text_of_the_page_is_there_in_both_languages(page):
    languages = [value for name, value in Elements(page).attributes if name == "lang"]
    assert languages[0] == "zh"
    assert languages.count("en") == languages.count("zh") - 1 > 60


def test_every_chart_has_a_table_behind_it_and_every_section_a_name(page):
    assert len(re.findall(r'class="chart" id="chart-\w+" role="img"', page)) == 4
    assert page.count("<summary>") == 5
    ids = set(re.findall(r' id="([\w-]+)"', page))
    assert set(re.findall(r'aria-labelledby="([\w-]+)"', page)) <= ids


def test_the_fall_the_errors_and_what_is_synthetic_are_told(page):
    text = " ".join(Elements(page).texts)
    assert "2017-12-13: conversion fell 50.0%, from a median of 10.00%" in text
    assert "转化率骤降 50.0%" in text
    assert "14.23%" in text
    assert "18.97%" in text
    assert page.count('class="tag">') == 4


def test_the_page_says_which_days_count(page):
    text = " ".join(Elements(page).texts)
    assert "2017-12-01 至 2017-12-19，共 19 天" in text
    assert "2017-12-20 可能尚未到齐（目前 151.80 美元），本报告与模型训练都不计入" in text
    assert "2017-12-20 may still fill (USD 151.80 so far)" in text


def test_days_without_sales_and_unknown_days_are_told():
    made = report()
    days = {
        "days_without_sales": [f"2017-12-0{n}" for n in range(1, 6)],
        "unknown_days": ["2017-12-08", "2017-12-15"],
    }
    revenue = made.figures["revenue"] | days
    page = render_page(replace(made, figures=made.figures | {"revenue": revenue}))
    assert "5 days between 2017-12-01 and 2017-12-05 have no sale at all" in page
    assert "Between 2017-12-08 and 2017-12-15 2 days were not loaded" in page


def test_every_text_of_the_catalogue_is_used():
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir())
    names = Catalogue.load(TEXTS).texts
    computed = ("state.", "reject.")
    parts = ("revenue.none", "departments.none", "forecast.none", "conversion.none")
    unused = [
        name
        for name in names
        if not name.startswith(computed)
        and name not in {*parts, "report.title"}
        and f'"{name.removeprefix("chart.")}"' not in templates
    ]
    assert unused == []


def named(name: str) -> Elements:
    """The page in which a department has this name, in the source and in Chinese."""
    made = report((name, "B"))
    return Elements(render_page(replace(made, figures=made.figures | {"names": {name: name}})))


LONG = "生鲜与进口冷链食品及季节性礼盒联合销售部（含线上前置仓与社区团购自提点）" * 3


@pytest.mark.parametrize("name", [LONG, "<b>粗体</b> & 'GROCERY'"])
def test_odd_names_of_departments_stay_texts(name):
    odd, plain = (named(name), named("A"))
    assert odd.tags == plain.tags
    assert sum(name in text for text in odd.texts) >= 3


def emptied(*names: str, rows: int = 0) -> SalesReport:
    """The sample report with only the first rows of these tables."""
    cut = {name: getattr(tables(), name).head(rows) for name in names}
    return replace(report(), figures=figures_of(replace(tables(), **cut)))


TABLES = tuple(vars(tables()))
ODD = {
    "no forecast": (emptied("forecast"), ["还没有预测", "There is no forecast yet"], 3),
    "no clicks": (emptied("conversion_day"), ["There is no complete day of clicks yet"], 3),
    "one day": (
        emptied("sales_day", "department_day", "conversion_day", rows=1),
        ["No complete day of sales yet", "may still fill"],
        1,
    ),
    "nothing": (emptied(*TABLES), ["暂无完整的销售日", "No department has sold anything yet"], 0),
}


@pytest.mark.parametrize("case", ODD)
def test_a_report_of_little_is_a_page_that_says_what_is_missing(case):
    made, told, charts = ODD[case]
    page = render_page(replace(made, model=None, quality=Quality()))
    assert embedded_figures(page) == made.figures
    assert page.count('class="chart"') == charts
    for text in [*told, "No model has been promoted yet", "No check has run yet"]:
        assert text in page


def test_the_library_carries_its_licence():
    vendor = Path(ECHARTS).parent
    assert "Apache License" in (vendor / "LICENSE").read_text(encoding="utf-8")
    assert "Apache ECharts" in (vendor / "NOTICE").read_text(encoding="utf-8")
