"""`onedata doctor` tells what is wrong and what to do, hides secrets, and changes nothing."""

import subprocess
import sys

import pytest

from onedata_assets.cli.doctor import find
from onedata_assets.cli.doctor_machine import home as home_finding
from onedata_assets.cli.doctor_machine import placeholders
from onedata_assets.cli.doctor_services import service
from onedata_assets.cli.finding import Finding, State, look
from onedata_assets.cli.main import app
from tests.powers import held_to_modes
from tests.unit.cli.answering import AWAY, answering

pytestmark = pytest.mark.usefixtures("home")


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


def test_a_home_that_may_not_be_entered_is_found_and_nothing_crashes(tmp_path, monkeypatch, capsys):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    monkeypatch.setenv("ONEDATA_HOME", str(locked / "home"))
    code, told = held_to_modes(lambda: doctor(capsys))
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
