"""`onedata ask` asks the index that is meant, and makes nothing where there is none."""

import pytest

from onedata_assets.cli.ask import chosen
from onedata_assets.cli.main import app
from onedata_resources.clients.vector_ledger import PUBLICATIONS, VectorLedger
from onedata_resources.clients.vector_names import published_names
from onedata_resources.errors import BadInputError


def test_the_only_published_index_is_asked():
    assert chosen(None, ["policies"], "v") == "policies"


def test_a_named_index_is_asked():
    assert chosen("b", ["a", "b"], "v") == "b"


@pytest.mark.parametrize(
    ("index", "published", "said"),
    [
        (None, [], "no index is published"),
        ("a", [], "no index is published"),
        (None, ["a", "b"], "--index: a, b"),
        ("c", ["a", "b"], "--index: a, b"),
    ],
)
def test_where_no_index_is_meant_the_choice_is_told(index, published, said):
    with pytest.raises(BadInputError) as refused:
        chosen(index, published, "v")
    assert said in refused.value.en


def test_published_indexes_are_listed_once_each(tmp_path):
    import lancedb

    ledger = VectorLedger(lancedb.connect(tmp_path / "vectors"))
    for name in ("b", "a", "b"):
        ledger.append(PUBLICATIONS, name=name, version="1")
    assert published_names(str(tmp_path / "vectors")) == ["a", "b"]


@pytest.mark.parametrize(("language", "said"), [("en", "no index"), ("zh", "没有已发布的索引")])
def test_asking_without_an_index_says_so_and_makes_no_folder(
    tmp_path, monkeypatch, capsys, language, said
):
    monkeypatch.setenv("VECTORS_URI", str(tmp_path / "vectors"))
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    with pytest.raises(SystemExit) as ended:
        app(["ask", "What?"])
    assert ended.value.code == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "vectors").exists()
