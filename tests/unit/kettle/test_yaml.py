"""YAML in: documents as rows, and their values as Java prints them."""

import pytest

from tests.unit.kettle.reading import listed, of_file, read
from tests.unit.kettle.running import grid

YAML = """\
id: 7
name: " a b "
price: 1.5
on: true
when: 2024-01-02
tags: [x, y]
who: {first: A, last: B}
---
id: 8
name: ~
"""
YAML_FIELDS = listed(
    ("id", "path", "id", "Integer:0"), ("name", "path", "name", "String"),
    ("price", "path", "price", "Number:0.00"), ("when", "path", "when", "Date:yyyy-MM-dd"),
    ("who", "path", "who", "String"),
)  # fmt: skip


def one_field(tmp_path, text, *, path="a", kind="String"):
    """Return what a file of that text gives for one field, or the log where it fails."""
    (tmp_path / "a.yml").write_text(text)
    settings = listed(("v", "path", path, kind)) + of_file(tmp_path / "a.yml")
    return read(tmp_path, "YamlInput", settings)


def test_each_map_of_a_yaml_file_is_a_row(tmp_path):
    (tmp_path / "a.yml").write_text(YAML)
    settings = YAML_FIELDS + of_file(tmp_path / "a.yml")
    settings += "<rownum>Y</rownum><rownum_field>n</rownum_field>"
    assert read(tmp_path, "YamlInput", settings) == [
        "7| a b |1.50|2024-01-02|{first:  A,last:  B}|1",
        "8|||||2",
    ]


def test_a_list_of_one_map_is_a_row_and_of_more_each_item_a_text(tmp_path):
    assert one_field(tmp_path, "- a: 1\n") == ["1"]
    rows = one_field(tmp_path, "- a: 1\n- b: [1, 2]\n- 3\n")
    assert rows == ["{a:  1}", "{b:  [1, 2]}", "3"]


def test_yaml_comes_in_a_field_and_what_is_none_is_said(tmp_path):
    settings = listed(("v", "path", "a", "Integer:0")) + (
        "<IsInFields>Y</IsInFields><YamlField>y</YamlField>"
    )
    source = grid("g", {"y": "String", "k": "String"}, [["a: 1", "p"], ["{a: 2}", "q"]])
    assert read(tmp_path, "YamlInput", settings, source) == ["a: 1|p|1", "{a: 2}|q|2"]
    for text, why in (("a: [", "Unable to read"), ("a: x", "with value [x] as Integer")):
        source = grid("g", {"y": "String"}, [[text]])
        assert why in read(tmp_path, "YamlInput", settings, source)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("a: 2024-01-02", "String", "Tue Jan 02 00:00:00 UTC 2024"),
        ("a: {b: [{c: ~}, 1.0]}", "String", "{b:  [{c=null}, 1.0]}"),
        ("a: {b: {}}", "String", "{b:  {}}"),
        ("a: 'x'", "BigNumber:0.0", ""),
        ("a: 1.5", "BigNumber:0.0", "1.5"),
        ("a: '2.5f'", "Number:0.0", "2.5"),
        ("a: '+7'", "Integer:0", "7"),
    ],
)
def test_values_of_yaml_become_what_java_makes_of_them(tmp_path, text, kind, expected):
    assert one_field(tmp_path, text, kind=kind) == [expected]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: true", "Integer"),
        ("a: true", "Number"),
        ("a: '1_0'", "Integer"),
        ("a: ' 5'", "Integer"),
        ("a: {b: ~}", "String"),
        ("- 1", "String"),
        ("- a: 1\n---\na: 1", "String"),
        ("a: 1\n---", "String"),
    ],
)
def test_yaml_that_kettle_cannot_cast_fails_the_step(tmp_path, text, kind):
    assert "Errors detected" in str(one_field(tmp_path, text, kind=kind))


def test_the_whole_document_is_printed_as_java_prints_a_map(tmp_path):
    assert one_field(tmp_path, "a: 1\nb: {c: [x, y]}\n", path="") == ["{a=1, b={c=[x, y]}}"]


def test_of_lists_only_the_first_is_read_and_nulls_are_left_out(tmp_path):
    assert one_field(tmp_path, "- 1\n- ~\n- 2\n---\n- 3\n- 4\n") == ["1", "2"]


def test_a_document_of_nothing_ends_a_file_of_maps(tmp_path):
    assert one_field(tmp_path, "a: 1\n---\n~\n---\na: 2\n") == ["1"]


def test_yaml_makes_no_objects(tmp_path):
    assert "Unable to read" in one_field(tmp_path, "a: !!python/object/apply:os.system ['true']\n")
