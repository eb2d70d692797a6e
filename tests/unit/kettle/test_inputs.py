"""Files in: delimited, fixed and JSON; good rows go on and bad ones are told."""

import gzip
import json

import pytest

from onedata_resources.clients.lake import LakeClient
from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


def fields(*items: tuple[str, str], path: bool = False) -> str:
    """`(name, type:mask)` or `(name, type:mask, path)` as a list of fields."""
    listed = []
    for item in items:
        kind, _, mask = item[1].partition(":")
        extra = f"<path>{item[2]}</path>" if path else ""
        listed.append(
            f"<field><name>{item[0]}</name><type>{kind}</type><format>{mask}</format>{extra}</field>"
        )
    return f"<fields>{''.join(listed)}</fields>"


def csv_input(path, columns: str, settings: str = "") -> str:
    return step(
        "in",
        "CsvInput",
        f'<filename>{path}</filename><separator>,</separator><enclosure>"</enclosure>'
        f"<header>Y</header><newline_possible>N</newline_possible>{columns}{settings}",
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,s\n1,a\n\n2,b\n", ["1|a", "2|b"]),
        ("id,s\r\n1,a\r\n", ["1|a"]),
        ('id,s\n1,"a,""b"""\n', ['1|"a,""b"""']),
        ('id,s\n1,5" pipe\n2,x\n', ['1|"5"" pipe"', "2|x"]),
        ('id,s\n1,"two\nlines"\n2,x\n', ["1|two", "lines", "2|x"]),
        ("id,s\n1\n2,b,extra\n", ["1|", "2|b"]),
        ("id,s\n", []),
        ("", []),
        ("id,s\n1,\u4e2d\u6587\n", ["1|\u4e2d\u6587"]),
    ],
)
def test_delimited_files_are_read_as_kettle_reads_them(tmp_path, content, expected):
    (tmp_path / "a.csv").write_text(content, newline="")
    columns = fields(("id", "Integer:0"), ("s", "String"))
    done = run(ktr(csv_input(tmp_path / "a.csv", columns), text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_other_encodings_are_read(tmp_path):
    (tmp_path / "a.csv").write_bytes("id,s\n1,\u4e2d\u6587\n".encode("gb18030"))
    columns = fields(("id", "Integer:0"), ("s", "String"))
    settings = "<encoding>GB18030</encoding>"
    source = csv_input(tmp_path / "a.csv", columns, settings)
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["1|\u4e2d\u6587"]


def test_lazy_values_pass_untouched_and_fail_where_they_are_needed(tmp_path):
    (tmp_path / "a.csv").write_text("n\n007\nx\n")
    columns = fields(("n", "Number:0")).replace("</field>", "<group>,</group></field>")
    source = csv_input(tmp_path / "a.csv", columns, "<lazy_conversion>Y</lazy_conversion>")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["007", "x"]
    added = "<calc_type>ADD</calc_type><field_a>n</field_a><field_b>n</field_b>"
    added = f"<calculation><field_name>r</field_name>{added}<value_type>Number</value_type>"
    needed = step("c", "Calculator", f"{added}</calculation>")
    done = run(ktr(source, needed, text_output("o", tmp_path / "o")))
    assert done.status == "Finished (with errors)"
    assert "holds [x], which is no Number" in done.log.text()
    plain = source.replace("<format>0</format>", "<format/>")
    assert run(ktr(plain, text_output("o", tmp_path / "o"))).status == "Finished (with errors)"


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_a_missing_file_fails_the_step(tmp_path, name):
    columns = fields(("id", "Integer"))
    done = run(ktr(csv_input(tmp_path / name, columns), step("d", "Dummy")))
    assert done.status == "Finished (with errors)"
    assert "does not exist" in done.log.text()


def text_input(path, columns: str, settings: str = "", mask: str = "") -> str:
    return step(
        "in",
        "TextFileInput",
        f"<file><name>{path}</name><filemask>{mask}</filemask><file_required>Y</file_required>"
        f'<type>CSV</type></file><separator>,</separator><enclosure>"</enclosure>'
        f"<header>N</header>{columns}{settings}",
    )


LISTED = (("s", ""), ("f", ""), ("n", "0"))


def test_files_of_a_folder_are_read_in_order_of_name(tmp_path):
    for name in ("b.txt", "a.txt", "c.log"):
        (tmp_path / name).write_text(f"{name}\n")
    columns = fields(("s", "String"))
    settings = (
        "<include>Y</include><include_field>f</include_field>"
        "<rownum>Y</rownum><rownum_field>n</rownum_field>"
    )
    source = text_input(tmp_path, columns, settings, mask=r".*\.txt")
    out = "".join(f"<field><name>{n}</name><format>{m}</format></field>" for n, m in LISTED)
    done = run(ktr(source, text_output("o", tmp_path / "o", f"<fields>{out}</fields>")))
    assert rows_of(tmp_path / "o") == [
        f"a.txt|{tmp_path}/a.txt|1",
        f"b.txt|{tmp_path}/b.txt|2",
    ]
    assert metrics(done, "in").input == 2


def test_packed_and_fixed_files_are_read(tmp_path):
    with gzip.open(tmp_path / "a.gz", "wt") as file:
        file.write("12abc\n34de\n")
    columns = (
        "<fields><field><name>n</name><type>Integer</type><format>0</format>"
        "<position>0</position><length>2</length></field><field><name>s</name>"
        "<type>String</type><position>2</position><length>3</length></field></fields>"
    )
    source = text_input(tmp_path / "a.gz", columns).replace(
        "<type>CSV</type>", "<type>Fixed</type><compression>GZip</compression>"
    )
    run(
        ktr(
            source,
            text_output("o", tmp_path / "o", "<fields><field><name>s</name></field></fields>"),
        )
    )
    assert rows_of(tmp_path / "o") == ["abc", "de"]


def test_a_required_file_that_is_missing_fails(tmp_path):
    source = text_input(tmp_path / "no.txt", fields(("s", "String")))
    assert run(ktr(source, step("d", "Dummy"))).status == "Finished (with errors)"


@pytest.mark.parametrize(
    ("content", "encoding", "expected"),
    [
        (b"a\xffb\n\xe4\xb8\xad\n", "UTF-8", ["a\ufffdb", "中"]),
        (b"caf\xe9\n", "", ["caf\ufffd"]),
        (b"a\xe9\n", "US-ASCII", ["a\ufffd"]),
        (b"\xef\xbb\xbfa\n", "UTF-8", ["a"]),
        (b"\xef\xbb\xbf\xe4\xb8\xad\n", "GB18030", ["中"]),
        ("中\nb\n".encode("utf-16"), "UTF-8", ["中", "b"]),
        (b"a\x00b\n", "UTF-8", ["a\x00b"]),
    ],
)
def test_bytes_that_are_no_text_are_replaced_and_a_mark_tells_the_encoding(
    tmp_path, content, encoding, expected
):
    (tmp_path / "in.txt").write_bytes(content)
    settings = f"<encoding>{encoding}</encoding>"
    source = text_input(tmp_path / "in.txt", fields(("s", "String")), settings)
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_a_missing_folder_has_no_files_unless_the_run_writes_the_lake(tmp_path):
    source = text_input(tmp_path / "away", fields(("s", "String")), mask=".*")
    source = source.replace("<file_required>Y", "<file_required>N")
    assert run(ktr(source, text_output("o", tmp_path / "o"))).status == "Finished"
    table = "<connection>lake</connection><schema>ods</schema><table>t</table>"
    lake = LakeClient(str(tmp_path / "lake"))
    output = step("w", "TableOutput", table + "<truncate>Y</truncate>")
    done = run(ktr(source, output), lake=lake)
    assert done.status == "Finished (with errors)"
    [problem] = done.log.problems
    assert f"There is no folder {tmp_path}/away" in problem.en
    assert f"目录 {tmp_path}/away 不存在" in problem.zh
    assert not lake.exists(["ods", "t"])


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


def test_values_that_need_not_be_sorted_are_unique_by_hash(tmp_path):
    source = grid("g", {"s": "String"}, [["b"], ["a"], ["b"], [""], [""]])
    done = run(
        ktr(
            source,
            step("u", "UniqueRowsByHashSet", "<fields><field><name>s</name></field></fields>"),
            text_output("o", tmp_path / "o"),
        )
    )
    assert done.status == "Finished"
    assert rows_of(tmp_path / "o") == ["b", "a", ""]


@pytest.mark.parametrize("reading", [csv_input, text_input])
def test_an_encoding_that_there_is_not_is_refused_before_a_row_flows(tmp_path, reading):
    source = reading(tmp_path / "a.csv", fields(("n", "Number")), "<encoding>X-9</encoding>")
    with pytest.raises(PrepareError, match="There is no encoding X-9") as refused:
        run(ktr(source, step("d", "Dummy")))
    assert "没有名为 X-9 的编码" in refused.value.zh
