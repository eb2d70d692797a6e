"""`onedata doctor` tells what is wrong and what to do, hides secrets, and changes nothing."""

import os
import subprocess
import sys
import time

import pytest

from onedata_assets.cli import env_file
from onedata_assets.cli.doctor import find
from onedata_assets.cli.doctor_machine import home as home_finding
from onedata_assets.cli.doctor_machine import placeholders
from onedata_assets.cli.doctor_services import service
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
from onedata_assets.cli.finding import Finding, State, look
from onedata_assets.cli.main import app
from onedata_assets.cli.processes import free_port
from onedata_resources.clients.jsonl import append_lines
from tests.unit.cli.answering import answering

AWAY = "carte.invalid"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(env_file, "project_dir", lambda: tmp_path)
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("KETTLE_BASE_URL", "WEATHER_BASE_URL", "TRITON_BASE_URL", "ONEDATA_UI_URL"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path):
    (tmp_path / "file").touch()
    return tmp_path / "file"


def doctor(capsys) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        app(["doctor"])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_a_fresh_installation_is_not_broken_and_says_what_to_do(capsys):
    code, told = doctor(capsys)
    assert code == 0
    assert "make demo loads it" in told
    assert "onedata up starts it" in told


def test_the_findings_are_told_in_chinese(capsys, monkeypatch):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "zh")
    _, told = doctor(capsys)
    assert "执行 onedata up 会启动它" in told
    assert "starts it" not in told


def test_looking_changes_nothing(tmp_path, home):
    list(find())
    assert list(tmp_path.iterdir()) == []
    for folder in ("lake/ods/a/_delta_log", "vectors", "lineage", "triton"):
        (home / folder).mkdir(parents=True)
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    list(find())
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_passwords_are_not_shown(capsys, monkeypatch):
    monkeypatch.setenv("RETAIL_SOURCE_URL", "postgresql://ada:hunter2@127.0.0.1:9/x")
    monkeypatch.setenv("KETTLE_CONNECTION_CRM", "postgresql://ada:hunter2@127.0.0.1:9/x")
    monkeypatch.setenv("ALARMS_URL", "http://127.0.0.1:9/send?key=hunter2")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ada:hunter2@127.0.0.1:9")
    code, told = doctor(capsys)
    assert code == 1
    assert "hunter2" not in told


def test_the_origin_of_a_setting_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DBT_TARGET", "duckdb")
    monkeypatch.setenv("REPORTS_DIR", "")
    monkeypatch.delenv("REPORTS_DIR")
    (tmp_path / ".env").write_text(f"REPORTS_DIR={tmp_path}/r\nDBT_TARGET=trino\n")
    settings = doctor(capsys)[1].partition("Findings")[0]
    rows = [line.split("│") for line in settings.splitlines() if "│" in line]
    told = {row[1].strip(): row[2].strip() for row in rows}
    assert told["REPORTS_DIR"] == ".env"
    assert told["DBT_TARGET"] == told["ONEDATA_HOME"] == "environment"
    assert told["LAKE_URI"] == "default"


def test_a_home_that_cannot_be_made_is_broken_and_named(file, capsys, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(file / "home"))
    code, told = doctor(capsys)
    assert code == 1
    assert home_finding().state is State.BROKEN
    assert "a folder that this user may write" in told


def test_a_placeholder_of_the_example_is_broken(monkeypatch):
    assert list(placeholders()) == []
    monkeypatch.setenv("LAKE_URI", "{home}/lake")
    [found] = placeholders()
    assert (found.subject, found.state) == ("LAKE_URI", State.BROKEN)


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


@pytest.mark.parametrize(
    ("url", "state", "said"),
    [
        (f"http://{AWAY}:8081", State.BROKEN, "Check the network"),
        ("127.0.0.1:8081", State.BROKEN, "write http://host:port"),
        ("http://127.0.0.1:9", State.OFF, "onedata up starts it"),
    ],
)
def test_a_service_that_does_not_answer_has_the_advice_that_fits(url, state, said, monkeypatch):
    monkeypatch.setenv("KETTLE_BASE_URL", url)
    found = service("KETTLE_BASE_URL")
    assert found.state is state
    assert said in f"{found.what} {found.advice}"


def test_another_program_at_the_address_of_a_service_is_broken(monkeypatch):
    with answering({}) as url:
        monkeypatch.setenv("KETTLE_BASE_URL", url)
        found = service("KETTLE_BASE_URL")
    assert found.state is State.BROKEN
    assert "KETTLE_BASE_URL" in found.advice


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look and write everywhere")
def test_a_home_that_may_not_be_entered_is_found_and_nothing_crashes(tmp_path, monkeypatch, capsys):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    monkeypatch.setenv("ONEDATA_HOME", str(locked / "home"))
    code, told = doctor(capsys)
    assert code == 1
    assert told.count("broken") >= 4
    assert "ONEDATA_UI_URL" in told


def test_what_may_not_be_looked_at_is_a_finding():
    def check() -> Finding:
        raise PermissionError(13, "Permission denied", "/secret")

    found = look("Lake", check)
    assert (found.subject, found.state) == ("Lake", State.BROKEN)
    assert "/secret: Permission denied" in found.what


def test_help_answers_without_loading_the_platform():
    code = (
        "import sys; from onedata_assets.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: print([m for m in ('dagster', 'polars', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
