"""The masks that fields carry from step to step, and what a change of type makes of them."""

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def meta(name: str, kind: str, more: str = "") -> str:
    return f"<meta><name>{name}</name><type>{kind}</type>{more}</meta>"


def written(tmp_path, *steps: str) -> list[str]:
    done = run(ktr(*steps, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


def changed(*changes: str) -> str:
    return step("x", "SelectValues", f"<fields>{''.join(changes)}</fields>")


@pytest.mark.parametrize(
    ("kind", "value", "change", "expected"),
    [
        ("Number", "7", "", "7.0"),
        ("Number", "2.5", "", "2.5"),
        ("Number:0.00", "7", "", "7.00"),
        ("Number:0.00", "7", "<conversion_mask>#</conversion_mask>", "7"),
        ("Integer:000", "7", "", "007"),
        ("Integer", "7", "", "7"),
        ("Date:yyyy-MM-dd", "2024-03-05", "", "2024-03-05"),
    ],
)
def test_a_number_becomes_text_with_its_own_mask_or_the_default(
    tmp_path, kind, value, change, expected
):
    source = grid("g", {"k": kind}, [[value]])
    assert written(tmp_path, source, changed(meta("k", "String", change))) == [expected]


def test_the_mask_of_a_text_reads_it(tmp_path):
    source = grid("g", {"k": "String:#,##0"}, [["1,234"]])
    assert written(tmp_path, source, changed(meta("k", "Integer"))) == ["1,234"]


COUNTER = step(
    "s", "Sequence", "<valuename>n</valuename><use_counter>Y</use_counter>"
    "<start_at>1</start_at><increment_by>1</increment_by><max_value>9</max_value>",
)  # fmt: skip
SCRIPT = step(
    "s", "ScriptValueMod",
    "<compatible>N</compatible><jsScripts><jsScript><jsScript_type>0</jsScript_type>"
    "<jsScript_name>a</jsScript_name><jsScript_script>var n = 2.5;</jsScript_script></jsScript>"
    "</jsScripts><fields><field><name>n</name><type>Number</type><length>9</length>"
    "<precision>2</precision><replace>N</replace></field></fields>",
)  # fmt: skip
FORMULA = step(
    "s", "Formula", "<formula><field_name>n</field_name><formula_string>[k]+1</formula_string>"
    "<value_type>Integer</value_type><value_length>5</value_length></formula>",
)  # fmt: skip
DENORMALISED = step(
    "s", "Denormaliser", "<key_field>c</key_field><group/><fields><field><field_name>k</field_name>"
    "<key_value>a</key_value><target_name>n</target_name><target_type>Number</target_type>"
    "<target_format>000.000</target_format><target_length>9</target_length>"
    "<target_precision>2</target_precision></field></fields>",
)  # fmt: skip


@pytest.mark.parametrize(
    ("made", "plain", "other", "changed_to"),
    [
        (COUNTER, "1", "Number", "1"),
        (SCRIPT, "2.5", "Integer", "3.0"),
        (FORMULA, "7", "Number", "7"),
        (DENORMALISED, "6.0", "Integer", "6.0"),
    ],
)
def test_the_default_mask_of_a_made_number_pads_nothing_and_stays_when_its_type_changes(
    tmp_path, made, plain, other, changed_to
):
    source = grid("g", {"k": "Integer", "c": "String"}, [["6", "a"]])
    assert [row.split("|")[-1] for row in written(tmp_path, source, made)] == [plain]
    last = changed(meta("n", other))
    assert [row.split("|")[-1] for row in written(tmp_path, source, made, last)] == [changed_to]


@pytest.mark.parametrize(
    ("length", "precision", "expected"),
    [(3, 2, " 2.50"), (3, 5, " 0002"), (3, 3, " 2.500"), (3, 0, " 002."), (3, -1, " 002.50")],
)
@pytest.mark.parametrize("kind", ["Number", "BigNumber"])
def test_lengths_without_a_mask_make_zeros(tmp_path, kind, length, precision, expected):
    source = grid("g", {"k": kind}, [["2.5"]]).replace(
        "<format></format>", f"<length>{length}</length><precision>{precision}</precision>"
    )
    assert written(tmp_path, source) == [expected]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("Number", "0.5", "N"), ("Number", "-1.5", "Y"), ("BigNumber", "0.5", "Y"),
     ("String", "yes", "Y"), ("String", " Y", "N")],
)  # fmt: skip
def test_what_becomes_true(tmp_path, kind, value, expected):
    source = grid("g", {"k": kind}, [[value]])
    assert written(tmp_path, source, changed(meta("k", "Boolean"))) == [expected]


@pytest.mark.parametrize(("case", "expected"), [("N", ["A", "a"]), ("Y", ["a"])])
def test_a_filter_compares_texts_by_the_rules_of_the_sort_before_it(tmp_path, case, expected):
    source = grid("g", {"k": "String"}, [["a"], ["b"], ["A"]])
    sort = step(
        "s", "SortRows", "<fields><field><name>k</name><ascending>Y</ascending>"
        f"<case_sensitive>{case}</case_sensitive></field></fields>",
    )  # fmt: skip
    kept = step(
        "f", "FilterRows", "<compare><condition><leftvalue>k</leftvalue><function>=</function>"
        "<value><type>String</type><text>a</text></value></condition></compare>",
    )  # fmt: skip
    assert sorted(written(tmp_path, source, sort, kept)) == expected


def test_blanks_typed_as_a_text_are_an_empty_text_which_is_padded(tmp_path):
    source = grid("g", {"k": "String", "n": "Integer"}, [["  ", "  "], ["", ""]])
    source = source.replace("<name>k</name>", "<name>k</name><length>3</length>")
    assert written(tmp_path, source) == ["   |", "|"]


def csv(path, kind: str, mask: str, lazy: str, more: str = "<group>,</group>") -> str:
    return step(
        "c", "CsvInput",
        f"<filename>{path}</filename><separator>;</separator><lazy_conversion>{lazy}</lazy_conversion>"
        f"<fields><field><name>k</name><type>{kind}</type><format>{mask}</format>{more}</field>"
        "</fields>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "mask", "more", "given", "lazy", "expected"),
    [
        ("Number", "0.00", "<group>,</group>", None, "Y", "007.5"),
        ("Number", "0.00", "<group/>", None, "Y", "7.50"),
        ("Number", "", "<group>,</group>", None, "Y", "7.5"),
        ("Number", "0.00", "<group>,</group><length>9</length>", None, "Y", "7.50"),
        ("Number", "0.00", "<group>,</group>", "0.00", "Y", "7.50"),
        ("Number", "0.00", "<group>,</group>", "0.00", "N", "7.50"),
        ("Number", "", "<group>,</group>", "0", "Y", "7.5"),
        ("Number", "", "<group>,</group>", "0", "N", "7.5"),
        ("Number", "0", "<group>,</group>", "0", "N", "8"),
        ("Number", "", "<group>,</group>", "0.00", "N", "7.50"),
        ("BigNumber", "", "<group>,</group>", "0", "N", "8"),
        ("Integer", "#", "<group>,</group>", None, "Y", "7"),
        ("Boolean", "", "<group>,</group>", None, "Y", "007.5"),
    ],
)  # fmt: skip
def test_a_field_of_a_file_is_written_as_it_was_read_or_with_all_its_digits(  # noqa: PLR0917
    tmp_path, kind, mask, more, given, lazy, expected
):
    (tmp_path / "in.csv").write_text("007.5\n")
    fields = "" if given is None else (
        f"<fields><field><name>k</name><format>{given}</format></field></fields>"
    )  # fmt: skip
    source = csv(tmp_path / "in.csv", kind, mask, lazy, more)
    done = run(ktr(source, text_output("o", tmp_path / "o", fields)))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == [expected]


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", "2024/03/05 00:00:00.000"), ("yyyy-MM-dd", "2024-3-5"), ("dd.MM.yyyy", "05.03.2024")],
)
def test_a_lazy_date_is_read_with_its_own_mask_whatever_a_later_step_wants(
    tmp_path, given, expected
):
    (tmp_path / "in.csv").write_text("2024-3-5\n")
    fields = f"<fields><field><name>k</name><format>{given}</format></field></fields>"
    source = csv(tmp_path / "in.csv", "Date", "yyyy-MM-dd", "Y")
    run(ktr(source, text_output("o", tmp_path / "o", fields)))
    assert rows_of(tmp_path / "o") == [expected]
    again = changed(meta("k", "Date", "<conversion_mask>dd/MM/yyyy</conversion_mask>"))
    assert written(tmp_path, source, again) == ["05/03/2024"]
