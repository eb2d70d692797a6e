"""YAML, whole files and properties: rows in, and properties files out."""

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


def listed(*fields):
    items = "".join(
        f"<field><name>{name}</name><{tag}>{path}</{tag}><type>{kind.partition(':')[0]}</type>"
        f"<format>{kind.partition(':')[2]}</format></field>"
        for name, tag, path, kind in fields
    )
    return f"<fields>{items}</fields>"


def of_file(path):
    return f"<file><name>{path}</name><file_required>Y</file_required></file>"


def read(tmp_path, kind, settings, *before):
    plain = text_output("o", tmp_path / "o").replace('<enclosure>"</enclosure>', "")
    done = run(ktr(*before, step("s", kind, settings), plain))
    if done.status != "Finished":
        return done.log.text()
    return [row.rstrip() for row in rows_of(tmp_path / "o")]


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


def test_each_map_of_a_yaml_file_is_a_row(tmp_path):
    (tmp_path / "a.yml").write_text(YAML)
    settings = YAML_FIELDS + of_file(tmp_path / "a.yml")
    settings += "<rownum>Y</rownum><rownum_field>n</rownum_field>"
    assert read(tmp_path, "YamlInput", settings) == [
        "7| a b |1.50|2024-01-02|{first:  A,last:  B}|1",
        "8|||||2",
    ]


def test_a_list_of_one_map_is_a_row_and_of_more_each_item_a_text(tmp_path):
    fields = listed(("v", "path", "a", "String"))
    (tmp_path / "a.yml").write_text("- a: 1\n")
    assert read(tmp_path, "YamlInput", fields + of_file(tmp_path / "a.yml")) == ["1"]
    (tmp_path / "a.yml").write_text("- a: 1\n- b: [1, 2]\n- 3\n")
    rows = read(tmp_path, "YamlInput", fields + of_file(tmp_path / "a.yml"))
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
    (tmp_path / "a.yml").write_text(text)
    settings = listed(("v", "path", "a", kind)) + of_file(tmp_path / "a.yml")
    assert read(tmp_path, "YamlInput", settings) == [expected]


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
    (tmp_path / "a.yml").write_text(text)
    settings = listed(("v", "path", "a", kind)) + of_file(tmp_path / "a.yml")
    assert "Errors detected" in str(read(tmp_path, "YamlInput", settings))


def test_the_whole_document_is_printed_as_java_prints_a_map(tmp_path):
    (tmp_path / "a.yml").write_text("a: 1\nb: {c: [x, y]}\n")
    settings = listed(("v", "path", "", "String")) + of_file(tmp_path / "a.yml")
    assert read(tmp_path, "YamlInput", settings) == ["{a=1, b={c=[x, y]}}"]


def test_of_lists_only_the_first_is_read_and_nulls_are_left_out(tmp_path):
    (tmp_path / "a.yml").write_text("- 1\n- ~\n- 2\n---\n- 3\n- 4\n")
    settings = listed(("v", "path", "a", "String")) + of_file(tmp_path / "a.yml")
    assert read(tmp_path, "YamlInput", settings) == ["1", "2"]


def test_a_document_of_nothing_ends_a_file_of_maps(tmp_path):
    (tmp_path / "a.yml").write_text("a: 1\n---\n~\n---\na: 2\n")
    settings = listed(("v", "path", "a", "String")) + of_file(tmp_path / "a.yml")
    assert read(tmp_path, "YamlInput", settings) == ["1"]


def test_yaml_makes_no_objects(tmp_path):
    (tmp_path / "a.yml").write_text("a: !!python/object/apply:os.system ['true']\n")
    settings = listed(("v", "path", "a", "String")) + of_file(tmp_path / "a.yml")
    assert "Unable to read" in read(tmp_path, "YamlInput", settings)


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


PROPERTIES = """\
# a comment
! another
b.key = value \\
   goes on
a\\ key:caf\\u00e9
empty
c=1
c=2
"""
KEY_VALUE = listed(("k", "column", "key", "String"), ("v", "column", "value", "String"))


def test_properties_are_read_in_the_order_of_java(tmp_path):
    (tmp_path / "a.properties").write_text(PROPERTIES)
    rows = read(tmp_path, "PropertyInput", KEY_VALUE + of_file(tmp_path / "a.properties"))
    assert sorted(rows) == ["a key|café", "b.key|value goes on", "c|2", "empty|"]


INI = "[one]\na = 1\n; comment\nb: ${X} y\n[two]\na=3\nflag\n"


def test_sections_of_ini_files_are_read_all_or_one(tmp_path):
    (tmp_path / "a.ini").write_text(INI)
    settings = (
        KEY_VALUE
        + of_file(tmp_path / "a.ini")
        + (
            "<file_type>ini</file_type><ini_section>Y</ini_section><ini_section_field>s"
            "</ini_section_field><rownum>Y</rownum><rownum_field>n</rownum_field>"
        )
    )
    assert read(tmp_path, "PropertyInput", settings) == [
        "a|1|1|one", "b|${X} y|2|one", "a|3|3|two", "flag||4|two",
    ]  # fmt: skip
    one = settings + "<section>two</section><resetrownumber>Y</resetrownumber>"
    assert read(tmp_path, "PropertyInput", one) == ["a|3|0|two", "flag||1|two"]
    away = settings + "<section>three</section>"
    assert "Can not find section [three]" in read(tmp_path, "PropertyInput", away)


def test_options_of_ini_files_stand_in_each_others_values(tmp_path):
    (tmp_path / "a.ini").write_text("top=1\n[one]\na=${b}/${two/c}\nb=x\n[two]\nc=y${d}\nd=${e}\n")
    settings = KEY_VALUE + of_file(tmp_path / "a.ini") + "<file_type>ini</file_type>"
    assert read(tmp_path, "PropertyInput", settings) == [
        "top|1", "a|x/y${e}", "b|x", "c|y${e}", "d|${e}",
    ]  # fmt: skip
    (tmp_path / "a.ini").write_text("[one]\na=${b}\nb=${a}\n")
    assert "refers to itself" in read(tmp_path, "PropertyInput", settings)


def test_a_limit_counts_from_nought_in_each_file_where_row_numbers_do(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.ini").write_text("[s]\nx=1\ny=2\nz=3\n")
    (tmp_path / "0.ini").write_text("[s]\nw=0\n")
    settings = KEY_VALUE + (
        f"<file><name>{tmp_path}</name><filemask>.*ini</filemask></file>"
        "<file_type>ini</file_type><limit>1</limit>"
    )
    assert read(tmp_path, "PropertyInput", settings) == ["w|0"]
    settings += "<resetrownumber>Y</resetrownumber>"
    assert read(tmp_path, "PropertyInput", settings) == ["w|0", "x|1", "y|2"]


@pytest.mark.parametrize(
    ("content", "settings", "why"),
    [
        (None, "", "No file(s) specified"),
        ("", "<file_type>ini</file_type>", "has no sections"),
        (
            "a=1",
            "<ini_section>Y</ini_section><ini_section_field>s</ini_section_field>",
            "has no sections",
        ),
    ],
)
def test_a_file_or_a_section_that_is_not_there_fails_the_step(tmp_path, content, settings, why):
    if content is not None:
        (tmp_path / "a").write_text(content)
    named = of_file(tmp_path / "a").replace("<file_required>Y", "<file_required>N")
    settings = KEY_VALUE + named + settings
    assert why in read(tmp_path, "PropertyInput", settings)


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


def test_values_can_have_variables(tmp_path):
    (tmp_path / "a.properties").write_text("v=${java.io.tmpdir}/x\n")
    settings = KEY_VALUE + of_file(tmp_path / "a.properties")
    settings += "<resolvevaluevariable>Y</resolvevaluevariable>"
    assert read(tmp_path, "PropertyInput", settings) == ["v|/tmp/x"]


def property_output(settings):
    return step(
        "w", "PropertyOutput", f"<keyfield>k</keyfield><valuefield>v</valuefield>{settings}"
    )


PAIRS = {"k": "String", "v": "String", "f": "String"}


@pytest.mark.parametrize("append", ["N", "Y"])
def test_properties_are_written_escaped_and_the_first_value_of_a_key_holds(tmp_path, append):
    path = tmp_path / "new" / "a.properties"
    path.parent.mkdir()
    path.write_text("old=1\nk\\ 1=0\n")
    settings = (
        f"<comment>two\nlines</comment><file><name>{tmp_path}/new/a</name><extention>properties"
        f"</extention><append>{append}</append></file>"
    )
    rows = [["k 1", " a=b:#!é中", ""], ["k2", "x", ""], ["k 1", "later", ""]]
    done = run(ktr(grid("g", PAIRS, rows), property_output(settings), step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    first, second, moment, *lines = path.read_text().splitlines()
    assert (first, second, moment[0]) == ("#two", "#lines", "#")
    written = {"k\\ 1=\\ a\\=b\\:\\#\\!\\u00E9\\u4E2D", "k2=x"}
    assert set(lines) == written | ({"old=1"} if append == "Y" else set())
    assert metrics(done, "d").read == 2


@pytest.mark.parametrize(
    ("comment", "lines"),
    [("a\nb", ["#a", "#b"]), ("\n# a\n", ["#", "# a", "#"]), ("a\n!b", ["#a", "!b"])],
)
def test_a_comment_is_marked_once(tmp_path, comment, lines):
    settings = f"<comment>{comment}</comment><file><name>{tmp_path}/a</name></file>"
    run(ktr(grid("g", PAIRS, [["k", "v", ""]]), property_output(settings)))
    *head, moment, _ = (tmp_path / "a").read_text().splitlines()
    assert (head, moment[0]) == (lines, "#")


def test_each_row_can_name_its_file_and_null_is_refused(tmp_path):
    settings = "<fileNameInField>Y</fileNameInField><fileNameField>f</fileNameField><file/>"
    rows = [["a", "1", f"{tmp_path}/x"], ["b", "2", f"{tmp_path}/x"], ["a", "3", f"{tmp_path}/y"]]
    done = run(ktr(grid("g", PAIRS, rows), property_output(settings)))
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "x").read_text().splitlines()[1:] == ["b=2", "a=1"]
    assert (tmp_path / "y").read_text().splitlines()[1:] == ["a=3"]
    done = run(ktr(grid("g", PAIRS, [["a", "", f"{tmp_path}/z"]]), property_output(settings)))
    assert "needs a key and a value" in done.log.text()
