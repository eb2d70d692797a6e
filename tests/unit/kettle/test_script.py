"""ScriptValueMod: what a script sees of a row, and what becomes of its results."""

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output
from tests.unit.kettle.scripting import ANN, NOBODY, PEOPLE, after, script, value


@pytest.mark.parametrize(
    ("expression", "kind", "text"),
    [
        ("name + '!'", "String", "Ann!"),
        ("age + 1", "Integer", "42"),
        ("age / 2", "Integer", "20"),
        ("age / 2", "Number", "20.5"),
        ("pay", "BigNumber", "2.5"),
        ("age", "String", "41"),
        ("'12'", "Integer", "12"),
        ("null", "String", ""),
        ("undefined", "String", "undefined"),
        ("undefined", "Number", ""),
        ("0 / 0", "Integer", "0"),
        ("born", "Date", "2024/02/29 00:00:00.000"),
        ("born", "String", "Thu Feb 29 00:00:00 UTC 2024"),
        ("new Date(2024, 0, 31, 12)", "Date", "2024/01/31 12:00:00.000"),
        ("86400000", "Date", "1970/01/02 00:00:00.000"),
        ("age > 40", "Boolean", "Y"),
        ("ok ? 'object' : 'false'", "String", "object"),
        ("typeof name", "String", "object"),
        ("name == 'Ann'", "Boolean", "Y"),
        ("rowMeta.getValueMeta(1).getTypeDesc().equals('Integer')", "Boolean", "Y"),
        ("getInputRowMeta().indexOfValue('PAY')", "Integer", "2"),
        ("row[0].length()", "Integer", "3"),
    ],
)
def test_a_result_becomes_the_type_that_the_step_says(tmp_path, expression, kind, text):
    assert value(tmp_path, expression, kind) == text


@pytest.mark.parametrize(
    ("expression", "kind"),
    [("'12'", "Number"), ("'x'", "Integer"), ("1", "Boolean"), ("born", "Number")],
)
def test_a_result_of_another_kind_fails_the_step(tmp_path, expression, kind):
    done, _ = after(tmp_path, f"var x = {expression};", [("x", kind)])
    assert done.status == "Finished (with errors)"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("var a = 1;\nvar x = nothing;", "ReferenceError: nothing is not defined (script#2)"),
        ("var a = 1;\n\nvar b = ;", "SyntaxError: unexpected token in expression: ';' (script#3)"),
        ("function f() {\n  return g.h;\n}\nvar x = f();",
         "ReferenceError: g is not defined (script#4)"),
        ("throw 'own words'", "own words"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("compatible", ["Y", "N"])
def test_an_error_is_told_with_its_line_in_the_script(tmp_path, text, why, compatible):
    done, _ = after(tmp_path, text, [("x", "String")], compatible=compatible)
    [problem] = done.log.problems
    assert problem.en == f"Javascript error: {why}"


def test_a_compatible_script_changes_fields_in_place(tmp_path):
    _, lines = after(tmp_path, "name.upper(); age.setValue(7); pay.setNull();", compatible="Y")
    assert lines == ["ANN|7||2024-02-29|N"]


def test_a_row_that_a_script_writes_into_leaves_changed(tmp_path):
    text = (
        "for (var i = 0; i < rowMeta.size(); i++) {"
        " if (rowMeta.getValueMeta(i).isString()) row[i] = 'x'; }"
    )
    assert after(tmp_path, text)[1] == ["x|41|2.50|2024-02-29|N"]


def test_a_replaced_field_keeps_its_place_and_takes_the_new_type(tmp_path):
    replaced = "<rename>age</rename><replace>Y</replace>"
    _, lines = after(tmp_path, "var a = age + '?';", [("a", "String", replaced)])
    assert lines == ["Ann|41?|2.50|2024-02-29|N"]


def test_variables_live_from_row_to_row(tmp_path):
    text = "var n; if (n == undefined) n = start; n++; var last; var was = last; last = name + '';"
    results = [("n", "Integer"), ("was", "String")]
    rows = [ANN, ["Bob", *ANN[1:]]]
    _, lines = after(tmp_path, text, results, rows, start="var start = 10;")
    assert [each.split("|")[-2:] for each in lines] == [["11", "undefined"], ["12", "Ann"]]


def test_a_skipped_row_is_gone_and_rows_put_out_come_first(tmp_path):
    text = (
        "trans_Status = name == 'Bob' ? SKIP_TRANSFORMATION : CONTINUE_TRANSFORMATION;"
        "var x = 1; if (name == 'Bob') { var c = createRowCopy(getOutputRowMeta().size());"
        "c[0] = 'B1'; c[5] = 9; putRow(c); c = createRowCopy(6); c[0] = 'B2'; putRow(c); }"
    )
    rows = [ANN, ["Bob", *ANN[1:]], ["Cy", *ANN[1:]]]
    _, lines = after(tmp_path, text, [("x", "Integer")], rows)
    assert [(each.split("|")[0], each.split("|")[5]) for each in lines] == [
        ("Ann", "1"), ("B1", "9"), ("B2", ""), ("Cy", "1"),
    ]  # fmt: skip


def test_null_fields_are_null(tmp_path):
    text = "var x = name + '!'; var y = age == null; var z = age;"
    _, lines = after(
        tmp_path, text, [("x", "String"), ("y", "Boolean"), ("z", "Integer")], [NOBODY]
    )
    assert lines == ["|||||null!|Y|"]


def test_an_end_script_runs_once_and_the_log_hears_of_it(tmp_path):
    done, _ = after(
        tmp_path,
        "var n = (this.n || 0) + 1;",
        rows=[ANN, ANN],
        end="writeToLog('m', 'seen ' + n); setVariable('N', n, 'r');",
    )
    assert "seen 2" in [each.message for each in done.log.lines()]
    [kept] = done.outcome.variables
    assert (kept.name, kept.value, kept.scope) == ("N", "2", "ROOT_JOB")


def test_the_error_hop_takes_the_rows_on_which_a_script_fails(tmp_path):
    hop = (
        "<step_error_handling><error><source_step>js</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><codes_valuename>code</codes_valuename></error>"
        "</step_error_handling>"
    )
    good, bad = tmp_path / "g.txt", tmp_path / "b.txt"
    done = run(
        ktr(
            grid("g", PEOPLE, [ANN, ["Bob", *ANN[1:]]]),
            script("if (name == 'Bob') nothing(); var x = 1;", [("x", "Integer")]),
            text_output("o", good),
            text_output("e", bad),
            hops=[("g", "js"), ("js", "o"), ("js", "e")],
            extra=hop,
        )
    )
    assert done.errors == 0
    assert rows_of(good) == ["Ann|41|2.50|2024-02-29|N|1"]
    assert rows_of(bad) == ["Bob|41|2.50|2024-02-29|N|SCR-001"]
    assert metrics(done, "js").rejected == 1


def test_a_field_may_be_called_like_a_part_of_the_language(tmp_path):
    out = tmp_path / "o.txt"
    source = grid("g", {"Number": "Integer:0", "String": "String"}, [["3", "a"]])
    results = [("x", "String"), ("Number", "Integer", "<rename/><replace>Y</replace>")]
    text = "var x = String + Number; var Number = Number * 2; var s = 'Number';"
    done = run(ktr(source, script(text, results), text_output("o", out)))
    assert done.errors == 0, done.log.text()
    assert rows_of(out)[0].split("|") == ["6", "a", "a3"]


def test_rows_without_a_field_are_rows(tmp_path):
    out = tmp_path / "o.txt"
    source = step("g", "RowGenerator", "<limit>3</limit><fields/>")
    run(ktr(source, script("var x = 1;", [("x", "Integer")]), text_output("o", out)))
    assert len(rows_of(out)) == 3
