"""`onedata doctor` tells what is wrong and what to do, hides secrets, and changes nothing."""

import subprocess
import sys

import pytest

from onedata_assets.cli.doctor import Finding, State, find, lake, source_database
from onedata_assets.cli.main import app


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


def doctor(capsys) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        app(["doctor"])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_a_fresh_installation_is_not_broken_and_says_what_to_do(capsys):
    code, told = doctor(capsys)
    assert code == 0
    assert "make demo loads it" in told
    assert "onedata up starts it" in told


def test_looking_leaves_the_sources_and_the_lake_uncreated(home):
    list(find())
    assert not (home / "sources").exists()
    assert not (home / "lake").exists()


def test_passwords_are_not_shown(capsys, monkeypatch):
    monkeypatch.setenv("RETAIL_SOURCE_URL", "postgresql://ada:hunter2@127.0.0.1:9/x")
    code, told = doctor(capsys)
    assert code == 1
    assert "hunter2" not in told


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


def test_the_tables_of_the_lake_are_counted(home):
    for table in ("ods/a", "dwd/b"):
        (home / "lake" / table / "_delta_log").mkdir(parents=True)
    assert lake() == Finding("Lake", State.OK, f"2 tables in {home}/lake")


def test_help_answers_without_loading_the_platform():
    code = (
        "import sys; from onedata_assets.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: print([m for m in ('dagster', 'polars', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
