"""Columns are followed through the steps of documents and of the web."""

import pytest

from tests.unit.kettle.running import ktr, step
from tests.unit.kettle.test_lineage import OUTPUT, lineage_of, shown, table_input


def written(*steps, hops=()):
    [table] = lineage_of(ktr(*steps, OUTPUT, hops=hops)).writes
    return shown(table.columns)


FIELD = "<fields><field><name>v</name><{0}>{1}</{0}></field></fields>"
FILE = "<file><name>/d/f</name></file>"


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("getXMLData", FIELD.format("xpath", "b/@c") + "<loopxpath>/a</loopxpath>", "/d/f b/@c"),
        ("JsonInput", FIELD.format("path", "$.a"), "/d/f $.a"),
        ("YamlInput", FIELD.format("path", "a"), "/d/f a"),
        ("LoadFileInput", FIELD.format("element_type", "content"), "/d/f content"),
        ("PropertyInput", FIELD.format("column", "value"), "/d/f value"),
    ],
)
def test_a_field_comes_from_its_path_in_the_file(kind, settings, expected):
    number = "<rownum>Y</rownum><rownum_field>n</rownum_field>"
    assert written(step("s", kind, settings + FILE + number)) == {"v": {expected}, "n": set()}


SOURCE = table_input("select a, b from s.t")
OF_A, BOTH = {"t.a"}, {"t.a", "t.b"}
RESULT = "<result><name>r</name><code>c</code></result>"


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("getXMLData", FIELD.format("xpath", "c") + "<loopxpath>/x</loopxpath><IsInFields>Y"
         "</IsInFields><XmlField>a</XmlField>", {"v": OF_A}),
        ("JsonOutput", "<operation_type>outputvalue</operation_type><outputValue>j</outputValue>"
         "<fields><field><name>a</name></field><field><name>b</name></field></fields>",
         {"j": BOTH}),
        ("AddXML", "<valueName>x</valueName><fields><field><name>b</name></field></fields>",
         {"x": {"t.b"}}),
        ("HTTP", "<url>http://h</url><lookup><arg><name>a</name><parameter>p</parameter></arg>"
         f"</lookup>{RESULT}", {"r": OF_A, "c": OF_A}),
        ("Rest", "<url>http://h</url><method>POST</method><bodyField>b</bodyField><headers><header>"
         f"<field>a</field><name>h</name></header></headers>{RESULT}", {"r": BOTH, "c": BOTH}),
        ("HTTPPOST", f"<urlInField>Y</urlInField><urlField>a</urlField>{RESULT}",
         {"r": OF_A, "c": OF_A}),
        ("FileExists", "<filenamefield>a</filenamefield><resultfieldname>e</resultfieldname>",
         {"e": OF_A}),
        ("XSLT", "<fieldname>a</fieldname><resultfieldname>r</resultfieldname><xslfilename>f"
         "</xslfilename>", {"r": OF_A}),
        ("XSDValidatorStep", "<xmlstream>a</xmlstream><resultfieldname>r</resultfieldname>"
         "<xdsfilename>f</xdsfilename>", {"r": OF_A}),
        ("XMLOutput", "<file><name>/o</name></file>", {}),
        ("PropertyOutput", "<keyfield>a</keyfield><valuefield>b</valuefield><file><name>/o</name>"
         "</file>", {}),
    ],
)  # fmt: skip
def test_what_a_step_adds_comes_from_the_fields_that_it_uses(kind, settings, expected):
    known = {"a": OF_A, "b": {"t.b"}}
    assert written(SOURCE, step("s", kind, settings)) == known | expected


def test_files_that_are_written_are_told():
    file = "<file><name>/o</name><extention>x</extention></file>"
    for kind in ("XMLOutput", "JsonOutput", "PropertyOutput"):
        settings = f"{file}<keyfield>a</keyfield><valuefield>b</valuefield>"
        found = lineage_of(ktr(SOURCE, step("s", kind, settings))).files_written
        assert [each.path for each in found] == ["/o.x"]


def test_a_join_of_xml_has_the_columns_of_its_target():
    join = step(
        "j",
        "XMLJoin",
        "<targetXMLstep>t</targetXMLstep><targetXMLfield>a</targetXMLfield><sourceXMLstep>s"
        "</sourceXMLstep><sourceXMLfield>b</sourceXMLfield><targetXPath>/x</targetXPath>"
        "<valueXMLfield>r</valueXMLfield>",
    )
    one = SOURCE.replace("<name>in</name>", "<name>t</name>")
    two = SOURCE.replace("<name>in</name>", "<name>s</name>").replace("s.t", "s.u")
    hops = [("t", "j"), ("s", "j"), ("j", "out")]
    assert written(one, two, join, hops=hops) == {"a": OF_A, "b": {"t.b"}, "r": {"t.a", "u.b"}}
