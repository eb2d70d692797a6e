"""A transformation that was generated from a source is an asset at once: nothing is configured."""

import os
import sqlite3

import pytest

from onedata_assets.cli import metadata, metadata_kettle, standards
from onedata_assets.lib import kettle_read
from onedata_assets.lib.dagster_names import accept_keys_in_every_script
from onedata_resources.kettle import configured
from onedata_resources.kettle.configured import connection_settings, connections
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.reader import read_transformation
from tests.component.ingestion.projects import component
from tests.component.ingestion.runs import key

pytestmark = pytest.mark.row("S18")
TABLE = "hr/员工"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one source, whose variable has another name than the source."""
    folder = tmp_path / "onedata_assets/defs/hr"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text("name: hr\nkind: sql\nconnection: PERSONNEL_URL\n")
    (folder.parent / "wrong").mkdir()
    (folder.parent / "wrong/source.yaml").write_text("kind: [")
    for module in (metadata, metadata_kettle, configured):
        monkeypatch.setattr(module, "project_dir", lambda: tmp_path)
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORE_URL", f"sqlite:///{tmp_path}/store.db")
    monkeypatch.setenv("PERSONNEL_URL", f"sqlite:///{tmp_path}/hr.db")
    with sqlite3.connect(tmp_path / "hr.db") as database:
        database.execute('CREATE TABLE "员工" ("工号" INTEGER PRIMARY KEY, "姓名" TEXT)')
        database.executemany('INSERT INTO "员工" VALUES (?, ?)', [(1, "张伟"), (2, "李娜")])
        database.execute('CREATE TABLE "花名册" ("工号" INTEGER, "姓名" TEXT)')
    return tmp_path


def test_every_database_that_is_described_and_set_is_a_connection(project, monkeypatch):
    url = os.environ["PERSONNEL_URL"]
    assert connections(os.environ)["hr"] == url
    assert connection_settings(os.environ)["hr"] == "PERSONNEL_URL"
    monkeypatch.setenv("KETTLE_CONNECTION_HR", "sqlite:///other.db")
    assert connections(os.environ)["hr"] == "sqlite:///other.db"
    monkeypatch.delenv("KETTLE_CONNECTION_HR")
    monkeypatch.delenv("PERSONNEL_URL")
    assert "hr" not in connections(os.environ)


def test_what_was_accepted_is_an_asset_that_reads_the_sources_table_and_runs(project):
    (project / "onedata_assets/defs/wrong/source.yaml").unlink()
    accept_keys_in_every_script()
    metadata.scan_sources([])
    standards.publish_standard(TABLE, "reviewed", None, "")
    wanted = metadata_kettle.wanted_of(
        TABLE, source="", target="hr", table="花名册", schema="", rejected="", standard="",
        only_conforming=False,
    )  # fmt: skip
    assert metadata_kettle.generate(TABLE, wanted, accept=True, out=None) == 0
    jobs = component({"project": str(project / "kettle_jobs")})
    [assets] = jobs.assets(project / "kettle_jobs")
    assert assets.keys == {key("hr", "花名册")}
    [spec] = assets.specs
    assert {each.asset_key for each in spec.deps} == {key("hr", "员工")}
    [file] = (project / "kettle_jobs").rglob("*.ktr")
    context = RunContext(connections=connections(os.environ))
    run = TransformationRun(read_transformation(file.read_bytes(), name=file.stem), context)
    run.execute()
    assert run.status == "Finished", run.log.text()
    with sqlite3.connect(project / "hr.db") as database:
        assert database.execute('SELECT * FROM "花名册"').fetchall() == [(1, "张伟"), (2, "李娜")]


def generated_into(project, table: str, **more: str) -> None:
    given = {"source": "", "target": "hr", "schema": "", "rejected": "", "standard": ""}
    wanted = metadata_kettle.wanted_of(TABLE, table=table, only_conforming=False, **(given | more))
    assert metadata_kettle.generate(TABLE, wanted, accept=True, out=None) == 0


def keys_of(project) -> set:
    jobs = component({"project": str(project / "kettle_jobs")})
    return {each for assets in jobs.assets(project / "kettle_jobs") for each in assets.keys}


@pytest.fixture
def roster(project):
    """The project with one generated file in use, and one that a person drew."""
    (project / "onedata_assets/defs/wrong/source.yaml").unlink()
    accept_keys_in_every_script()
    metadata.scan_sources([])
    standards.publish_standard(TABLE, "reviewed", None, "")
    generated_into(project, "花名册")
    [made] = (project / "kettle_jobs").rglob("*.ktr")
    drawn = made.read_text().replace("<table>花名册</table>", "<table>drawn</table>")
    (project / "kettle_jobs/drawn.ktr").write_text(drawn.replace("hr</conn", "retail</conn"))
    return project


def test_a_generated_file_whose_connection_is_gone_leaves_the_other_definitions(
    roster, monkeypatch, caplog
):
    assert key("hr", "花名册") in keys_of(roster)
    monkeypatch.delenv("PERSONNEL_URL")
    kettle_read._TRANSFORMATIONS.clear()
    assert keys_of(roster) == {key("retail", "drawn"), key("hr", "花名册")}
    assert "hr" in caplog.text


@pytest.mark.parametrize("content", ["<no", "<transformation/>"])
def test_a_generated_file_that_cannot_be_read_has_no_asset_and_is_told(roster, caplog, content):
    [made] = (roster / "kettle_jobs/generated").rglob("*.ktr")
    made.write_text(content)
    assert keys_of(roster) == {key("retail", "drawn")}
    assert made.name in caplog.text


def test_a_generated_file_that_writes_what_a_drawn_one_writes_gives_way(roster, caplog):
    generated_into(roster, "drawn", target="retail")
    assert keys_of(roster) == {key("retail", "drawn")}
    assert "is written by" in caplog.text
