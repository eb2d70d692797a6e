# ruff: noqa: E501 - tables of documents are long
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


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{n: 1}", "1"), ("{'n': 'a b'}", "a b"), ('{"n": a b , "m": 2}', "a b"), ('{"n": 1,}', "1"),
        ('{"n": 1} and more', "1"), ('{"n": 007}', "7"), ('{"n": "a\tb"}', "ab"), ('{"n": 1 2}', "1 2"),
        ('{"n": 12345678901234567890123}', "12345678901234567890123"), ('{"n": NaN}', "NaN"),
        ('{"n": 0.12345678901234567890}', "0.12345678901234567890"), ('{"n": "\\x41\\q"}', "A"),
        ('{"n": [1,,2,]}', "[1,2]"), ("just a text", ""), ("  ", ""), ('{"n": 1, "n": 2}', "2"),
    ],
)  # fmt: skip
def test_json_is_read_as_permissively_as_by_json_smart(tmp_path, document, expected):
    assert read(tmp_path, document, ("n", "$.n")) == [expected]


def rejected(tmp_path, rows, *fields, settings="", **kinds):
    listed = "".join(
        f"<field><name>{name}</name><path>{path}</path><type>{kinds.get(name, 'String')}</type></field>"
        for name, path in fields
    )
    source = f"<IsInFields>Y</IsInFields><valueField>d</valueField>{settings}"
    hop = (
        "<step_error_handling><error><source_step>j</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><nr_valuename>n</nr_valuename><descriptions_valuename>why"
        "</descriptions_valuename><fields_valuename>f</fields_valuename><codes_valuename>c"
        "</codes_valuename></error></step_error_handling>"
    )
    done = run(
        ktr(
            grid("g", {"d": "String"}, [[row] for row in rows]),
            step("j", "JsonInput", f"<fields>{listed}</fields>{source}"),
            text_output("o", tmp_path / "o"),
            text_output("e", tmp_path / "e", "<separator>|</separator>"),
            hops=[("g", "j"), ("j", "o"), ("j", "e")],
            extra=hop,
        )
    )
    assert done.status == "Finished", done.log.text()
    good = rows_of(tmp_path / "o") if (tmp_path / "o").read_text() else []
    return good, (tmp_path / "e").read_text().partition("\n")[2]


def test_documents_that_cannot_be_read_are_rejected_in_the_words_of_kettle(tmp_path):
    rows = ['{"a": 1}', '{"a":', "null", '{"b": 1}', '{"a": "x"}', '{"a": 2}']
    good, bad = rejected(tmp_path, rows, ("a", "$.a"), a="Integer")
    assert [row.rpartition("|")[2].strip() for row in good] == ["1", "2"]
    assert '"Error parsing string [{""a"":]!"|d|JsonInput001' in bad
    assert "Error parsing string [null]!|d|JsonInput001" in bad
    assert "|\nWe can not find any data with path [$.a]!\n|d|JsonInput001" in bad
    assert (
        "|org.pentaho.di.core.exception.KettleValueException: \nUnexpected conversion error while"
        " converting value [a String] to an Integer\n\na String : couldn't convert String to Integer"
        in bad
    )


def test_a_row_has_as_many_values_as_the_first_path(tmp_path):
    document = {"id": 1, "list": [{"n": "x"}, {"n": "y"}]}
    assert read(tmp_path, document, ("v", "$.none.at.all"), ("i", "$.id")) == ["|"]
    assert read(tmp_path, document, ("i", "$.id"), ("v", "$.none.at.all")) == ["1|"]
    assert read(tmp_path, document, ("v", "$.none[*].n"), ("n", "$.list[*].n")) == ["|"]
    [row], _ = rejected(tmp_path, ['{"id": 1}'], ("v", "$.no.path"), ("i", "$.id"),
                        settings="<ignoreMissingPath>Y</ignoreMissingPath>")  # fmt: skip
    assert row.endswith("||")


def test_a_number_of_json_does_not_go_through_the_symbols_of_its_field(tmp_path):
    (tmp_path / "in.json").write_text('[{"n": 1.5}, {"n": "2,5"}]')
    field = (
        "<fields><field><name>n</name><path>$[*].n</path><type>Number</type><decimal>,</decimal>"
        "<group>.</group><format>0.0</format></field></fields>"
    )
    reader = step("j", "JsonInput", f"{field}<file><name>{tmp_path}/in.json</name></file>")
    done = run(ktr(reader, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1,5", "2,5"]


def test_a_file_that_is_not_there_is_told_and_then_read_as_an_empty_object(tmp_path):
    settings = "<IsAFile>Y</IsAFile><ignoreMissingPath>Y</ignoreMissingPath>"
    good, bad = rejected(tmp_path, [f"{tmp_path}/none.json"], ("a", "$.a"), settings=settings)
    assert good == [f"{tmp_path}/none.json|"]
    assert f"|1|[file://{tmp_path}/none.json] is not a file !|d|JsonInput001" in bad
