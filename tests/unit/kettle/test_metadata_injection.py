"""MetaInject: templates that get their metadata from rows. Rules are those of BeanInjector."""

import pytest

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.injection.catalogue import INJECTABLE
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.reader import read_kettle_file, read_transformation
from onedata_resources.kettle.settings.catalogue import SETTINGS
from tests.unit.kettle.injecting import inject, mapping, template
from tests.unit.kettle.running import grid, ktr, rows_of, run, six, step, text_output

CSV = '<filename>{folder}/in.csv</filename><separator>,</separator><enclosure>"</enclosure>'
FIELDS = {"name": "String", "type": "String", "mask": "String", "n": "Integer:0"}
CONDITION = "&lt;condition&gt;&lt;leftvalue&gt;a&lt;/leftvalue&gt;&lt;/condition&gt;"
COMPARE = "<compare><condition><leftvalue>a</leftvalue></condition></compare>"


def injected(tmp_path, target: str, *mappings: str, sources=()) -> str:
    """Return the XML of the only step of a template after the injection, without running it."""
    path = template(tmp_path, target)
    settings = f"<no_execution>Y</no_execution><target_file>{tmp_path}/out.ktr</target_file>"
    hops = [(each.split("<name>")[1].split("</name>")[0], "inject") for each in sources]
    done = run(ktr(*sources, inject(path, *mappings, settings=settings), hops=hops))
    assert done.status == "Finished", done.log.text()
    return (tmp_path / "out.ktr").read_text()


def test_a_template_without_fields_reads_a_file_with_those_of_the_rows(tmp_path):
    (tmp_path / "in.csv").write_text("a;b\n1;2024-01-02\n")
    path = template(
        tmp_path,
        step("read", "CsvInput", CSV.format(folder=tmp_path) + "<fields><field><name>old</name>"
             "<type>String</type></field></fields>"),
        text_output("o", tmp_path / "o"),
    )  # fmt: skip
    fields = grid("f", FIELDS, [["a", "Integer", "0", "1"], ["b", "Date", "yyyy-MM-dd", ""]])
    options = grid("opt", {"sep": "String", "head": "String"}, [[";", "Y"], ["|", "N"]])
    xml = inject(
        path,
        mapping("read", "FIELD_NAME", "f", "name"), mapping("read", "FIELD_TYPE", "f", "type"),
        mapping("read", "FIELD_FORMAT", "f", "mask"), mapping("read", "field_name", "f", "name"),
        mapping("read", "DELIMITER", "opt", "sep"),
        mapping("READ", "HEADER_PRESENT", "opt", "head"),
    )  # fmt: skip
    done = run(ktr(fields, options, xml, hops=[("f", "inject"), ("opt", "inject")]))
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "o").read_text() == "a|b\n1|2024-01-02\n"


def test_an_older_step_has_its_list_built_anew_and_newer_ones_have_it_filled(tmp_path):
    names = grid("f", FIELDS, [["x", "", "", ""]])
    old = step("t", "Denormaliser", "<fields><field><field_name>a</field_name></field>"
               "<field><field_name>b</field_name></field></fields>")  # fmt: skip
    text = injected(tmp_path, old, mapping("t", "TARGET_NAME", "f", "name"), sources=[names])
    assert "<field><target_name>x</target_name></field></fields>" in text
    new = step("t", "SortRows", "<fields><field><name>a</name><ascending>Y</ascending></field>"
               "<field><name>b</name></field></fields>")  # fmt: skip
    text = injected(tmp_path, new, mapping("t", "NAME", "f", "name"), sources=[names])
    assert "<field><name>x</name><ascending>Y</ascending></field><field><name>b</name>" in text


def test_nulls_leave_what_is_there_and_constants_go_into_every_item(tmp_path):
    rows = grid("f", FIELDS, [["x", "", "", "3"], ["", "", "", ""], ["z", "", "", "5"]])
    target = step("t", "SelectValues", "<fields><field><name>a</name></field><field>"
                  "<name>b</name><length>1</length></field></fields>")  # fmt: skip
    text = injected(
        tmp_path, target,
        mapping("t", "FIELD_NAME", "f", "name"), mapping("t", "FIELD_LENGTH", "f", "n"),
        mapping("t", "FIELD_PRECISION", field="2"), mapping("t", "META_NAME", field="unused"),
        mapping("t", "SELECT_UNSPECIFIED", field="yes"), sources=[rows],
    )  # fmt: skip
    items = ["<name>x</name><length>3</length>", "<name>b</name><length>1</length>",
             "<name>z</name><length>5</length>"]  # fmt: skip
    expected = "".join(f"<field>{each}<precision>2</precision></field>" for each in items)
    assert f"<fields>{expected}<select_unspecified>Y</select_unspecified></fields>" in text


@pytest.mark.parametrize(
    ("target", "key", "value", "expected"),
    [
        (step("t", "MemoryGroupBy"), "AGGREGATETYPE", "7", "<type>COUNT_ALL</type>"),
        (step("t", "MergeJoin"), "KEY_FIELD2", "k", "<keys_2><key>k</key></keys_2>"),
        (step("t", "StreamLookup"), "RETRIEVE_DEFAULT_TYPE", "5",
         "<lookup><value><type>Integer</type></value></lookup>"),
        (step("t", "JoinRows"), "CONDITION", CONDITION, COMPARE),
        (step("t", "FieldSplitter"), "REMOVE_ID", "y",
         "<fields><field><idrem>Y</idrem></field></fields>"),
        (step("t", "GetVariable"), "TRIMTYPE", "3",
         "<fields><field><trim_type>both</trim_type></field></fields>"),
        (step("t", "Update"), "KEY_STREAM2", "k", "<lookup><key><name2>k</name2></key></lookup>"),
        (step("t", "ExecSQL"), "PARAMETER_NAME", "p",
         "<arguments><argument><name>p</name></argument></arguments>"),
        (step("t", "TypeExitExcelWriterStep", "<fields><field><name>old</name></field></fields>"),
         "FORMULA", "Y", "<fields><field><formula>Y</formula></field></fields>"),
        (step("t", "ScriptValueMod"), "FIELD_LENGTH", "", "<length>-1</length>"),
        (step("t", "FilterRows", "<compare><condition><negated>Y</negated></condition></compare>"),
         "CONDITION", CONDITION, COMPARE),
        (step("t", "SwitchCase"), "SWITCH_CASE_TARGET.CASE_VALUE", "v",
         "<cases><case><value>v</value></case></cases>"),
        (step("t", "TableOutput"), "PARTITION_DATA_PER", "month",
         "<partitioning_daily>N</partitioning_daily><partitioning_monthly>Y"),
        (step("t", "TextFileInput"), "FILENAME", "/a", "<file><name>/a</name></file>"),
    ],
)  # fmt: skip
def test_keys_lead_to_their_elements(tmp_path, target, key, value, expected):
    rows = grid("f", {"v": "String"}, [[value]])
    text = injected(tmp_path, target, mapping("t", key, "f", "v"), sources=[rows])
    assert expected in text


def test_numbers_flags_and_doubles_are_written_as_java_writes_them(tmp_path):
    kinds = {"n": "Number:0.0", "b": "Boolean", "i": "Integer:0"}
    rows = grid("f", kinds, [["2.5", "Y", "0"]])
    text = injected(
        tmp_path, step("t", "TextFileInput"),
        mapping("t", "NR_HEADER_LINES", "f", "n"), mapping("t", "SEPARATOR", "f", "n"),
        mapping("t", "ENCLOSURE", "f", "b"), mapping("t", "HEADER_PRESENT", "f", "i"),
        mapping("t", "HAS_FOOTER", "f", "b"), sources=[rows],
    )  # fmt: skip
    for each in (
        "<nr_headerlines>3</nr_headerlines>", "<separator>2.5</separator>",
        "<enclosure>Y</enclosure>", "<header>N</header>", "<footer>Y</footer>",
    ):  # fmt: skip
        assert each in text


def test_what_does_not_fit_is_told_or_fails(tmp_path):
    rows = grid("f", {"v": "String", "d": "Date:yyyy"}, [["x", "2024"]])
    path = template(tmp_path, step("t", "SortRows"))
    said = [mapping("t", "NO_KEY", "f", "v"), mapping("lost", "NAME", "f", "v"),
            mapping("t", "NAME", "f", "lost")]  # fmt: skip
    done = run(ktr(rows, inject(path, *said)))
    for each in ("key 'NO_KEY'", "step 'lost'", "field 'lost'"):
        assert each in done.log.text()
    for key, field in (("COLLATOR_STRENGTH", "v"), ("NAME", "d")):
        done = run(ktr(rows, inject(path, mapping("t", key, "f", field))))
        assert done.status == "Finished (with errors)"
        assert "does not fit step 't'" in done.log.problems[0].en


def test_a_step_whose_keys_are_not_known_is_refused(tmp_path):
    path = template(tmp_path, step("t", "Dummy"))
    rows = grid("f", {"v": "String"}, [["x"]])
    done = run(ktr(rows, inject(path, mapping("t", "KEY", "f", "v"))))
    assert "into 't', a step of type Dummy" in done.log.problems[0].en


def test_rows_stream_into_the_template_and_those_of_one_step_come_back(tmp_path):
    select = step("s", "SelectValues", "<fields><field><name>k</name></field></fields>")
    path = template(tmp_path, select, step("end", "Dummy"))
    names = grid("f", {"old": "String", "new": "String"}, [["k", "renamed"]])
    settings = (
        "<stream_source_step>g</stream_source_step><stream_target_step>s</stream_target_step>"
        "<source_step>s</source_step>"
    )
    xml = inject(
        path, mapping("s", "FIELD_NAME", "f", "old"), mapping("s", "FIELD_RENAME", "f", "new"),
        settings=settings,
    )  # fmt: skip
    hops = [("g", "inject"), ("f", "inject"), ("inject", "o")]
    done = run(ktr(six(), names, xml, text_output("o", tmp_path / "o"), hops=hops))
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "o").read_text().split() == ["renamed", "1", "2", "3", "4", "5", "6"]


def test_without_a_step_to_read_no_row_leaves(tmp_path):
    output = (
        "<source_output_fields><source_output_field><source_output_field_name>x"
        "</source_output_field_name></source_output_field></source_output_fields>"
    )
    path = template(tmp_path, step("end", "Dummy"))
    done = run(ktr(six(), inject(path, settings=output), text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == []


def test_a_failing_template_fails_the_step(tmp_path):
    path = template(tmp_path, six("g"), step("a", "Abort"))
    done = run(ktr(six(), inject(path)))
    assert done.status == "Finished (with errors)"


def test_parameters_of_both_files_have_the_callers_value(tmp_path):
    value = "<parameter><name>P</name><default_value>{0}</default_value></parameter>"
    info = f"<parameters>{value}</parameters>"
    write = step("v", "GetVariable", "<fields><field><name>p</name><variable>${P}</variable>"
                 "<type>String</type></field></fields>")  # fmt: skip
    path = template(tmp_path, write, text_output("o", tmp_path / "o"), info=info.format("inner"))
    run(ktr(six(), inject(path), info=info.format("outer")))
    assert rows_of(tmp_path / "o") == ["outer"]
    run(ktr(six(), inject(path)), variables={"P": "ignored"})
    assert rows_of(tmp_path / "o") == ["inner"]


def test_a_missing_template_is_told(tmp_path):
    done = run(ktr(six(), inject(tmp_path / "no.ktr")))
    assert "no.ktr" in done.log.problems[0].en
    with pytest.raises(PrepareError, match="no file is named"):
        run(ktr(six(), step("inject", "MetaInject")))


def test_every_injectable_type_is_one_that_the_engine_has():
    assert set(INJECTABLE) <= set(SETTINGS)


def test_the_written_file_is_a_transformation(tmp_path):
    rows = grid("f", {"v": "String"}, [["x"]])
    injected(tmp_path, step("t", "SortRows"), mapping("t", "NAME", "f", "v"), sources=[rows])
    read = read_kettle_file(tmp_path / "out.ktr")
    assert isinstance(read, Transformation)
    assert [each.type for each in read.steps] == ["SortRows"]


def test_only_the_fields_that_are_said_to_leave_are_known_to_lineage():
    name = "<source_output_field_name>x</source_output_field_name>"
    field = f"<source_output_field>{name}</source_output_field>"
    fields = f"<source_output_fields>{field}</source_output_fields>"
    table = step("o", "TableOutput", "<connection>c</connection><table>t</table>")
    xml = ktr(six(), inject("/t.ktr", settings=fields), table)
    [written] = table_lineage(read_transformation(xml, name="t.ktr")).writes
    assert written.columns == {"x": set()}
