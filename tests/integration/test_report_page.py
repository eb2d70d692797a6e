"""The report's page in a real browser; skipped where there is no Chromium."""

import shutil
from collections.abc import Iterator

import pytest

from onedata_assets.domain.analytics.page import render_page
from tests.unit.analytics.samples import report

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
    (tmp_path / "sales.html").write_text(render_page(report((HOSTILE, "B"), HOSTILE)), "utf-8")
    opened = []

    def open_at(query: str = "", width: int = 1440, scheme: str = "light"):
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: page.complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda asked: page.complaints.append(asked.url))
        page.goto(f"{(tmp_path / 'sales.html').as_uri()}{query}")
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
