"""JSON in: paths with filters, rows that line up, null documents, and where documents come from."""

import json

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

STORE = {
    "book": [
        {"id": 1, "price": 8.95, "tag": "a", "isbn": "x"},
        {"id": 2, "price": 12, "tag": "b"},
        {"id": 3, "price": 22.99, "tag": "A c", "isbn": None},
    ],
    "limit": 10,
    "none": None,
}


def json_input(fields, settings, *, source=""):
    listed = "".join(
        f"<field><name>{name}</name><path>{path.replace('&', '&amp;').replace('<', '&lt;')}</path>"
        f"<type>String</type><repeat>{repeat}</repeat></field>"
        for name, path, repeat in fields
    )
    return step("j", "JsonInput", f"<fields>{listed}</fields>{source}{settings}")


def read(tmp_path, document, *fields, settings="<ignoreMissingPath>Y</ignoreMissingPath>"):
    (tmp_path / "in.json").write_text(
        document if isinstance(document, str) else json.dumps(document)
    )
    paths = [(name, path, "N") for name, path in fields]
    source = f"<file><name>{tmp_path}/in.json</name></file>"
    done = run(ktr(json_input(paths, settings, source=source), text_output("o", tmp_path / "o")))
    return rows_of(tmp_path / "o") if done.status == "Finished" else done.log.text()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.book[?(@.price < 10)].id", ["1"]),
        ("$.book[?(@.price < $.limit)].id", ["1"]),
        ("$.book[?(@.isbn)].id", ["1", "3"]),
        ("$.book[?(!@.isbn)].id", ["2"]),
        ("$.book[?(@.tag == 'b' || @.id == 3)].id", ["2", "3"]),
        ("$.book[?(@.tag != 'b' && @.price > 9)].id", ["3"]),
        ('$.book[?((@.id == 1 || @.id == 2) && @.tag == "a")].id', ["1"]),
        ("$.book[?(@.tag =~ /a.*/i)].id", ["1", "3"]),
        ("$.book[?(@.tag in ['a','b'])].id", ["1", "2"]),
        ("$.book[?(@.id nin [1, 2])].id", ["3"]),
        ("$.book[?(@.isbn == null)].id", ["3"]),
        ("$.book[?(@.id == '2')].id", ["2"]),
        ("$..[?(@.price > 20)].id", ["3"]),
        ("$.book[0,2].id", ["1", "3"]),
        ("$.book[-1:].id", ["3"]),
        ("$.book[:2].id", ["1", "2"]),
        ("$.book[0]['id','tag']", ['"{""id"":1,""tag"":""a""}"']),
        ("$.book.length()", [""]),
        ("book[*].id", ["1", "2", "3"]),
        ("$..book[*].tag", ["a", "b", "A c"]),
    ],
)
def test_paths_have_the_filters_of_jayway(tmp_path, path, expected):
    assert read(tmp_path, STORE, ("v", path)) == expected


def test_of_several_rows_those_without_any_value_are_dropped(tmp_path):
    rows = read(tmp_path, STORE, ("i", "$.book[*].isbn"), ("z", "$.book[*].none"))
    assert rows == ["x|"]
    assert read(tmp_path, STORE, ("v", "$.none")) == [""]


def test_a_path_without_any_value_fails_unless_it_may_be_missing(tmp_path):
    for path in ("$.none", "$.nothing.at.all", "$.book[*].zzz"):
        log = read(tmp_path, STORE, ("id", "$.book[*].id"), ("v", path), settings="")
        assert f"We can not find any data with path [{path}]" in log or "not the same" in log


def test_a_property_at_any_depth_lines_up_with_another(tmp_path):
    document = {"a": [{"id": 1, "n": "x"}, {"id": 2}, {"n": "z", "o": {}}]}
    assert read(tmp_path, document, ("id", "$..id"), ("n", "$..n")) == ["1|x", "2|", "|z"]


def test_objects_come_as_json_with_the_escapes_of_java(tmp_path):
    document = '{"o": {"u": "a/b", "f": 1e10, "g": 1.50, "h": 123456789.0, "t": "\\u0001"}}'
    [row] = read(tmp_path, document, ("o", "$.o"))
    assert json.loads(row[1:-1].replace('""', '"'))["u"] == "a/b"
    assert row == (
        '"{""u"":""a\\/b"",""f"":1.0E10,""g"":1.5,""h"":1.23456789E8,""t"":""\\u0001""}"'
    )


def test_a_null_document_is_one_empty_object_and_the_source_may_go(tmp_path):
    settings = (
        "<IsInFields>Y</IsInFields><valueField>d</valueField><ignoreMissingPath>Y"
        "</ignoreMissingPath><removeSourceField>Y</removeSourceField>"
    )
    rows = [['{"d": 1}', "p"], ["", "q"], ['{"d": 3}', "r"]]
    done = run(
        ktr(
            grid("g", {"d": "String", "k": "String"}, rows),
            json_input([("d", "$.d", "Y")], settings),
            text_output("o", tmp_path / "o"),
        )
    )
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["p|1", "q|1", "r|3"]


def test_file_names_come_in_a_field_and_are_told_about(tmp_path):
    (tmp_path / "a.json").write_text('[{"n": 1}, {"n": 2}]')
    settings = (
        "<IsInFields>Y</IsInFields><IsAFile>Y</IsAFile><valueField>f</valueField>"
        "<removeSourceField>Y</removeSourceField><shortFileFieldName>s</shortFileFieldName>"
        "<sizeFieldName>z</sizeFieldName><rownum>Y</rownum><rownum_field>r</rownum_field>"
    )
    done = run(
        ktr(
            grid("g", {"f": "String"}, [[f"{tmp_path}/a.json"]]),
            json_input([("n", "$[*].n", "N")], settings),
            text_output("o", tmp_path / "o"),
        )
    )
    assert done.status == "Finished", done.log.text()
    assert [row.replace(" ", "") for row in rows_of(tmp_path / "o")] == [
        "1|1|a.json|20",
        "2|2|a.json|20",
    ]
