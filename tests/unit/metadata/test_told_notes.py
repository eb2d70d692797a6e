"""What a scan notes of tables, as people read it in both languages."""

import json
import re
from pathlib import Path

import pytest

from onedata_assets.domain.metadata.model import Evidence, Table, TableKind, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_assets.domain.metadata.told_notes import (
    notes_of,
    problem_of,
    problems_of_others,
    read_as,
)
from onedata_resources.clients.catalog import Catalog

pytestmark = pytest.mark.row("S13")
CHINESE = re.compile("[一-鿿]")


def scanned(folder: Path) -> Structure:
    catalog = Catalog({"FOLDER": str(folder)})
    return catalog.structure(Source("files", SourceKind.FILES, "FOLDER", Wanted()))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Structure:
    folder = tmp_path_factory.mktemp("files")
    rows = "\n".join(f"{n},北京,{n}.5" for n in range(50))
    table = f"编号,城市,金额\n{rows}\n"
    (folder / "titled.csv").write_bytes(f"销售日报\n制表：王芳\n{table}".encode("gbk"))
    (folder / "plain.csv").write_text(table)
    (folder / "mixed.csv").write_bytes(table.encode("gbk") + "51,上海,1.5\n".encode() * 30)
    for day in ("20260101", "20260102"):
        (folder / f"day_{day}.csv").write_text(f"日报 {day}\n\n{table}")
    lines = [json.dumps({"id": n, "name": "a"}) for n in range(50)]
    (folder / "broken.jsonl").write_text("\n".join([*lines, "{oops", *lines]))
    (folder / "empty.csv").write_text("")
    return scanned(folder)


def told(files: Structure, name: str) -> list[Evidence]:
    return notes_of(files.table(TableName("", name)), files)


def test_what_is_left_out_of_a_file_is_noted_once(files):
    [titles] = told(files, "titled.csv")
    assert ("2 lines" in titles.en, "2 行" in titles.zh) == (True, True)
    [broken] = told(files, "broken.jsonl")
    assert "line 51" in broken.en
    [mixed] = told(files, "mixed.csv")
    assert "UTF-8" in mixed.en
    assert told(files, "plain.csv") == []


def test_what_is_noted_of_files_in_a_series_says_of_which(files):
    [series] = [each for each in files.tables if "*" in each.name.name]
    notes = notes_of(series, files)
    assert {each.en.split(":")[0] for each in notes} == {"day_20260101.csv", "day_20260102.csv"}


def test_how_a_file_is_read_is_told_and_nothing_that_goes_without_saying(files):
    read = {label.en: value for label, value in read_as(files.table(TableName("", "titled.csv")))}
    told = [read[each].en for each in ("Encoding", "Delimiter", "Lines skipped", "Line of names")]
    assert told == ["gb18030", ",", "2", "yes"]
    plain = dict(read_as(files.table(TableName("", "plain.csv"))))
    assert "Lines skipped" not in {label.en for label in plain}


def test_every_note_and_label_is_in_both_languages(files):
    for table in files.tables:
        assert all(CHINESE.search(each.zh) for each in notes_of(table, files))
        assert all(CHINESE.search(label.zh) for label, _ in read_as(table))


def test_what_makes_no_table_is_told_of_the_source(files):
    [empty] = problems_of_others(files)
    assert (empty.table.name, empty.en) == ("empty.csv", "It is empty.")
    assert all(problem_of(each, files) is None for each in files.tables)


def test_notes_of_kettle_and_interfaces_are_sentences_and_a_new_one_is_not_lost():
    notes = {"read_by": "a.ktr, b.ktr", "deprecated": "yes", "schema": "Order", "new_thing": "x"}
    table = Table(TableName("", "t"), TableKind.ENDPOINT, (), notes=notes)
    said = notes_of(table, structure_of([table], []))
    assert [each.en for each in said] == [
        "Read by a.ktr, b.ktr.",
        "Whoever offers it says that it will go away.",
        "Its rows are described as Order.",
        "new thing: x.",
    ]


def test_why_a_table_could_not_be_read_is_no_note():
    table = Table(TableName("", "t"), TableKind.TABLE, (), notes={"lines_before_table": "3"})
    away = Problem(table.name, "It is away.", "无法读取。")
    structure = structure_of([table], [away])
    assert problem_of(table, structure) == away
    assert [each.en[:15] for each in notes_of(table, structure)] == ["Lines of titles"]
