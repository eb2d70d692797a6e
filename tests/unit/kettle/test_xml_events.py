"""Events of XML documents as rows."""

import re

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

XML = """<?xml version="1.0"?>
<a xmlns:x="urn:x" k="1" j="2">
  <x:b>t &amp; u</x:b>
  <b/><![CDATA[c]]>
</a>"""
COLUMNS = ("DataTypeDescription", "XmlElementID", "XmlParentElementID", "XmlElementLevel",
           "XmlPath", "XmlParentPath", "XmlDataName", "XmlDataValue")  # fmt: skip


def telling(source, *columns, settings=""):
    shown = "".join(f"<include{name}Field>Y</include{name}Field>" for name in columns)
    return step("x", "XMLInputStream", f"{source}{shown}{settings}")


def stream(source, settings=""):
    return telling(f"{source}<enableTrim>Y</enableTrim>", *COLUMNS, settings=settings)


FIRST = ["START_DOCUMENT", "START_ELEMENT", "ATTRIBUTE", "ATTRIBUTE", "START_ELEMENT"]


def events(tmp_path, *steps):
    plain = text_output("o", tmp_path / "o").replace('<enclosure>"</enclosure>', "")
    done = run(ktr(*steps, plain))
    assert done.status == "Finished", done.log.text()
    lines = rows_of(tmp_path / "o")
    return ["|".join(part.rstrip() for part in line.split("|")) for line in lines], done


def test_every_event_of_a_document_is_a_row(tmp_path):
    (tmp_path / "a.xml").write_text(XML)
    rows, done = events(tmp_path, stream(f"<filename>{tmp_path}/a.xml</filename>"))
    assert rows == [
        "START_DOCUMENT|0||0|||||".removesuffix("|"),
        "START_ELEMENT|1|0|1|/a||a|",
        "ATTRIBUTE|1|0|1|/a||k|1",
        "ATTRIBUTE|1|0|1|/a||j|2",
        "START_ELEMENT|2|1|2|/a/b|/a|b|",
        "CHARACTERS|2|1|2|/a/b|/a|b|t & u",
        "END_ELEMENT|2|1|2|/a/b|/a|b|",
        "START_ELEMENT|3|1|2|/a/b|/a|b|",
        "END_ELEMENT|3|1|2|/a/b|/a|b|",
        "CDATA|1|0|1|/a||a|c",
        "END_ELEMENT|1|0|1|/a||a|",
        "END_DOCUMENT|0||0|||||".removesuffix("|"),
    ]
    assert metrics(done, "x").input > 10


def test_namespaces_limits_and_skipped_rows(tmp_path):
    (tmp_path / "a.xml").write_text(XML)
    settings = (
        "<enableNamespaces>Y</enableNamespaces><nrRowsToSkip>2</nrRowsToSkip><rowLimit>6</rowLimit>"
    )
    rows, _ = events(tmp_path, stream(f"<filename>{tmp_path}/a.xml</filename>", settings))
    assert [row.split("|")[0] + row.split("|")[6] for row in rows] == [
        "NAMESPACEx", "ATTRIBUTEk", "ATTRIBUTEj", "START_ELEMENTx:b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (2, ["START_DOCUMENT", "START_ELEMENT", "ATTRIBUTE", "ATTRIBUTE"]),
        (7, [*FIRST, "CHARACTERS", "END_ELEMENT", "START_ELEMENT"]),
        (9, [*FIRST, "CHARACTERS", "END_ELEMENT", "START_ELEMENT", "END_ELEMENT", "CDATA"]),
    ],
)
def test_a_limit_counts_where_the_next_event_is_asked_for(tmp_path, limit, told):
    source = grid("g", {"d": "String"}, [[f"{tmp_path}/a.xml"], [f"{tmp_path}/a.xml"]])
    (tmp_path / "a.xml").write_text(XML)
    settings = f"<rowLimit>{limit}</rowLimit>"
    rows, _ = events(tmp_path, source, stream("<filename>d</filename>", settings))
    assert [row.split("|")[0] for row in rows] == told


def test_events_are_counted_and_stand_where_they_begin(tmp_path):
    (tmp_path / "a.xml").write_text("<!DOCTYPE a>\n<a><!-- c -->\n  t\n <b/></a>")
    source = telling(
        f"<filename>{tmp_path}/a.xml</filename><enableTrim>Y</enableTrim>",
        "XmlLocationLine", "XmlLocationColumn", "XmlDataValue",
    )  # fmt: skip
    rows, done = events(tmp_path, source)
    places = [[part.strip() for part in row.split("|")] for row in rows]
    assert places[1:6] == [
        ["2", "1", ""], ["2", "14", "t"], ["4", "2", ""], ["4", "2", ""], ["4", "6", ""],
    ]  # fmt: skip
    assert metrics(done, "x").input == 9


@pytest.mark.parametrize(
    ("xml", "ends"),
    [
        ("<a><a/></a>", ["1|4", "1|8"]),
        ("<a><b></b></a>", ["1|7", "1|11"]),
        ("<a x='/>' y=\"'\"></a>", ["1|17"]),
        ("<a x='>' y='/'/>", ["1|1"]),
    ],
)
def test_an_element_ends_where_its_end_tag_begins_or_where_it_is_all(tmp_path, xml, ends):
    (tmp_path / "a.xml").write_text(xml)
    source = telling(
        f"<filename>{tmp_path}/a.xml</filename>",
        "DataTypeDescription", "XmlLocationLine", "XmlLocationColumn",
    )  # fmt: skip
    rows, _ = events(tmp_path, source)
    told = [re.sub(r"[ +]", "", row) for row in rows if row.startswith("END_ELEMENT")]
    assert [each.partition("|")[2] for each in told] == ends


def test_without_a_column_for_texts_they_have_no_rows(tmp_path):
    (tmp_path / "a.xml").write_text("<a>t</a>")
    source = telling(f"<filename>{tmp_path}/a.xml</filename>", "XmlDataName")
    rows, _ = events(tmp_path, source)
    assert rows == ["", "a", "a", ""]


def test_bytes_that_are_no_utf8_fail_the_step(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"<a>\xff</a>")
    done = run(ktr(stream(f"<filename>{tmp_path}/a.xml</filename>"), step("d", "Dummy")))
    assert done.status == "Finished (with errors)"


def test_documents_and_file_names_come_in_fields(tmp_path):
    source = grid("g", {"d": "String"}, [["&lt;a/>"], ["&lt;b/>"]])
    settings = "<sourceFromInput>Y</sourceFromInput><sourceFieldName>d</sourceFieldName>"
    rows, _ = events(tmp_path, source, stream(settings))
    assert [row.split("|")[4] for row in rows if row.startswith("START_E")] == ["/a", "/b"]
    (tmp_path / "a.xml").write_text(XML)
    source = grid("g", {"d": "String"}, [[f"{tmp_path}/a.xml"]])
    assert len(events(tmp_path, source, stream("<filename>d</filename>"))[0]) == 12


def test_entities_and_broken_documents_are_refused(tmp_path):
    for text in ('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "<a><b></a>"):
        (tmp_path / "a.xml").write_text(text)
        done = run(ktr(stream(f"<filename>{tmp_path}/a.xml</filename>"), step("d", "Dummy")))
        assert done.status == "Finished (with errors)"
