"""A real language model behind a real server is asked, and a source is described by it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from pydantic import BaseModel

from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.lib.model_descriptions import ModelWriter
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.llm import Asked, LlmClient
from onedata_resources.clients.llm_errors import UnusableAnswerError
from onedata_resources.store.database import opened
from onedata_resources.store.metadata import SourceVersions
from tests.services import ServiceMissingError
from tests.small_model import small_model

pytestmark = [pytest.mark.integration, pytest.mark.row("S08")]

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
SOURCE = Source("shop", SourceKind.SQL, "SHOP_URL", Wanted(), describe_with_model=True)


class Unit(StrEnum):
    CNY = "CNY"
    KG = "kg"


class Said(BaseModel):
    unit: Unit


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> Iterator[LlmClient]:
    try:
        with (
            small_model(tmp_path_factory.mktemp("model")) as url,
            LlmClient(url, "smollm2", retries=0) as asking,
        ):
            yield asking
    except ServiceMissingError as missing:
        pytest.skip(str(missing))


def test_a_model_is_held_to_the_schema_that_it_is_asked_by(client):
    unit = {"type": "string", "enum": list(Unit)}
    schema = {
        "type": "object",
        "properties": {"unit": unit},
        "required": ["unit"],
        "additionalProperties": False,
    }
    asked = Asked("Name the unit of the column as JSON.", "amount_cny", "unit", schema, 40)
    assert client.answer(asked, Said).unit in Unit


def test_an_answer_that_is_cut_off_is_of_no_use(client):
    schema = {"type": "object", "properties": {"unit": {"type": "string"}}, "required": ["unit"]}
    asked = Asked("Tell a very long story as JSON.", "Once upon a time", "story", schema, 4)
    with pytest.raises(UnusableAnswerError):
        client.answer(asked, Said)


def test_its_models_are_listed(client):
    assert len(client.models()) == 1


def test_a_source_is_scanned_whatever_the_model_writes_and_it_is_asked_once(
    client, tmp_path, monkeypatch
):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    (tmp_path / "shop.db").touch()
    shop = DatabaseClient(f"sqlite:///{tmp_path}/shop.db")
    shop.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)")
    shop.execute("INSERT INTO orders VALUES (1), (2), (3)")
    catalog, writer = Catalog({"SHOP_URL": str(shop.url)}), ModelWriter(client)
    with opened(f"sqlite:///{tmp_path}/store.db") as store:
        versions = SourceVersions(store)
        scan(SOURCE, catalog, versions, NOW, writer=writer)
        [table] = SourceFindings(versions.findings("shop"))
        texts = [table.model_text, *(each.model_text for each in table.columns)]
        assert [each.by for each in texts if each] == ["smollm2"] * 2
        assert all(each.told.en and each.told.zh for each in (table, *table.columns))
        again = scan(SOURCE, catalog, versions, NOW, writer=writer)
        assert (again.notes, again.is_new) == ((), False)
        assert again.findings.table(TableName("", "orders")) == table
