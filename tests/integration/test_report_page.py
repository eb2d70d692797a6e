"""The report's page in a real browser; skipped where there is no Chromium."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest

from onedata_assets.domain.analytics.figures import figures_of
from onedata_assets.domain.analytics.page import render_page
from onedata_assets.domain.analytics.report import SalesReport
from tests.unit.analytics.samples import DAYS, report, tables

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOSTILE = "</script><img src=x onerror=alert(1)>"
pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, tmp_path):
    opened = []

    def open_at(
        query: str = "",
        width: int = 1440,
        scheme: str = "light",
        *,
        made: SalesReport | None = None,
    ):
        shown = made or report((HOSTILE, "B"), HOSTILE)
        (tmp_path / "sales.html").write_text(render_page(shown), "utf-8")
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: page.complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda asked: page.complaints.append(asked.url))
        page.goto(f"{(tmp_path / 'sales.html').as_uri()}{query}")
        if "chart-conversion" in page.content():
            page.wait_for_selector("#chart-conversion canvas")
        opened.append(page)
        return page

    yield open_at
    for page in opened:
        page.close()


@pytest.mark.row("S48")
def test_all_charts_are_drawn_without_errors_requests_or_injected_code(open_page):
    page = open_page()
    assert page.locator(".chart canvas").count() == 4
    assert [text for text in page.complaints if "sales.html" not in text] == []
    assert page.locator("main img").count() == 0


@pytest.mark.row("F038", "G02")
def test_the_language_changes_without_reloading(open_page):
    page = open_page()
    assert page.locator("h1").inner_text() == "零售销售报告"
    before = list(page.complaints)
    page.click("#language")
    assert page.locator("h1").inner_text() == "Retail sales report"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Retail sales report"
    assert page.complaints == before


def test_the_keyboard_alone_changes_the_language(open_page):
    page = open_page()
    page.keyboard.press("Tab")  # the link past the header
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "language"
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "en"


def with_tables(**changed: pl.DataFrame) -> SalesReport:
    return replace(report(), figures=figures_of(replace(tables(), **changed)))


def option(page, chart: str, path: str) -> object:
    """A part of what a chart was asked to draw."""
    place = f"document.getElementById('chart-{chart}')"
    return page.evaluate(f"echarts.getInstanceByDom({place}).getOption().{path}")


def test_unknown_days_are_gaps_and_known_empty_days_zeros(open_page):
    sales = tables().sales_day
    closed = sales.filter(pl.col("sold_date") != DAYS[2])
    unknown = closed.filter(~pl.col("sold_date").is_between(DAYS[8], DAYS[15]))
    page = open_page("?lang=en", made=with_tables(sales_day=unknown))
    values = option(page, "revenue", "series[0].data.map((day) => day[1])")
    assert (values[2], values[8:16]) == (0, [None] * 8)
    assert None not in values[:8] + values[16:]


def test_a_day_between_unknown_days_has_a_mark_that_no_line_would_give(open_page):
    lone = tables().conversion_day[[0, 9, 12, 18, 19]]
    page = open_page("?lang=en", made=with_tables(conversion_day=lone))
    assert option(page, "conversion", "series[0].showSymbol") is True


EMPTY = {name: frame.clear() for name, frame in vars(tables()).items()}
ONE_DAY = {
    "sales_day": tables().sales_day.sort("sold_date").head(2),
    "department_day": tables().department_day.filter(pl.col("sold_date") <= DAYS[1]),
    "conversion_day": tables().conversion_day.head(2),
}
LONG = "生鲜与进口冷链食品及季节性礼盒联合销售部（含线上前置仓与社区团购自提点）" * 2
ODD = {
    "no forecast": (with_tables(forecast=EMPTY["forecast"]), 3),
    "no clicks": (with_tables(conversion_day=EMPTY["conversion_day"]), 3),
    "one complete day": (with_tables(**ONE_DAY), 4),
    "no rows": (with_tables(**EMPTY), 0),
    "long names": (report((LONG, HOSTILE)), 4),
}


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("case", ODD)
def test_odd_data_gives_a_whole_page_without_errors(open_page, case, width):
    made, charts = ODD[case]
    page = open_page("?lang=zh", width, made=made)
    page.click("#language")
    assert page.locator(".chart canvas").count() == charts
    assert [text for text in page.complaints if "sales.html" not in text] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("language", "written"), [("zh", "5万"), ("en", "50k")])
def test_large_values_are_written_as_the_language_counts(open_page, language, written):
    large = tables().sales_day.with_columns(pl.col("sales_usd") * 1000)
    page = open_page(f"?lang={language}", made=with_tables(sales_day=large))
    label = option(page, "revenue", "yAxis[0].axisLabel.formatter(50000)")
    assert label == written


@pytest.mark.parametrize(("query", "heading"), [("?lang=en", "Retail"), ("?lang=xx", "零售")])
def test_the_address_chooses_the_language(open_page, query, heading):
    assert open_page(query).locator("h1").inner_text().startswith(heading)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_wider_than_the_screen(open_page, language, width):
    page = open_page(f"?lang={language}", width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_theme_follows_the_system_and_the_button(open_page):
    page = open_page(scheme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_choosing_a_department_changes_chart_and_table(open_page):
    page = open_page("?lang=en")
    assert HOSTILE in page.get_attribute("#chart-forecast", "aria-label")
    page.select_option("#department", "1")
    assert "forecast of B" in page.get_attribute("#chart-forecast", "aria-label")
    shown = page.locator("tbody[data-department]:not([hidden])")
    assert [shown.count(), shown.first.get_attribute("data-department")] == [1, "1"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_stand_out_from_their_ground(open_page, theme):
    """WCAG AA: 4.5 to 1 for every text."""
    assert open_page(f"?theme={theme}").evaluate(CONTRASTS_BELOW, 4.5) == []


CONTRASTS_BELOW = """(least) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.offsetParent)
    .filter((node) => [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))
    .map((node) => [node, light(parse(getComputedStyle(node).color)), light(ground(node))])
    .map(([node, a, b]) => [node, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)])
    .filter(([, ratio]) => ratio < least)
    .map(([node, ratio]) => [node.className, node.textContent.slice(0, 20), ratio].join(" "));
}"""
