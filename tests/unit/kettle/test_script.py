"""ScriptValueMod: what a script sees of a row, and what becomes of its results."""

from xml.sax.saxutils import escape

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

PEOPLE = {
    "name": "String",
    "age": "Integer:0",
    "pay": "Number:0.00",
    "born": "Date:yyyy-MM-dd",
    "ok": "Boolean",
}
ANN = ["Ann", "41", "2.5", "2024-02-29", "N"]
NOBODY = ["", "", "", "", ""]


def script(text, results=(), *, compatible="N", start="", end="", tabs=()):
    """Return the step; results are (name, type) or (name, type, further elements)."""
    parts = [("0", "main", text), ("1", "start", start), ("2", "end", end), *tabs]
    scripts = "".join(
        f"<jsScript><jsScript_type>{kind}</jsScript_type><jsScript_name>{name}</jsScript_name>"
        f"<jsScript_script>{escape(code)}</jsScript_script></jsScript>"
        for kind, name, code in parts
        if code
    )
    fields = "".join(
        f"<field><name>{each[0]}</name><type>{each[1]}</type>"
        f"{each[2] if len(each) > 2 else '<rename/><replace>N</replace>'}</field>"
        for each in results
    )
    return step(
        "js",
        "ScriptValueMod",
        f"<compatible>{compatible}</compatible><jsScripts>{scripts}</jsScripts>"
        f"<fields>{fields}</fields>",
    )


def after(tmp_path, text, results=(), rows=(ANN,), **settings):
    """Run the script over rows and return the finished run and the lines of all fields."""
    out = tmp_path / "o.txt"
    done = run(
        ktr(grid("g", PEOPLE, rows), script(text, results, **settings), text_output("o", out))
    )
    return done, rows_of(out) if out.exists() else []


def value(tmp_path, expression, kind="String", **settings):
    """Return how the value of an expression is written."""
    done, lines = after(tmp_path, f"var x = {expression};", [("x", kind)], **settings)
    assert done.errors == 0, [each.message for each in done.log.lines()]
    return lines[0].rsplit("|", 1)[1]


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
    ("expression", "text"),
    [
        ("upper(name)", "ANN"),
        ("initCap('o neil-SMITH 2x')", "O Neil-Smith 2x"),
        ("lpad(name, '*', 5)", "**Ann"),
        ("rpad('a', 'xy', 4)", "axyxy"),
        ("substr('kettle', 2, 3)", "ttl"),
        ("replace('a.b.c', '[.]', '-', 'c', 'd')", "a-b-d"),
        ("num2str(1234567.125, '#,##0.00')", "1,234,567.12"),
        ("num2str(0.125, '0.00')", "0.12"),
        ("num2str(-3, '#;(#)')", "(3)"),
        ("num2str(1234.5)", "1,234.5"),
        ("num2str(1234.5, '#,##0.0', 'de')", "1.234,5"),
        ("str2num('$1,234.5', '$#,##0.0')", "1234.5"),
        ("date2str(born, 'dd.MM.yy EEE D w')", "29.02.24 Thu 60 9"),
        ("date2str(str2date('3 Mar 2021 7:05 PM', 'd MMM yyyy h:mm a'), 'yyyyMMddHHmm')",
         "202103031905"),
        ("date2str(dateAdd(born, 'y', 1), 'yyyy-MM-dd')", "2025-02-28"),
        ("date2str(dateAdd(born, 'wd', 2), 'yyyy-MM-dd')", "2024-03-04"),
        ("dateDiff(born, str2date('2024-03-10', 'yyyy-MM-dd'), 'd')", "10"),
        ("dateDiff(born, str2date('2024-03-10', 'yyyy-MM-dd'), 'wd')", "6"),
        ("date2str(truncDate(str2date('20240229 1234', 'yyyyMMdd HHmm'), 4), 'yyyyMMdd HHmm')",
         "20240201 0000"),
        ("year(born) + '/' + month(born) + '/' + quarter(born) + '/' + week(born)", "2024/1/1/9"),
        ("isNum('1e3') + ' ' + isNum('x')", "true false"),
        ("isDate(born) + ' ' + isDate('x')", "true false"),
        ("decode('b', 'a', 1, 'b', 2, 3)", "2"),
        ("str2RegExp('ab12', '([a-z]+)([0-9]+)')[1]", "12"),
        ("isRegExp('ab', '[0-9]+', '[a-b]+')", "2"),
        ("LuhnCheck('4111111111111111')", "true"),
        ("getOcuranceString('abcabc', 'bc')", "2"),
        ("escapeXml('<é&\"')", "&lt;&#233;&amp;&quot;"),
        ("unEscapeHtml('&eacute;&lt;') + escapeHtml('é<')", "é<&eacute;&lt;"),
        ("getVariable('nowhere', 'd')", "d"),
        ("trunc(2.9) + floor(-0.5) + ceil(0.2) + abs(-2)", "4"),
        ("fillString('x', 3) + removeDigits('a1') + getDigitsOnly('a1b2')", "xxxa12"),
        ("isMailValid('a@b.c') + ' ' + isEmpty('')", "true true"),
    ],
)  # fmt: skip
def test_the_helper_functions_do_as_kettles(tmp_path, expression, text):
    assert value(tmp_path, expression) == text


@pytest.mark.parametrize(
    ("expression", "kind", "text"),
    [
        ("name.getString() + age.getInteger()", "String", "Ann41"),
        ("pay.getString()", "String", "2.5"),
        ("age + ''", "String", " 41"),
        ("pay + ''", "String", " 2.5"),
        ("born.getString()", "String", "2024/02/29 00:00:00.000"),
        ("name.Clone().upper().rpad(5, '.')", "String", "ANN.."),
        ("name", "String", "Ann"),
        ("age.Clone().plus(1)", "Integer", "42"),
        ("born.Clone().add_days(1).dat2str('dd/MM/yyyy')", "String", "01/03/2024"),
        ("pay.Clone().num2str('0.000').getString()", "String", "2.500"),
        ("row.getString('NAME', '?') + row.getInteger('no', 7)", "String", "Ann7"),
    ],
)
def test_a_compatible_script_works_with_the_values_of_kettle_2(tmp_path, expression, kind, text):
    assert value(tmp_path, expression, kind, compatible="Y") == text


@pytest.mark.parametrize(
    ("text", "expression", "shown"),
    [
        ("10.0.7", r"split('\\.').join('|')", "10|0|7"),
        ("a,b,,", "split(',').length", "2"),
        (",a", "split(',').join('|')", "|a"),
        ("abc", "split('').join('|')", "a|b|c"),
        ("a-b-c", "split('-', 2).join('|')", "a|b-c"),
        (",,", "split(',').length", "0"),
        ("a/b/c", "replace('/', '.')", "a.b.c"),
    ],
)
def test_the_text_of_a_field_is_split_and_replaced_as_java_does(tmp_path, text, expression, shown):
    done, lines = after(
        tmp_path, f"var x = name.getString().{expression} + '';", [("x", "String")],
        [[text, "", "", "", ""]], compatible="Y",
    )  # fmt: skip
    assert done.errors == 0, done.log.text()
    assert lines[0].split("|", 5)[5].strip('"') == shown


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


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("var f = new java.io.File('/etc/passwd');", "java.io.File"),
        ("var r = Packages.java.lang.Runtime.getRuntime();", "java.lang.Runtime"),
        ("execProcess('ls');", r"execProcess\(\)"),
        ("sendMail('a', 'b', 'c', 'd', 'e');", r"sendMail\(\)"),
    ],
)
def test_what_cannot_run_is_refused_by_name_before_a_row_flows(tmp_path, text, named):
    with pytest.raises(Exception, match=named):
        after(tmp_path, text)


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


@pytest.mark.parametrize(
    ("loop", "text"),
    [
        ("for each (var p in name.split('n')) x += '<' + p + '>';", "<A><><>"),
        ("for each (p in {a: 1, b: (2)}) { x += p; }", "12"),
        ("for each (var p in null) x = 'never';", "none"),
        ("for each (var p in [[1, 2], [3]]) for each (var q in p) x += q in [0] ? 'i' : q;", "123"),
        ("var each = 'e'; for (var k in {a: 1}) x += each + k;", "ea"),
    ],
)
def test_a_loop_over_values_is_rhinos(tmp_path, loop, text):
    start = "'none'" if text == "none" else "''"
    _, lines = after(tmp_path, f"var x = {start}; {loop}", [("x", "String")])
    assert lines[0].rsplit("|", 1)[1] == text


def test_a_tab_that_no_script_loads_is_not_looked_at(tmp_path):
    done, lines = after(tmp_path, "var x = 1;", tabs=[("-1", "lib", "Alert('x'); java.io.File;")])
    assert (done.errors, len(lines)) == (0, 1)


def test_a_tab_is_loaded_by_its_name(tmp_path):
    text = "LoadScriptFromTab('lib'); var x = twice(4);"
    tab = (
        "-1",
        "lib",
        "function twice(n) { var s = 0; for each (var i in [n, n]) s += i; return s; }",
    )
    assert after(tmp_path, text, [("x", "Integer")], tabs=[tab])[1][0].endswith("|8")


@pytest.mark.parametrize("text", ["var s = 'java.io.File';", "// execProcess('x')\nvar s = 1;"])
def test_a_text_or_a_comment_is_not_refused(tmp_path, text):
    assert after(tmp_path, text)[0].errors == 0


@pytest.mark.parametrize("kind", ["UserDefinedJavaClass", "Janino"])
def test_java_code_is_refused_with_what_to_do(kind):
    with pytest.raises(Exception, match="JavaScript step"):
        run(ktr(grid("g", PEOPLE, [ANN]), step("j", kind)))
