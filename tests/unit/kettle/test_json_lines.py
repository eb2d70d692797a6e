"""JSON in files, one document a line or a file: good rows go on and bad ones are told."""

import json

import pytest

from tests.unit.kettle.reading import fields, text_input
from tests.unit.kettle.running import ktr, metrics, rows_of, run, step, text_output

EVENTS = [
    {"id": 1, "who": {"name": "a"}, "tags": ["x"], "at": "2024-01-02", "v": 1.50},
    {"id": "2", "who": {}, "tags": [], "at": None, "v": "2.5"},
]
PATHS = fields(
    ("id", "Integer:0", "$.id"),
    ("name", "String", "$.who.name"),
    ("tags", "String", "$.tags"),
    ("v", "Number:0.00", "$.v"),
    path=True,
)


def json_lines(tmp_path, lines: list[str], settings: str = "", hop: bool = True) -> str:
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    lines_in = (
        text_input(tmp_path / "in.jsonl", fields(("line", "String")))
        .replace("<separator>,</separator>", "<separator/>")
        .replace('<enclosure>"</enclosure>', "<enclosure/>")
    )
    parse = step(
        "j",
        "JsonInput",
        "<IsInFields>Y</IsInFields><valueField>line</valueField>"
        f"<removeSourceField>Y</removeSourceField><ignoreMissingPath>Y</ignoreMissingPath>{PATHS}{settings}",
    )
    errors = (
        "<step_error_handling><error><source_step>j</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><descriptions_valuename>why</descriptions_valuename>"
        "<codes_valuename>code</codes_valuename></error></step_error_handling>"
    )
    return ktr(
        lines_in, parse, text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e"),
        hops=[("in", "j"), ("j", "o"), *([("j", "e")] if hop else [])],
        extra=errors if hop else "",
    )  # fmt: skip


@pytest.mark.row("S28")
def test_corrupt_lines_of_json_take_the_error_hop_with_the_reason(tmp_path):
    lines = [json.dumps(EVENTS[0]), '{"id": 1,', "", json.dumps(EVENTS[1]), '{"id": "x"}', "[1]"]
    done = run(json_lines(tmp_path, lines))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ['1|a|"[""x""]"|1.50', "2||[]|2.50", "|||"]
    rejects = (tmp_path / "e").read_text()
    assert '\n"{""id"": 1,"|"Error parsing string [{""id"": 1,]!"|' in rejects
    assert '\n"{""id"": ""x""}"|org.pentaho.di.core.exception.KettleValueException: ' in rejects
    assert "id String : couldn't convert String to Integer" in rejects
    assert rejects.endswith("|JsonInput001\n")
    assert (metrics(done, "j").rejected, metrics(done, "j").written) == (2, 3)


def test_a_corrupt_line_without_error_hop_fails_the_run(tmp_path):
    done = run(json_lines(tmp_path, ["{"], hop=False))
    assert done.status == "Finished (with errors)"
    assert metrics(done, "j").errors == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.a[*].b", ["1", "2"]),
        ("$.a[0].b", ["1"]),
        ("$.a[-1].b", ["2"]),
        ("$['a'][1]['b']", ["2"]),
        ("$.a[0:1].b", ["1"]),
        ("$..b", ["1", "2"]),
        ("$.none", [""]),
        ("$.a[0]", ['"{""b"":1}"']),
        ("$.*[0].b", ["1"]),
        ("$", ['"{""a"":[{""b"":1},{""b"":2}]}"']),
    ],
)
def test_paths_lead_to_values(tmp_path, path, expected):
    (tmp_path / "a.json").write_text('{"a": [{"b": 1}, {"b": 2}]}')
    source = step(
        "in",
        "JsonInput",
        f"<file><name>{tmp_path}/a.json</name></file><ignoreMissingPath>Y</ignoreMissingPath>"
        + fields(("x", "String", path), path=True),
    )
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_a_missing_json_file_fails_unless_it_may_be_missing(tmp_path):
    source = step("in", "JsonInput", f"<file><name>{tmp_path}/no.json</name></file>" + PATHS)
    assert run(ktr(source, step("d", "Dummy"))).status == "Finished (with errors)"
    source = source.replace("<file>", "<doNotFailIfNoFile>Y</doNotFailIfNoFile><file>")
    assert run(ktr(source, step("d", "Dummy"))).status == "Finished"
