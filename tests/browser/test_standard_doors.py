"""A Kettle file of a standard is previewed and used, a code set changed and compared, in pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from onedata_assets.domain.metadata.model import Family, TableName
from onedata_portal import source_rows
from onedata_resources.store import kettle_files
from onedata_resources.store.review_tables import PublishedRecord
from onedata_resources.store.reviewed import CODE_SET, KETTLE, STANDARD, Reviews
from tests.browser.house import ADMIN, CREATOR, VIEWER
from tests.browser.test_standards import NAME, column, standard
from tests.browser.visit import LOOKS
from tests.component.tables.scanned import scanned, table

pytestmark = [pytest.mark.integration, pytest.mark.row("S16", "S17", "S18")]
BUYER = TableName("", "buyer")
WORDS = {
    "en": {"preview": "Preview", "versions": "Versions"},
    "zh": {"preview": "预览", "versions": "版本"},
}


@pytest.fixture
def project(served, tmp_path, monkeypatch):
    """A project with the buyers' source, scanned, and their standard in force."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    (tmp_path / "onedata_assets/defs").mkdir(parents=True)
    source = "name: dim\nkind: sql\nconnection: CRM_SOURCE_URL\n"
    (tmp_path / "onedata_assets/defs/source.yaml").write_text(source)
    for module in (source_rows, kettle_files):
        monkeypatch.setattr(module, "project_dir", lambda: tmp_path)
    now, store = served.portal.clock(), served.portal.store
    scanned(store, "dim", [table(BUYER, ["buyer_id", "MOBILE", "city"])], now)
    content = standard("北京", "上海").model_dump_json()
    Reviews(store, STANDARD).publish(NAME, content, now, actor=CREATOR, reason="评审")
    yield tmp_path
    scanned(store, "dim", [table(BUYER, ["id", "phone", "city"])], now + timedelta(hours=1))
    with store.transaction() as session:
        session.execute(sa.delete(PublishedRecord).where(PublishedRecord.kind == KETTLE))


def previewed(person) -> None:
    person.open(f"/standards/{NAME}?tab=kettle")
    person.page.get_by_label("Table to write").fill("buyer")
    person.page.get_by_role("button", name="Preview").click()


def test_a_transformation_is_previewed_used_and_waits_after_a_new_version(visit, served, project):
    person = visit(CREATOR, language="en")
    previewed(person)
    page = person.page
    expect(page.get_by_role("region", name="Columns")).to_contain_text("MOBILE")
    file = project / "kettle_jobs/generated/dim/buyer.ktr"
    assert not file.exists()
    page.get_by_role("button", name="Use", exact=True).click()
    page.get_by_role("dialog").get_by_label("Reason").fill("to ods")
    page.get_by_role("dialog").get_by_role("button", name="Use").click()
    expect(page.get_by_role("region", name="Versions of the")).to_contain_text("to ods")
    assert file.exists()
    assert Reviews(served.portal.store, KETTLE).version(NAME).actor == CREATOR
    wider = standard("北京", "上海", "杭州")
    wider = wider.model_copy(
        update={"columns": (*wider.columns[:2], column("city", Family.INTEGER, "城市"))}
    )
    now = served.portal.clock()
    Reviews(served.portal.store, STANDARD).publish(
        NAME, wider.model_dump_json(), now, actor=CREATOR, reason="another"
    )
    before = file.read_text()
    person.open("/standards")
    page.get_by_role("link", name="Kettle regeneration waits").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("city")
    assert file.read_text() == before


def test_what_cannot_be_matched_is_told_with_what_to_do(visit, served, project):
    now = served.portal.clock() + timedelta(minutes=1)
    scanned(served.portal.store, "dim", [table(BUYER, ["buyer_id", "city"])], now)
    person = visit(CREATOR, language="en")
    previewed(person)
    expect(person.page.get_by_role("alert")).to_contain_text("no column mobile")


def test_who_may_not_change_it_sees_it_only(visit, project):
    person = visit(VIEWER, language="en")
    previewed(person)
    expect(person.page.get_by_role("region", name="Columns")).to_be_visible()
    expect(person.page.get_by_role("button", name="Use", exact=True)).to_have_count(0)
    expect(person.page.get_by_role("button", name="Draft anew")).to_have_count(0)


def test_a_publication_says_that_its_check_comes_with_a_reload(visit, project):
    person = visit(CREATOR, language="en")
    person.open(f"/standards/{NAME}")
    expect(person.page.get_by_text("is there once definitions are loaded again")).to_be_visible()
    expect(person.page.get_by_role("button", name="Load definitions again")).to_be_visible()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_the_pages_are_whole_and_accessible(visit, project, language, theme, width):
    person = visit(ADMIN, language=language, theme=theme, width=width)
    page, wrong = person.page, {}
    person.open(f"/standards/{NAME}?tab=kettle")
    page.get_by_role("button", name=WORDS[language]["preview"]).click()
    page.wait_for_selector(".diff")
    wrong["kettle"] = person.faults()
    for path in ("/code-sets", "/code-sets/divisions"):
        person.open(path)
        wrong[path] = person.faults()
    page.get_by_role("tab", name=WORDS[language]["versions"]).click()
    person.settle()
    wrong["versions"] = person.faults()
    page.locator(".page-actions button").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.ant-zoom-appear')")
    wrong["form"] = person.faults()
    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_code_set_is_changed_with_a_reason_and_compared_with_the_standard(visit, served):
    person = visit(ADMIN, language="en")
    person.open("/code-sets/sex")
    page = person.page
    page.get_by_label("Filter codes or titles").fill("fem")
    expect(page.get_by_role("region", name="Codes")).to_contain_text("female")
    page.get_by_role("button", name="Change the code set").click()
    codes = page.get_by_role("textbox", name="Codes")
    codes.fill("0,未知\n0,again")
    expect(page.get_by_role("alert")).to_contain_text("Line 2: the code stands there twice")
    codes.fill("1,男性,male\n2,女,female\n3,其他,other")
    expect(page.get_by_role("status").last).to_contain_text("1 new, 2 gone, 1 renamed")
    page.get_by_label("Reason").fill("ours")
    page.get_by_role("button", name="Publish a version").click()
    expect(page.get_by_text("Version 1", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("region", name="Compare")).to_contain_text("not stated")
    assert Reviews(served.portal.store, CODE_SET).version("sex").reason == "ours"
