"""A file that a command is given and cannot use is told with what it is and what to do."""

import json
from pathlib import Path

import pytest

from onedata_assets.cli.given_files import text_of
from onedata_assets.cli.metadata_terms import import_terms
from onedata_assets.cli.metrics import METRICS, REGISTERS
from onedata_assets.cli.say import told
from onedata_assets.cli.standards import draft_standard, publish_code_set, publish_standard
from onedata_resources.errors import BadInputError
from tests.powers import held_to_modes

pytestmark = pytest.mark.row("S12", "S16")

COMMANDS = {
    "terms": (".csv", lambda path: import_terms(str(path), "")),
    "terms in YAML": (".yaml", lambda path: import_terms(str(path), "")),
    "registers": (".csv", lambda path: REGISTERS.take(path, "", partly=False, dry_run=False)),
    "metrics": (".csv", lambda path: METRICS.take(path, "", partly=False, dry_run=False)),
    "draft": (".json", lambda path: draft_standard("shop/orders", path)),
    "publish": (".json", lambda path: publish_standard("shop/orders", "why", path, "")),
    "code set": (".json", lambda path: publish_code_set(path, "why")),
}


@pytest.fixture(params=list(COMMANDS))
def command(request, home, monkeypatch):
    """Lend each command that reads a file, and the ending of its files."""
    monkeypatch.setenv("STORE_URL", f"sqlite:///{home}/store/store.db")
    return COMMANDS[request.param]


def refused(command, path) -> BadInputError:
    with pytest.raises(BadInputError) as error:
        command(path)
    assert "ONEDATA_HOME" not in error.value.en
    assert "pydantic" not in str(error.value)
    return error.value


def test_a_file_that_is_not_there_is_told_by_its_path(command, tmp_path):
    ending, run = command
    error = refused(run, tmp_path / f"none{ending}")
    assert f"There is no file {tmp_path}/none{ending}: check the path." in error.en
    assert "请检查路径" in error.zh


def test_a_folder_is_told_as_one(command, tmp_path):
    ending, run = command
    (tmp_path / f"folder{ending}").mkdir()
    error = refused(run, tmp_path / f"folder{ending}")
    assert "is a folder" in error.en
    assert "是目录" in error.zh


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 50,
        json.dumps([{"a": n} for n in range(5_000)]).encode(),
        b"select *\nfrom everything\nwhere 1 = 1;\n" * 500,
        "[未闭合".encode(),
        b"",
    ],
)
def test_a_file_of_another_form_is_told_in_few_words(command, tmp_path, content):
    ending, run = command
    path = tmp_path / f"other{ending}"
    path.write_bytes(content)
    if b'{"a"' in content and ending == ".yaml":
        pytest.skip("JSON is YAML")
    error = refused(run, path)
    assert len(error.en) < 1_000
    assert error.zh != error.en


def test_a_file_that_may_not_be_read_is_told(command, tmp_path):
    ending, run = command
    path = tmp_path / f"closed{ending}"
    path.touch(mode=0)
    assert "let this user read it" in held_to_modes(lambda: refused(run, path)).en


def test_a_text_in_another_encoding_is_told_and_a_mark_of_utf8_is_none_of_it(tmp_path):
    (tmp_path / "gbk.json").write_bytes("标准".encode("gbk"))
    with pytest.raises(BadInputError, match="is no text in UTF-8"):
        text_of(tmp_path / "gbk.json")
    (tmp_path / "marked.json").write_bytes(b"\xef\xbb\xbf{}")
    assert text_of(tmp_path / "marked.json") == "{}"


def test_what_never_ends_is_not_read():
    with pytest.raises(BadInputError, match="no plain file"):
        text_of(Path("/dev/zero"))


@pytest.mark.parametrize(("language", "said"), [("en", "check the path"), ("zh", "请检查路径")])
def test_a_path_that_is_wrong_is_told_without_advice_on_the_home(monkeypatch, language, said):
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    shown = told(FileNotFoundError(2, "No such file or directory", "/none/out.json"))
    assert said in shown
    assert "/none/out.json" in shown
    assert "ONEDATA_HOME" not in shown
