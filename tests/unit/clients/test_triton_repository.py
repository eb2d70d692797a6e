import errno
from pathlib import Path

import pytest

from onedata_resources.clients.triton_repository import publish
from onedata_resources.errors import BadInputError, StorageFullError
from tests.fakes import FakeTriton


def serve(server: FakeTriton, version: str, *, text: str = "code", probe=lambda: None) -> None:
    files = {"model.py": text, "model.lgb": "tree"}
    publish(server, "sales", version, config=f"config {version}", files=files, probe=probe)


def tree(server: FakeTriton) -> dict[str, str]:
    root = server.model_repository
    return {
        str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()
    }


@pytest.fixture
def server(tmp_path: Path) -> FakeTriton:
    return FakeTriton(tmp_path / "models")


def test_a_version_is_written_whole_and_loaded(server):
    serve(server, "1")
    assert tree(server) == {
        "sales/config.pbtxt": "config 1",
        "sales/1/model.py": "code",
        "sales/1/model.lgb": "tree",
    }
    assert server.loaded == ["sales"]


def test_publishing_again_ends_in_the_same_files(server):
    serve(server, "1")
    before = tree(server)
    serve(server, "1")
    assert tree(server) == before


def test_the_version_before_is_kept_and_older_ones_are_removed(server):
    for version in ("8", "9", "10"):
        serve(server, version)
    assert sorted(path.name for path in (server.model_repository / "sales").iterdir()) == [
        "10",
        "9",
        "config.pbtxt",
    ]


def test_going_back_to_an_older_version_takes_the_newer_ones_out_of_service(server):
    for version in ("1", "2", "3", "1"):
        serve(server, version)
    assert set(tree(server)) == {"sales/config.pbtxt", "sales/1/model.py", "sales/1/model.lgb"}


@pytest.mark.parametrize("version", ["1", "2", "3"], ids=["older", "same", "next"])
def test_a_refused_version_leaves_the_repository_as_it_was(server, version):
    serve(server, "1")
    serve(server, "2")
    before = tree(server)
    server.refuses = BadInputError("broken", "损坏")
    with pytest.raises(BadInputError, match="broken"):
        serve(server, version, text="wrong")
    assert tree(server) == before


def test_a_first_version_that_is_refused_leaves_nothing(server):
    server.refuses = BadInputError("broken", "损坏")
    with pytest.raises(BadInputError):
        serve(server, "1")
    assert tree(server) == {}


def test_a_version_that_loads_but_does_not_answer_is_taken_back(server):
    def silent() -> None:
        raise BadInputError("no answer", "无应答")

    serve(server, "1")
    before = tree(server)
    with pytest.raises(BadInputError, match="no answer"):
        serve(server, "2", probe=silent)
    assert tree(server) == before
    assert server.loaded == ["sales", "sales", "sales"]


@pytest.mark.parametrize("version", ["0", "-1", "1.5", "latest", "", "²"])
def test_a_version_must_be_a_positive_whole_number(server, version):
    with pytest.raises(BadInputError, match="positive whole number"):
        serve(server, version)


def test_a_folder_that_cannot_be_written_is_told_with_its_path(tmp_path):
    (tmp_path / "models").write_text("a file where a folder should be")
    with pytest.raises(BadInputError, match="models"):
        serve(FakeTriton(tmp_path / "models"), "1")


def test_a_full_disk_keeps_the_version_that_is_served(server, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    serve(server, "1")
    before = tree(server)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(StorageFullError):
            serve(server, "2")
    assert tree(server) == before
