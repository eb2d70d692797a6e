"""The members' table of a source, its standard in force, and the Kettle file that comes of it."""

import sqlite3

import pytest

from onedata_assets.domain.metadata.model import TableName
from onedata_portal import source_rows
from onedata_resources.store import kettle_files
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.reviewed import KETTLE, STANDARD, Reviews
from tests.component.tables.scanned import scanned, table
from tests.component.tables.test_standards import (
    CHANGERS,
    NAME,
    NOW,
    STANDARD_OF_MEMBERS,
    STRANGERS,
    VIEWERS,
)

WANTED = {
    "standard": NAME,
    "source": "",
    "target": "lake",
    "schema": "ods",
    "table": "member",
    "rejected": "member__rejected",
    "only_conforming": False,
}
ORDER = {"table": NAME, "wanted": WANTED}
EVERYBODY = ["", *STRANGERS, *VIEWERS, *CHANGERS]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose one source is called as the layer of the members' table."""
    folder = tmp_path / "project"
    (folder / "onedata_assets/defs").mkdir(parents=True)
    (folder / "onedata_assets/defs/source.yaml").write_text(
        "name: dwd\nkind: sql\nconnection: CRM_SOURCE_URL\n"
    )
    with sqlite3.connect(tmp_path / "crm.db") as database:
        database.execute("create table member (id integer primary key, MOBILE text, region text)")
        rows = [(number, f"138{number:08}", "华东") for number in range(120)]
        database.executemany("insert into member values (?, ?, ?)", rows)
    monkeypatch.setenv("CRM_SOURCE_URL", f"sqlite:///{tmp_path}/crm.db")
    for module in (source_rows, kettle_files):
        monkeypatch.setattr(module, "project_dir", lambda: folder)
    return folder


@pytest.fixture
def members(home, project, without_reload):
    """The members' standard in force, and their table as a scan left it."""
    known = table(TableName("", "member"), ["id", "MOBILE", "region"])
    scanned(home.portal.store, "dwd", [known], NOW)
    Reviews(home.portal.store, STANDARD).publish(
        NAME, STANDARD_OF_MEMBERS.model_dump_json(), NOW, actor="carl", reason="first"
    )
    return home


def used(home, who: str = "carl", **more):
    browser = home.browser(who)
    shown = browser.post("/standards/kettle/preview", ORDER)
    mark = shown.json().get("mark", "0" * 64)
    return browser.post("/standards/kettle/versions", ORDER | {"after": 0, "mark": mark} | more)


def actions(home) -> list[str]:
    return [each.event.action for each in home.portal.audit.all(AuditFilter())]


def publish(home, standard) -> None:
    Reviews(home.portal.store, STANDARD).publish(
        NAME, standard.model_dump_json(), NOW, actor="carl", reason="another"
    )


def told_of_a_portal_that_cannot_write(home) -> None:
    told = home.browser("carl").get(f"/standards/kettle?table={NAME}").json()
    assert told["is_writable"] is False
    answer = used(home)
    assert answer.status_code == 503
    assert "onedata metadata kettle dwd/member --accept" in answer.json()["en"]
    assert Reviews(home.portal.store, KETTLE).history(NAME) == []
