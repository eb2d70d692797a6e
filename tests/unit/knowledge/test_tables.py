"""A folder becomes tables: every file is a row, and unchanged documents keep theirs."""

from pathlib import Path

import pytest

from onedata_assets.domain.knowledge import tables
from onedata_assets.domain.knowledge.sources import folder_hash, list_documents
from onedata_assets.domain.knowledge.tables import (
    CHUNK,
    ParsedTables,
    chunk_table,
    empty_tables,
    parse_folder,
)
from onedata_assets.lib.tables import CONTRACTS, load_contract


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "a.csv").write_text("sku,price\nHL-1,2.99\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("代码,含义\nL01,过期\n", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut")
    return tmp_path


def first(folder: Path) -> ParsedTables:
    return parse_folder(folder, empty_tables()).tables


def test_every_file_is_a_parsed_or_a_rejected_row(folder: Path):
    found = first(folder)
    assert found.documents["document"].to_list() == ["b.csv", "政策/a.csv"]
    assert found.rejected["document"].to_list() == ["broken.pdf"]
    assert parse_folder(folder, empty_tables()).files == 3
    [reason] = found.rejected["reject_reason"]
    assert " / " in reason


def test_a_second_run_parses_nothing_and_gives_the_same_rows(folder: Path):
    before = first(folder)
    again = parse_folder(folder, before)
    assert (again.parsed, again.reused) == (0, 2)
    assert again.tables.documents.equals(before.documents)
    assert again.tables.elements.equals(before.elements)
    assert again.tables.rejected.equals(before.rejected)


def test_only_the_changed_document_is_parsed_again(folder: Path):
    before = first(folder)
    (folder / "b.csv").write_text("代码,含义\nL02,破损\n", encoding="utf-8")
    again = parse_folder(folder, before)
    assert (again.parsed, again.reused) == (1, 1)
    assert "L02 | 破损" in "\n".join(again.tables.elements["text"])
    assert "L01" not in "\n".join(again.tables.elements["text"])


def test_rows_of_a_removed_document_go_and_a_mended_one_comes(folder: Path):
    before = first(folder)
    (folder / "b.csv").unlink()
    (folder / "broken.pdf").rename(folder / "mended.csv")
    (folder / "mended.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    found = parse_folder(folder, before).tables
    assert found.documents["document"].to_list() == ["mended.csv", "政策/a.csv"]
    assert found.rejected.is_empty()


def test_a_document_whose_elements_were_lost_is_parsed_again(folder: Path):
    before = first(folder)
    cut = ParsedTables(before.documents, before.rejected, before.elements.head(1))
    assert parse_folder(folder, cut).tables.elements.equals(before.elements)


def test_a_new_parser_version_parses_everything_again(folder: Path, monkeypatch):
    before = first(folder)
    # The version is a constant of the code; raising it is what is tested.
    monkeypatch.setattr(tables, "PARSER_VERSION", tables.PARSER_VERSION + 1)
    assert parse_folder(folder, before).parsed == 2


def test_the_folder_hash_changes_with_names_and_contents_only(folder: Path):
    before = folder_hash(list_documents(folder))
    assert folder_hash(list_documents(folder)) == before
    (folder / "b.csv").rename(folder / "c.csv")
    renamed = folder_hash(list_documents(folder))
    (folder / "c.csv").write_text("x", encoding="utf-8")
    assert len({before, renamed, folder_hash(list_documents(folder))}) == 3


def test_a_missing_folder_is_an_error_and_an_empty_one_has_no_rows(tmp_path: Path):
    with pytest.raises(NotADirectoryError):
        parse_folder(tmp_path / "none", empty_tables())
    assert parse_folder(tmp_path, empty_tables()).files == 0
    assert chunk_table(first(tmp_path).elements).schema == CHUNK


def test_passages_are_numbered_within_their_document(folder: Path):
    chunks = chunk_table(first(folder).elements)
    assert chunks["passage_id"].to_list() == ["b.csv#0", "政策/a.csv#0"]
    assert chunks["language"].to_list() == ["zh", "en"]


@pytest.mark.parametrize("name", ["document", "document__rejected", "document_element"])
def test_the_contract_declares_the_columns_that_are_written(name: str, folder: Path):
    found = first(folder)
    frame = {
        "document": found.documents,
        "document__rejected": found.rejected,
        "document_element": found.elements,
    }[name]
    contract = load_contract(CONTRACTS / "dwd" / f"{name}.yaml")
    assert [(c.name, c.type) for c in contract.columns] == [
        (column, str(kind)) for column, kind in frame.schema.items()
    ]
