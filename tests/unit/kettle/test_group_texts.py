"""What groups make of texts, and of values that were not read yet."""

import pytest

from tests.unit.kettle.grouping import COLUMNS, answer, grouped, sorted_by
from tests.unit.kettle.reading import lazily
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


@pytest.mark.parametrize("code", ["SUM", "AVERAGE", "CUM_SUM"])
def test_texts_that_are_no_numbers_cannot_be_added_up(code):
    xml = ktr(grid("g", COLUMNS, [["a", "", ""]]), grouped("GroupBy", [], [("x", "k", code, "")]))
    assert run(xml).errors == 1


@pytest.mark.parametrize(("kind", "expected"), [("GroupBy", "007|2"), ("MemoryGroupBy", "7|2")])
def test_a_lazy_key_keeps_its_text_only_beside_a_run(tmp_path, kind, expected):
    (tmp_path / "in.csv").write_text("k,n\n7,1\n007,1\n")
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{tmp_path / 'in.csv'}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>Y</lazy_conversion><fields><field><name>k</name><type>Number</type>"
        "<format>0</format><group>,</group></field><field><name>n</name><type>Integer</type></field>"
        "</fields>",
    )
    out = tmp_path / "out"
    run(ktr(reading, grouped(kind, ["k"], [("s", "n", "SUM", "")]), text_output("o", out)))
    assert rows_of(out) == [expected]


@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
def test_texts_that_are_numbers_are_added_up(tmp_path, kind):
    columns = {"k": "String", "t": "String"}
    rows = [["a", "1.5"], ["a", ""], ["a", "2"]]
    shown = answer(
        tmp_path, grouped(kind, ["k"], [("s", "t", "SUM", "")]), columns=columns, rows=rows
    )
    assert shown == ["a|3.5"]


def test_a_run_has_the_average_of_its_texts_and_every_row_their_sum(tmp_path):
    columns = {"k": "String", "t": "String"}
    rows = [["a", "1"], ["a", "2"]]
    average = grouped("GroupBy", ["k"], [("s", "t", "AVERAGE", "")])
    assert answer(tmp_path, average, columns=columns, rows=rows) == ["a|1.5"]
    beside = grouped("GroupBy", ["k"], [("s", "t", "SUM", "")], "<all_rows>Y</all_rows>")
    assert answer(tmp_path, beside, columns=columns, rows=rows) == ["a|1|3.0", "a|2|3.0"]


def test_a_text_that_is_no_number_is_named_by_its_sum():
    xml = ktr(
        grid("g", {"k": "String", "t": "String"}, [["a", "1"], ["a", "x1"]]),
        grouped("GroupBy", ["k"], [("s", "t", "SUM", "")]),
        step("d", "Dummy"),
    )
    assert "The value [x1] of field 't' is no number." in run(xml).log.text()


PICKED = ("MIN", "MAX", "FIRST", "LAST", "FIRST_INCL_NULL", "LAST_INCL_NULL", "CONCAT_COMMA")


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("GroupBy", ("07.50", "8.10"), "07.50|8.10|07.50|8.10|07.50|8.10|7.5, 8.1"),
        ("MemoryGroupBy", ("07.50", "8.10"), "7.5|8.1|7.5|8.1|7.5|8.1|7.5, 8.1"),
        ("GroupBy", ("", "8.10", ""), "|8.10|||||null, 8.1, null"),
        ("MemoryGroupBy", ("", "8.10", ""), "8.1|8.1||8.1|||null, 8.1, null"),
    ],
)
def test_what_was_not_read_yet_leaves_as_it_was_and_a_blank_of_it_counts(
    tmp_path, kind, values, expected
):
    path, out = tmp_path / "in.csv", tmp_path / "out"
    path.write_text("k,n\n" + "".join(f"a,{value}\n" for value in values))
    aggregates = [(code, "n", code, "") for code in PICKED]
    reading = lazily(path, {"k": "String", "n": "Number:0.0"})
    run(ktr(reading, grouped(kind, ["k"], aggregates), text_output("o", out)))
    assert rows_of(out) == [f"a|{expected}"]


@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
@pytest.mark.parametrize(("case", "expected"), [("N", "apple|Cherry"), ("Y", "APPLE|apple")])
def test_least_and_greatest_texts_follow_the_case_rule_of_the_sort(tmp_path, kind, case, expected):
    both = grouped(kind, [], [("least", "k", "MIN", ""), ("most", "k", "MAX", "")])
    rows = [[text, "", ""] for text in ("Banana", "apple", "APPLE", "Cherry")]
    assert answer(tmp_path, sorted_by("k", case=case), both, rows=rows) == [expected]


def test_a_blank_text_that_was_not_read_yet_is_joined_as_a_word(tmp_path):
    path, out = tmp_path / "in.csv", tmp_path / "out"
    path.write_text("k,t\na,x\na,\na,y\n")
    reading = lazily(path, {"k": "String", "t": "String"})
    aggregates = [("c", "t", "CONCAT_COMMA", ""), ("least", "t", "MIN", ""), ("n", "t", "MAX", "")]
    run(ktr(reading, grouped("GroupBy", ["k"], aggregates), text_output("o", out)))
    assert rows_of(out) == ["a|x, null, y||y"]


BLANK = " "
"""A data grid makes an empty text of it."""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("GroupBy", "2|4|2|[]|[b]|[b]|[]|[b]|[a, , b]|[a;;b]"),
        ("MemoryGroupBy", "2|4|2|[]|[b]|[b]|[a]|[b]|[a, , b]|[a;;b]"),
    ],
)
def test_an_empty_text_is_null_where_kettle_asks_and_a_text_where_it_does_not(
    tmp_path, kind, expected
):
    codes = ("COUNT_ALL", "COUNT_ANY", "COUNT_DISTINCT", "FIRST", "LAST", "LAST_INCL_NULL")
    codes += ("MIN", "MAX", "CONCAT_COMMA", "CONCAT_STRING")
    aggregates = [(code.lower(), "t", code, ";") for code in codes]
    shown = [f'"["+{code.lower()}+"]"' for code in codes[3:]]
    told = "+'|'+".join([code.lower() for code in codes[:3]] + shown)
    script = step(
        "j",
        "ScriptValueMod",
        "<compatible>N</compatible><jsScripts><jsScript><jsScript_type>0</jsScript_type>"
        f"<jsScript_name>s</jsScript_name><jsScript_script>var told={told};</jsScript_script>"
        "</jsScript></jsScripts><fields><field><name>told</name><type>String</type></field></fields>",
    )
    rows = [["x", text] for text in (BLANK, "a", BLANK, "b")]
    [line] = answer(
        tmp_path,
        grouped(kind, ["k"], aggregates),
        script,
        columns={"k": "String", "t": "String"},
        rows=rows,
    )
    assert line.endswith(f'|"{expected}"')


@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
def test_texts_joined_of_nothing_are_an_empty_text(tmp_path, kind):
    made = step(
        "c",
        "Calculator",
        "<calculation><field_name>r</field_name><calc_type>ADD</calc_type><field_a>c</field_a>"
        "<field_b>k</field_b><value_type>String</value_type></calculation>",
    )
    lines = answer(
        tmp_path,
        grouped(kind, ["k"], [("c", "t", "CONCAT_STRING", ";")]),
        made,
        columns={"k": "String", "t": "String"},
        rows=[["x", ""]],
    )
    assert lines == ["x||x"]
