"""One wrong `source.yaml` is told by commands and the doctor, and stops no other source."""

import json

import pytest

from onedata_assets.cli import metadata, metadata_relations
from onedata_assets.cli.doctor_model import model
from onedata_assets.cli.doctor_sources import sources
from onedata_assets.cli.finding import State
from onedata_resources.errors import BadInputError

pytestmark = pytest.mark.row("S05")


@pytest.fixture
def files(home, tmp_path, monkeypatch):
    """Write a source that is right, `shop`, and one that is wrong, `ora`; lend their folder."""
    folder = tmp_path / "onedata_assets/defs"
    for name, kind in (("shop", "files"), ("ora", "oracle")):
        (folder / name).mkdir(parents=True)
        (folder / name / "source.yaml").write_text(
            f"name: {name}\nkind: {kind}\nconnection: {name.upper()}_DIR\n"
        )
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/a.csv").write_text("id\n1\n")
    monkeypatch.setenv("SHOP_DIR", str(tmp_path / "shop"))
    monkeypatch.setenv("STORE_URL", f"sqlite:///{home}/store/store.db")
    monkeypatch.setattr(metadata, "project_dir", lambda: tmp_path)
    return folder


def test_the_list_shows_it_beside_the_others_and_ends_with_1(files, capsys, monkeypatch):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "zh")
    assert metadata.list_sources(as_json=True) == 1
    rows = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert rows["shop"]["error"] == ""
    assert "ora/source.yaml:2：kind 应为以下之一" in rows["ora"]["error"]
    assert metadata.list_sources(as_json=False) == 1
    assert "kind 应为以下之一" in capsys.readouterr().err.replace("\n", "")


def test_where_all_are_right_the_list_ends_with_0(files):
    (files / "ora/source.yaml").unlink()
    assert metadata.list_sources(as_json=True) == 0


def test_another_source_is_scanned_as_ever(files, capsys):
    assert metadata.scan_sources(["shop"]) == 0
    assert "source.yaml" not in capsys.readouterr().err


def test_a_scan_of_all_scans_those_that_are_right_and_ends_with_1(files, capsys):
    assert metadata.scan_sources([]) == 1
    out = capsys.readouterr()
    assert "shop version 1" in out.out
    assert "kind must be one of" in out.err.replace("\n", " ")


def test_relations_are_sought_among_the_others_and_the_wrong_one_is_told(files, capsys):
    metadata.scan_sources(["shop"])
    assert metadata_relations.relate_sources(as_json=True) == 1
    assert "kind must be one of" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize(("name", "said"), [("ora", "kind must be one of"), ("nope", "left out")])
def test_its_name_tells_what_is_wrong_and_an_unknown_name_which_files_are(files, name, said):
    with pytest.raises(BadInputError, match=said) as error:
        metadata.scan_sources([name])
    assert "ora/source.yaml" in error.value.zh


def test_the_doctor_has_a_row_of_its_own_for_it(files):
    [finding] = sources()
    assert finding.state is State.BROKEN
    assert "ora/source.yaml:2: kind" in finding.what
    assert model().state is State.OFF
    (files / "ora/source.yaml").unlink()
    assert [each.state for each in sources()] == [State.OK]
