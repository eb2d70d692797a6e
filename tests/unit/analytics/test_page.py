"""The report's page: whole, in both languages, and closed to hostile data."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from onedata_assets.domain.analytics.page import ECHARTS, PageError, embedded_figures, render_page
from onedata_assets.domain.analytics.report import Quality
from tests.unit.analytics.samples import report

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
    assert page.count('class="tag"') == 2


def test_numbers_have_thousands_separators(page):
    assert "</span> 2,618</dd>" in page


@pytest.mark.parametrize("page", ["", "<html></html>", '<script id="figures">{}</script>'])
def test_a_file_that_is_no_report_is_refused(page):
    with pytest.raises(PageError, match="no figures"):
        embedded_figures(page)


def test_a_report_without_model_checks_and_departments_is_still_a_page():
    bare = report()
    figures = bare.figures | {"departments": [], "forecast": []}
    page = render_page(replace(bare, figures=figures, quality=Quality(), model=None))
    assert "No model has been promoted yet" in page
    assert "No check has run yet" in page


def test_the_library_carries_its_licence():
    vendor = Path(ECHARTS).parent
    assert "Apache License" in (vendor / "LICENSE").read_text(encoding="utf-8")
    assert "Apache ECharts" in (vendor / "NOTICE").read_text(encoding="utf-8")
