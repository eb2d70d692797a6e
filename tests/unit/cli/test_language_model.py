"""What commands tell of the language model: the doctor, a scan, and who wrote a description."""

import json

import pytest

from onedata_assets.cli import metadata
from onedata_assets.cli.doctor_model import model
from onedata_assets.cli.doctor_sources import sources
from onedata_assets.cli.finding import State
from onedata_assets.cli.metadata_columns import show_columns
from tests.llm_server import MODEL, Reply, llm_server

pytestmark = pytest.mark.row("S08")


@pytest.fixture
def server():
    with llm_server() as running:
        yield running


@pytest.fixture
def shop(shop, tmp_path):
    """A source that wants its tables described by a model."""
    with (tmp_path / "onedata_assets/defs/shop/source.yaml").open("a") as told:
        told.write("describe_with_model: true\n")
    shop.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, phone TEXT)")
    return shop


@pytest.fixture
def configured(server, monkeypatch):
    """The settings of a model that answers."""
    monkeypatch.setenv("LLM_BASE_URL", server.url)
    monkeypatch.setenv("LLM_MODEL", MODEL)
    monkeypatch.setenv("LLM_API_KEY", "k")


def test_a_scan_says_that_no_model_is_configured_and_the_doctor_names_the_source(shop, capsys):
    assert metadata.scan_sources([]) == 0
    assert "set LLM_BASE_URL and LLM_MODEL" in capsys.readouterr().out
    found = model()
    assert found.state is State.BROKEN
    assert "shop" in found.what
    assert "LLM_MODEL" in found.advice


def test_without_a_source_that_wants_one_no_model_is_no_fault(home, tmp_path, monkeypatch):
    monkeypatch.setattr(metadata, "project_dir", lambda: tmp_path)
    assert model().state is State.OFF


def test_a_source_file_that_cannot_be_read_is_told(shop, tmp_path):
    (tmp_path / "onedata_assets/defs/shop/source.yaml").write_text("name: [")
    assert [each.state for each in sources()] == [State.BROKEN]
    assert model().state is State.OFF


@pytest.mark.usefixtures("configured")
def test_a_model_that_is_listed_answers(home):
    assert (model().state, MODEL in model().what) == (State.OK, True)


@pytest.mark.usefixtures("configured")
def test_a_model_that_is_not_listed_is_told_with_those_that_are(home, monkeypatch):
    monkeypatch.setenv("LLM_MODEL", "other")
    found = model()
    assert "other" in found.what
    assert MODEL in found.advice


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("LLM_BASE_URL", "http://127.0.0.1:9/v1", "Check that it runs"),
        ("LLM_BASE_URL", "somewhere", "http://host/v1"),
        ("LLM_MODEL", "", "name the model"),
        ("LLM_API_KEY", "密", "LLM_API_KEY"),
    ],
)
@pytest.mark.usefixtures("configured")
def test_a_wrong_setting_is_broken_and_says_what_to_do(home, monkeypatch, setting, value, says):
    monkeypatch.setenv(setting, value)
    found = model()
    assert found.state is State.BROKEN
    assert says in found.what


@pytest.mark.usefixtures("configured")
def test_columns_are_told_with_who_wrote_their_descriptions(shop, server, capsys):
    def of_the_table_and_id(asked):
        said = {"name": "id", "en": "The customer's number.", "zh": "客户编号。"}
        return {"table": {"en": "Customers.", "zh": "客户表。"}, "columns": [said]}

    server.answer = of_the_table_and_id
    assert metadata.scan_sources([]) == 0
    assert f"1 texts of {MODEL} could not be used" in capsys.readouterr().out
    show_columns("shop", "customer", as_json=True)
    by_name = {each["column"]: each for each in json.loads(capsys.readouterr().out)}
    assert by_name["id"]["description"] == "The customer's number."
    assert (by_name["id"]["written_by"], by_name["phone"]["written_by"]) == (MODEL, "")
    show_columns("shop", "customer", as_json=False)
    out = capsys.readouterr().out
    assert f"Customers. (written by {MODEL}; drafted by rules: customer; 2 columns" in out
    assert f"id: The customer's number. (written by {MODEL}; drafted by rules: " in out
    lines = [each for each in out.splitlines() if each.startswith("  phone: ")]
    assert lines[0].endswith("(drafted by rules)")


@pytest.mark.usefixtures("configured")
def test_the_key_goes_to_the_interface_and_into_no_message(shop, server, capsys):
    server.answer = lambda _: Reply(401, "{}")
    metadata.scan_sources([])
    out = capsys.readouterr().out
    assert server.headers[0]["Authorization"] == "Bearer k"
    assert "correct LLM_API_KEY" in out
    assert "Bearer" not in out
