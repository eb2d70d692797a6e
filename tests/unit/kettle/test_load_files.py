"""Whole files as rows, and being told of files that a field names."""

import pytest

from tests.unit.kettle.reading import KEY_VALUE, listed, of_file, read
from tests.unit.kettle.running import grid, ktr, metrics, run, step

LOADED = listed(
    ("c", "element_type", "content", "String"), ("z", "element_type", "size", "Integer:0")
)


def test_whole_files_are_loaded_with_their_size_and_facts(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_bytes("é\n".encode("latin-1"))
    (tmp_path / "d" / "b.txt").write_bytes(b"")
    settings = (
        LOADED
        + of_file(tmp_path / "d")
        + (
            "<encoding>ISO-8859-1</encoding><IsIgnoreEmptyFile>Y</IsIgnoreEmptyFile>"
            "<shortFileFieldName>s</shortFileFieldName>"
        )
    )
    assert read(tmp_path, "LoadFileInput", settings) == ["é", "|2|a.txt"]


def test_files_that_a_field_names_are_loaded_as_bytes(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    source = grid("g", {"f": "String"}, [[f"{tmp_path}/a.bin"], [f"{tmp_path}/no"]])
    settings = listed(("c", "element_type", "content", "Binary")) + (
        "<IsInFields>Y</IsInFields><DynamicFilenameField>f</DynamicFilenameField>"
    )
    done = run(ktr(source, step("c", "LoadFileInput", settings), step("d", "Dummy")))
    assert "cannot be read" in done.log.text()
    settings += "<IsIgnoreMissingPath>Y</IsIgnoreMissingPath>"
    check = step("c", "LoadFileInput", settings)
    done = run(ktr(source, check, step("d", "Dummy")))
    assert metrics(done, "d").read == 1


CONTENT = listed(("c", "element_type", "content", "String"))


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (
            "LoadFileInput",
            "<IsInFields>Y</IsInFields><DynamicFilenameField>f</DynamicFilenameField>"
            f"<addresultfile>Y</addresultfile>{CONTENT}",
        ),
        (
            "PropertyInput",
            "<filefield>Y</filefield><filename_Field>f</filename_Field>"
            f"<isaddresult>Y</isaddresult>{KEY_VALUE}",
        ),
    ],
)
def test_files_that_a_field_names_are_told_of(tmp_path, kind, settings):
    (tmp_path / "a").write_text("x=1")
    source = grid("g", {"f": "String"}, [[f"{tmp_path}/a"]])
    done = run(ktr(source, step("s", kind, settings), step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    assert [each.path for each in done.outcome.files] == [f"{tmp_path}/a"]
