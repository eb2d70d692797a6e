"""The pages of data standards: whole and accessible, and a rule is changed, tried and published."""

import pytest
from playwright.sync_api import expect

from onedata_assets.domain.metadata.column_naming import ColumnNaming, NameStyle
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity, Text
from onedata_resources.store.conformance import ConformanceResults, Kept
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews
from tests.browser.house import ADMIN, CREATOR
from tests.browser.visit import LOOKS

pytestmark = [pytest.mark.integration, pytest.mark.row("S16", "S17")]
NAME = "dim/buyer"
TABS = {
    "en": ["To review", "Conformance", "Versions", "To Kettle"],
    "zh": ["待评审", "落标情况", "版本", "生成 Kettle"],
}


def column(name: str, family: Family, zh: str, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=Text(en=name, zh=zh), family=family, **rules)


def standard(*cities: str) -> TableStandard:
    codes = tuple(Code(value=each, title=Text(en=each, zh=each)) for each in cities)
    return TableStandard(
        table=NAME,
        title=Text(en="Buyers", zh="买家"),
        key=("buyer_id",),
        columns=(
            column("buyer_id", Family.INTEGER, "买家编号", nullable=False, unique=True),
            column(
                "mobile",
                Family.TEXT,
                "手机号",
                pattern="1[0-9]{10}",
                sensitivity=Sensitivity.DIRECT,
            ),
            column("city", Family.TEXT, "城市", codes=codes),
        ),
    )


@pytest.fixture
def reviews(served, tmp_path, monkeypatch):
    """A standard with two versions, a draft of a scan, and a result."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    now, store = served.portal.clock(), served.portal.store
    made = Reviews(store, STANDARD)
    for number, cities in enumerate([("北京",), ("北京", "上海")]):
        content = standard(*cities).model_dump_json()
        made.publish(NAME, content, now, actor=CREATOR, reason=f"评审 {number}")
    scanned = standard("北京", "上海", "杭州").model_dump_json()
    made.propose(NAME, scanned, now, origin=Origin.SCAN, reason="shop v2")
    breach = {
        "column": "city",
        "rule": "code",
        "rows": 1,
        "examples": ["杭州"],
        "keys": ["buyer_id = 7"],
    }
    told = {"rows": 2, "rules": 5, "breaches": [breach]}
    ConformanceResults(store).put(Kept(NAME, 2, now, "", passed=False, told=told))
    return made


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_the_pages_are_whole_and_accessible(visit, reviews, language, theme, width):
    person = visit(ADMIN, language=language, theme=theme, width=width)
    person.open("/standards")
    expect(person.page.get_by_role("link", name=NAME)).to_be_visible()
    wrong = {"list": person.faults()}
    person.open(f"/standards/{NAME}")
    for tab in ["", *TABS[language]]:
        if tab:
            person.page.get_by_role("tab", name=tab).click()
            person.settle()
        wrong[tab] = person.faults()
    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_rule_is_changed_tried_kept_as_a_draft_and_published(visit, reviews):
    person = visit(ADMIN, language="en")
    person.open(f"/standards/{NAME}")
    page = person.page
    page.get_by_role("button", name="Edit buyer_id").click()
    page.get_by_label("At least").fill("2")
    page.get_by_role("button", name="Try on rows").click()
    expect(page.get_by_role("status")).to_contain_text("too small")
    page.get_by_role("button", name="Keep as draft").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("Reason").fill("from two on")
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_text("from two on")).to_be_visible()
    assert reviews.version(NAME).reason == "from two on"
    assert reviews.version(NAME).actor == ADMIN


def test_how_columns_are_named_is_changed_and_kept_as_a_draft(visit, reviews):
    person = visit(ADMIN, language="en")
    person.open(f"/standards/{NAME}")
    page = person.page
    page.get_by_role("button", name="Edit Table rules").click()
    page.get_by_label("Style of column names").click()
    page.get_by_title("snake_case", exact=True).click()
    page.get_by_label("Longest name").fill("30")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("Longest name 30")).to_be_visible()
    page.get_by_role("tab", name="To review").click()
    expect(page.get_by_role("cell", name="snake_case · 30")).to_be_visible()
    [mine] = [each for each in reviews.drafts(NAME) if each.origin is Origin.PERSON]
    assert standard_from(mine.content).naming == ColumnNaming(style=NameStyle.SNAKE, longest=30)
    reviews.withdraw(NAME, Origin.PERSON)


def test_rules_of_a_scan_are_accepted_one_by_one(visit, reviews):
    person = visit(CREATOR, language="en")
    person.open(f"/standards/{NAME}")
    page = person.page
    page.get_by_role("tab", name="To review").click()
    page.get_by_label("city codes").check()
    page.get_by_role("button", name="Accept 1 into my draft").click()
    expect(page.get_by_text("Draft by carol")).to_have_count(1)
    [mine] = [each for each in reviews.drafts(NAME) if each.origin is Origin.PERSON]
    assert "杭州" in mine.content
    reviews.withdraw(NAME, Origin.PERSON)
