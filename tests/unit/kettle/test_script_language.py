"""What a script may say: Kettle's functions, older values, Rhino's loops, tabs; what is refused."""

import pytest

from tests.unit.kettle.running import grid, ktr, run, step
from tests.unit.kettle.scripting import ANN, PEOPLE, after, value


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
