"""The one boundary of the CLI: settings from `.env`, and errors that a person can act on."""

import errno
import os
import socket
import sys

import pytest

from onedata_assets.cli import env_file
from onedata_assets.cli.env_file import load_env_file
from onedata_assets.cli.main import app
from onedata_assets.cli.say import told
from onedata_resources.errors import BadInputError, UnavailableError

VARIABLES = ("REPORTS_DIR", "LAKE_URI")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    for name in VARIABLES:
        # Set first, so that what the code under test sets is undone as well.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(env_file, "project_dir", lambda: tmp_path)
    return tmp_path / ".env"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(list(arguments))
    return int(ended.value.code or 0)


def test_a_command_has_the_settings_of_the_file(file, monkeypatch, tmp_path, capsys):
    file.write_text(f"REPORTS_DIR={tmp_path}/told\n")
    monkeypatch.setattr("onedata_assets.cli.doctor.find", lambda: iter(()))
    assert run("doctor") == 0
    assert f"{tmp_path}/told" in capsys.readouterr().out


def test_the_environment_wins_over_the_file(file, monkeypatch):
    file.write_text("REPORTS_DIR=/file\nLAKE_URI=/file\n")
    monkeypatch.setenv("LAKE_URI", "/environment")
    load_env_file(file)
    assert (os.environ["REPORTS_DIR"], os.environ["LAKE_URI"]) == ("/file", "/environment")


def test_a_file_that_is_no_text_is_named(file, capsys):
    file.write_bytes("REPORTS_DIR=报表".encode("gb18030"))
    assert run("doctor") == 1
    assert f"{file} is no text in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["carte", "--port", "99999"], ["up", "--port", "0"]])
def test_a_port_that_cannot_be_is_refused(command, capsys):
    assert run(*command) == 2
    assert "Invalid value for '--port'" in capsys.readouterr().err


def test_carte_on_a_taken_port_says_which_in_one_language(capsys, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run("carte", "--port", str(port)) == 1
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in said
    assert "choose another port" in said
    assert "请更换端口" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", [["demo"], ["up"], ["lineage", "export"]])
def test_a_home_that_cannot_be_written_is_named_without_a_traceback(
    command, tmp_path, capsys, monkeypatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "file" / "home"))
    assert run(*command) == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said
    assert "set ONEDATA_HOME" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        (UnavailableError("away", "不在"), "away", "不在"),
        (OSError(errno.ENOSPC, "No space left", "/f"), "/f: No space left. Free space", "清理空间"),
        (PermissionError(errno.EACCES, "denied", "/f"), "/f: denied. Give this user", "开放其权限"),
        (OSError(errno.EIO, "I/O error"), "I/O error. onedata doctor", "onedata doctor 查看"),
    ],
)
def test_an_error_is_told_in_the_readers_language_alone(error, en, zh, monkeypatch):
    assert en in told(error)
    assert zh not in told(error)
    monkeypatch.setenv("ONEDATA_LANGUAGE", "zh")
    assert zh in told(error)


def test_an_error_of_the_program_keeps_its_traceback(monkeypatch):
    def broken() -> int:
        raise RuntimeError("a defect")

    monkeypatch.setattr("onedata_assets.cli.doctor.run_doctor", broken)
    with pytest.raises(RuntimeError, match="a defect"):
        app(["doctor"], standalone_mode=False)


def test_bad_input_ends_with_one(monkeypatch, capsys):
    def refuse() -> int:
        raise BadInputError("[what] is wrong", "[what] 有误")

    monkeypatch.setattr("onedata_assets.cli.doctor.run_doctor", refuse)
    assert run("doctor") == 1
    assert "[what] is wrong" in capsys.readouterr().err


def test_a_reader_that_leaves_is_no_failure_to_report(monkeypatch, capsys):
    def leave() -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    stdout, stderr = sys.stdout, sys.stderr
    monkeypatch.setattr("onedata_assets.cli.doctor.run_doctor", leave)
    assert run("doctor") == 1
    sys.stdout, sys.stderr = stdout, stderr
    assert capsys.readouterr().err == ""
