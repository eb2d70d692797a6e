"""Dagster's pages in Chinese: who gets the script, and what it changes in a real browser."""

import json
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, sync_playwright
from starlette.responses import HTMLResponse, JSONResponse
from starlette.testclient import TestClient

from onedata_portal.gateway.dagster_ui.translated import (
    ADDRESS,
    OVERLAY,
    Translated,
    overlay_script,
)
from tests.component.portal.served import ADMIN, PREFIX, signed

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HTML = {"accept": "text/html"}


async def page(scope, receive, send):
    body = '<html><head><script nonce="0a1b"></script></head><body>Runs</body></html>'
    answer = HTMLResponse(body) if "json" not in scope["path"] else JSONResponse({"a": "</head>"})
    await answer(scope, receive, send)


def client(*, wanted: bool) -> TestClient:
    return TestClient(Translated(page, PREFIX, lambda _: wanted))


@pytest.mark.row("F038", "G02")
def test_a_page_of_who_reads_chinese_has_the_script_with_the_pages_nonce():
    answer = client(wanted=True).get(f"{PREFIX}/runs", headers=HTML)
    assert f'<script src="{PREFIX}{ADDRESS}" nonce="0a1b" defer=""></script></head>' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_other_pages_and_answers_are_as_dagster_sends_them():
    assert "zh.js" not in client(wanted=False).get(f"{PREFIX}/runs", headers=HTML).text
    assert client(wanted=True).get(f"{PREFIX}/json", headers=HTML).json() == {"a": "</head>"}


def test_dagsters_own_page_takes_the_script(two):
    app = Translated(two.client.app, PREFIX, lambda _: True)
    answer = TestClient(app).get(f"{PREFIX}/runs", headers={**HTML, **signed(ADMIN)})
    policy = answer.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'src="{PREFIX}{ADDRESS}" nonce="{nonce}"' in answer.text


def test_the_script_is_sent_once_and_then_known_by_its_mark():
    first = client(wanted=True).get(PREFIX + ADDRESS)
    assert first.headers["content-type"].startswith("text/javascript")
    again = client(wanted=True).get(
        PREFIX + ADDRESS, headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_every_word_has_a_translation_with_the_same_places():
    words = yaml.safe_load((OVERLAY / "zh.yaml").read_text(encoding="utf-8"))
    assert all(words["texts"].values())
    for said, chinese in words["patterns"].items():
        place = "{n}" if "{n}" in said else "{rest}"
        assert said.count(place) == chinese.count(place) == 1
    assert all(isinstance(each, str) for each in words["texts"])


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: scripts/test-services.sh install chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def shown(browser):
    """Return a page that shows a body with the script in it."""
    opened = browser.new_page()

    def show(body: str) -> Page:
        opened.set_content(f"<html><body>{body}</body></html>")
        opened.add_script_tag(content=overlay_script())
        return opened

    yield show
    opened.close()


@pytest.mark.parametrize(
    ("body", "selector", "text"),
    [
        ("<b> Runs </b>", "b", " 运行 "),
        ("<b>Queued (12)</b>", "b", "排队中（12）"),
        ("<b>1,204 partitions</b>", "b", "1,204 个分区"),
        ("<b>Runs of May</b>", "b", "Runs of May"),
        ("<code>Runs</code>", "code", "Runs"),
        ("<div class=CodeMirror><span>Failed</span></div>", "span", "Failed"),
        ('<a href="http://x/dagster/assets/ods/Runs">Runs</a>', "a", "Runs"),
        ('<a href="http://x/dagster/assets/ods/t?view=checks">Checks</a>', "a", "检查"),
        ("<b>constructor</b>", "b", "constructor"),
    ],
)
def test_whole_words_of_the_page_change_and_names_and_code_stay(shown, body, selector, text):
    assert shown(body).locator(selector).text_content() == text


def test_what_comes_later_changes_too_and_nodes_stay_the_pages_own(shown):
    page_ = shown('<p id="p"></p><input placeholder="Filter by name…">')
    page_.evaluate("window.node = document.createTextNode('Loading…'); p.append(node)")
    page_.wait_for_function("p.textContent === '加载中…'")
    page_.evaluate("node.nodeValue = 'Failed (3)'")
    page_.wait_for_function("p.textContent === '失败（3）' && p.firstChild === node")
    assert page_.get_attribute("input", "placeholder") == "按名称筛选…"


def test_a_dictionary_cannot_end_the_script_it_stands_in():
    assert "</script" not in overlay_script()
    assert json.loads('"\\u003c"') == "<"
