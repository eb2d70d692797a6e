"""What `onedata doctor` finds in the stores: source, lake, models, indexes, documents, events."""

import time

import pytest

from onedata_assets.cli.doctor_stores import (
    deliveries,
    documents,
    lake,
    models,
    plain,
    source_database,
    vectors,
    within,
)
from onedata_assets.cli.finding import Finding, State
from onedata_assets.cli.processes import free_port
from onedata_resources.clients.jsonl import append_lines
from tests.unit.cli.answering import AWAY, answering

pytestmark = pytest.mark.usefixtures("home")


def test_a_source_that_does_not_answer_is_broken(monkeypatch):
    monkeypatch.setenv("RETAIL_SOURCE_URL", "postgresql://127.0.0.1:9/x")
    found = source_database()
    assert found.state is State.BROKEN
    assert "127.0.0.1:9" in found.what


def test_a_source_url_that_cannot_be_read_is_broken_not_a_traceback(monkeypatch):
    monkeypatch.setenv("RETAIL_SOURCE_URL", "postgresql://u:hunter2@h:notaport/x")
    found = source_database()
    assert found.state is State.BROKEN
    assert "port must be a number" in found.what
    assert "hunter2" not in found.what


def test_a_source_that_is_no_database_is_broken(tmp_path, monkeypatch):
    (tmp_path / "r.db").write_text("no database at all, only text " * 100)
    monkeypatch.setenv("RETAIL_SOURCE_URL", f"sqlite:///{tmp_path}/r.db")
    assert source_database().state is State.BROKEN


def test_the_tables_of_the_lake_are_counted(home):
    for table in ("ods/a", "dwd/b"):
        (home / "lake" / table / "_delta_log").mkdir(parents=True)
    assert lake() == Finding("Lake", State.OK, f"2 tables in {home}/lake")


def test_a_lake_in_an_object_store_is_asked(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_REGION", "nowhere")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("LAKE_URI", "s3://nowhere/lake")
    found = lake()
    assert found.state is State.BROKEN
    assert "s3://nowhere/lake" in found.what
    assert "LAKE_URI" in found.advice


def test_what_takes_too_long_is_left():
    with pytest.raises(TimeoutError):
        within(0.01, lambda: time.sleep(1))
    assert within(5, lambda: "soon") == "soon"


def test_a_message_in_colours_and_lines_becomes_one_line():
    assert plain("Generic error\n  \x1b[31m↳\x1b[0m no route\n\n") == "Generic error: no route"


def test_an_mlflow_server_is_asked_for_its_health(monkeypatch):
    with answering({"/health": "OK"}) as url:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", url)
        assert models().state is State.OK
    assert models().state is State.BROKEN


def test_published_indexes_are_named(home, monkeypatch):
    assert vectors().state is State.OFF
    monkeypatch.setattr(
        "onedata_resources.clients.vector_names.published_names", lambda uri: ["policies"]
    )
    assert vectors().what == f"published in {home}/vectors: policies"


def test_a_missing_document_folder_is_broken_and_an_empty_one_is_off(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCUMENTS_DIR", str(tmp_path / "documents"))
    assert documents().state is State.BROKEN
    (tmp_path / "documents").mkdir()
    assert documents().state is State.OFF
    (tmp_path / "documents" / "a.md").touch()
    assert documents().what.startswith("1 files")


def test_receivers_are_looked_at_and_waiting_events_counted(home, file, monkeypatch):
    monkeypatch.setenv("OPENLINEAGE_URL", f"http://{AWAY}:5000")
    monkeypatch.setenv("ALARMS_URL", f"file://{file}/alarms.jsonl")
    append_lines(home / "lineage" / "unsent.jsonl", [{}, {}])
    with answering({}) as url:
        monkeypatch.setenv("ALARMS_CHANNELS", f"sales={url}/hook?key=hunter2 bad=nowhere")
        found = list(deliveries())
    states = [finding.state for finding in found]
    assert states == [State.BROKEN, State.BROKEN, State.BROKEN, State.OK, State.BROKEN]
    assert "2 events wait" in found[1].what
    assert found[3].what == f"{url.removeprefix('http://')} accepts connections."
