"""XMLJoin: the place where sources go, found by a path or by a field of theirs."""

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def joined(tmp_path, settings, target, sources, kind="Integer:0"):
    only = "<fields><field><name>out</name></field><field><name>k</name></field></fields>"
    plain = text_output("o", tmp_path / "o", only).replace('<enclosure>"</enclosure>', "")
    steps = [
        grid("t", {"t": "String", "k": "Integer:0"}, target),
        grid("s", {"x": "String", "v": kind}, sources),
        step(
            "j",
            "XMLJoin",
            "<valueXMLfield>out</valueXMLfield><targetXMLstep>t</targetXMLstep>"
            "<targetXMLfield>t</targetXMLfield><sourceXMLstep>s</sourceXMLstep>"
            f"<sourceXMLfield>x</sourceXMLfield><omitXMLHeader>Y</omitXMLHeader>{settings}",
        ),
        plain,
    ]
    done = run(ktr(*steps, hops=[("t", "j"), ("s", "j"), ("j", "o")]))
    return rows_of(tmp_path / "o") if done.status == "Finished" else done.log.text()


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


TARGET = [[escaped('<o z="1" a="2"><l k="1"/><l k="2">t<e/></l></o>'), "7"], ["ignored", "8"]]
SOURCES = [[escaped(f'<i n="{n}"><v/>x &amp; y</i>'), str(n)] for n in (1, 2)]


def test_all_sources_are_joined_at_one_place(tmp_path):
    [row] = joined(tmp_path, "<targetXPath>/o</targetXPath>", TARGET, SOURCES)
    assert row == (
        '<o a="2" z="1"><l k="1"/><l k="2">t<e/></l><i n="1"><v/>x &amp; y</i>'
        '<i n="2"><v/>x &amp; y</i></o>|7'
    )


def test_a_complex_join_finds_the_place_by_a_field_and_empty_elements_can_go(tmp_path):
    settings = (
        "<targetXPath>/o/l[@k='?']</targetXPath><complexJoin>Y</complexJoin>"
        "<joinCompareField>v</joinCompareField><omitNullValues>Y</omitNullValues>"
    )
    [row] = joined(tmp_path, settings, TARGET, SOURCES)
    assert row == (
        '<o a="2" z="1"><l k="1"><i n="1">x &amp; y</i></l>'
        '<l k="2">t<i n="2">x &amp; y</i></l></o>|7'
    )


@pytest.mark.parametrize(
    ("kind", "key"), [("Integer:000", "1"), ("Number:0", "1.0"), ("String", "1")]
)
def test_a_complex_join_compares_values_as_java_prints_them(tmp_path, kind, key):
    settings = (
        "<targetXPath>/o/l[@k='?']</targetXPath><complexJoin>Y</complexJoin>"
        "<joinCompareField>v</joinCompareField>"
    )
    target = [[escaped(f'<o><l k="{key}"/></o>'), "7"]]
    [row] = joined(tmp_path, settings, target, [[escaped("<i/>"), "1"]], kind)
    assert row == f'<o><l k="{key}"><i/></l></o>|7'


def test_a_place_that_is_not_there_fails_and_no_target_gives_no_row(tmp_path):
    log = joined(tmp_path, "<targetXPath>/o/none</targetXPath>", TARGET, SOURCES)
    assert "XPath statement returned no result [/o/none]" in log
    assert joined(tmp_path, "<targetXPath>/o</targetXPath>", [], SOURCES) == []


def test_a_default_namespace_is_no_obstacle(tmp_path):
    target = [[escaped('<o xmlns="urn:d"><l/></o>'), "7"]]
    [row] = joined(tmp_path, "<targetXPath>/o/l</targetXPath>", target, SOURCES[:1])
    assert row == '<o xmlns="urn:d"><l><i n="1"><v/>x &amp; y</i></l></o>|7'
