"""A folder of Kettle and DataX files on `onedata carte`: tables elsewhere, and rejected rows."""

import json
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import create_engine, text

from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from tests.component.ingestion.projects import component
from tests.integration.carte.serving import serving

pytestmark = pytest.mark.integration

REJECTING = """<transformation><info><name>reject</name></info>
<order><hop><from>in</from><to>number</to></hop><hop><from>number</from><to>out</to></hop>
<hop><from>number</from><to>bad</to></hop></order>
<step><name>in</name><type>TableInput</type><connection>shop</connection>
<sql>SELECT id, amount FROM sales ORDER BY id</sql></step>
<step><name>number</name><type>SelectValues</type><fields><select_unspecified>N</select_unspecified>
<meta><name>amount</name><rename>amount</rename><type>Integer</type><length>-2</length>
<precision>-2</precision></meta></fields></step>
<step><name>out</name><type>TableOutput</type><connection>lake</connection><schema>ods</schema>
<table>amounts</table><truncate>Y</truncate></step>
<step><name>bad</name><type>Dummy</type></step>
<step_error_handling><error><source_step>number</source_step><target_step>bad</target_step>
<is_enabled>Y</is_enabled></error></step_error_handling></transformation>"""
MART = """<transformation><info><name>mart</name></info>
<order><hop><from>in</from><to>out</to></hop></order>
<step><name>in</name><type>TableInput</type><connection>shop</connection>
<sql>SELECT id, amount FROM sales</sql></step>
<step><name>out</name><type>TableOutput</type><connection>shop</connection>
<table>copied</table><truncate>Y</truncate></step></transformation>"""


def datax(source: str, target: str) -> str:
    def side(name: str, kind: str, url: object, table: str) -> dict:
        place = {"jdbcUrl": url, "table": [table]}
        return {"name": name + kind, "parameter": {"column": ["id"], "connection": [place]}}

    content = {
        "reader": side("sqlite", "reader", [f"jdbc:sqlite:{source}"], "sales"),
        "writer": side("sqlite", "writer", f"jdbc:sqlite:{target}", "ids"),
    }
    return json.dumps({"job": {"content": [content], "setting": {"speed": {"channel": 1}}}})


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE sales (id INTEGER, amount VARCHAR(9))"))
        connection.execute(text("CREATE TABLE copied (id BIGINT, amount VARCHAR(9))"))
        connection.execute(text("CREATE TABLE ids (id BIGINT)"))
        connection.execute(text("INSERT INTO sales VALUES (1, '5'), (2, 'five'), (3, '7')"))
    monkeypatch.setenv("KETTLE_CONNECTION_SHOP", url)
    files = tmp_path / "files"
    files.mkdir()
    (files / "reject.ktr").write_text(REJECTING)
    (files / "mart.ktr").write_text(MART)
    (files / "ids.json").write_text(datax(str(tmp_path / "shop.db"), str(tmp_path / "shop.db")))
    return files


def test_what_a_project_writes_is_told_by_its_databases_and_by_carte(folder, tmp_path):
    lake = LakeClient(str(tmp_path / "lake"))
    made = component({"project": str(folder), "defaults": {"retries": {"count": 0}}})
    connections = {"shop": f"sqlite:///{tmp_path / 'shop.db'}"}
    with serving(connections=connections, lake_uri=lake.uri) as server, server.client() as kettle:
        result = dg.materialize(
            list(made.assets(folder)),
            resources={
                "kettle": kettle,
                "lake": lake,
                "folders": Folders(folder, folder, folder),
            },
        )
    told = {
        event.asset_key.path[-1]: event.materialization.metadata
        for event in result.get_asset_materialization_events()
    }
    assert set(told) == {"amounts", "copied", "ids"}
    written = {name: metadata["kettle/written"].value for name, metadata in told.items()}
    assert written["amounts"]["rows"] == {"written": 2, "updated": 0, "rejected": 1}
    assert written["copied"]["columns"] == [
        {"name": "id", "type": "BIGINT"},
        {"name": "amount", "type": "VARCHAR(9)"},
    ]
    assert written["ids"]["columns"] == [{"name": "id", "type": "BIGINT"}]
    assert {name: each["rows"]["written"] for name, each in written.items()} == {
        "amounts": 2,
        "copied": 3,
        "ids": 3,
    }
    checks = {each.asset_key.path[-1]: each for each in result.get_asset_check_evaluations()}
    assert {each.check_name for each in checks.values()} == {"rejected_rows_are_few"}
    assert {name: each.passed for name, each in checks.items()} == {"amounts": False, "ids": True}
    check = checks["amounts"]
    assert check.metadata["steps"].value == {"number": 1}
    assert len(told["amounts"]["kettle_steps"].records) == 4
    assert "Dispatching started" in told["copied"]["kettle_log"].value
