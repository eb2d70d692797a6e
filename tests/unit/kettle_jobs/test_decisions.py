"""EVAL and SIMPLE_EVAL: which way a job goes."""

import polars as pl
import pytest

from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle_jobs.entries import ended, files, rows, run_entry
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import note, ran, run_text, said

IS_EMPTY = (
    "<valuetype>variable</valuetype><variablename>V</variablename><fieldtype>string</fieldtype>"
    "<successcondition>equal</successcondition><comparevalue/>"
)

ROW = (
    ResultRows(
        (Field("N", KettleType.NUMBER), Field("s")), pl.DataFrame({"N": [2.5], "s": ["x,y"]})
    ),
)


def set_to(name: str, value: str, scope: str) -> str:
    return (
        f"<field><variable_name>{name}</variable_name><variable_value>{value}</variable_value>"
        f"<variable_type>{scope}</variable_type></field>"
    )


def variable(value: str | None, **settings: str) -> tuple[bool, int]:
    given = {} if value is None else {"V": value}
    xml = "<valuetype>variable</valuetype><variablename>V</variablename>"
    xml += "".join(f"<{name}>{text}</{name}>" for name, text in settings.items())
    return ended(run_entry("SIMPLE_EVAL", xml, variables={"W": "w", **given}))


@pytest.mark.parametrize(
    ("value", "operator", "other", "holds"),
    [
        ("a", "equal", "a", True),
        ("a", "equal", "A", False),
        ("a", "different", "b", True),
        ("abc", "contains", "b", True),
        ("abc", "notcontains", "b", False),
        ("abc", "startswith", "ab", True),
        ("abc", "notstatwith", "ab", False),
        ("abc", "endswith", "bc", True),
        ("abc", "notendwith", "x", True),
        ("abc", "regexp", "a.c", True),
        ("abc", "regexp", "b", False),
        ("abc", "regexp", "", False),
        ("a-b", "regexp", r"[a-z&amp;&amp;[^x]]\p{Punct}\p{Lower}", True),
        ("ab", "regexp", "(?i)A[[bc]]", True),
        ("", "inlist", ",", False),
        ("", "notinlist", ",,", True),
        ("a", "notstartwith", "a", True),
        ("abc", "nosuchcondition", "abc", True),
        ("b", "inlist", "a, b ,c,,", True),
        ("", "inlist", "a,,", False),
        ("b", "notinlist", "a, b", False),
        ("w", "equal", "${W}", True),
        ("", "equal", "", True),
        (None, "equal", "", True),
        (None, "different", "x", True),
    ],
)
def test_texts_are_compared_as_the_condition_says(value, operator, other, holds):
    settings = {"fieldtype": "string", "successcondition": operator, "comparevalue": other}
    assert variable(value, **settings) == (holds, 0)


@pytest.mark.parametrize(
    ("value", "operator", "other", "expected"),
    [
        ("2", "equal", "2.0", (True, 0)),
        ("2", "different", "3", (True, 0)),
        ("2", "smaller", "2.5", (True, 0)),
        ("1e3", "greaterequal", "1000", (True, 0)),
        ("-1", "smallequal", "-2", (False, 0)),
        ("3", "greater", "2", (True, 0)),
        ("3", "inlist", "1,3", (True, 0)),
        ("3", "notinlist", "1,3", (False, 0)),
        ("x", "equal", "1", (False, 1)),
        ("1", "equal", "1_0", (False, 1)),
        ("1", "equal", "", (False, 1)),
    ],
)
def test_numbers_are_compared_and_what_is_none_is_an_error(value, operator, other, expected):
    settings = {"fieldtype": "number", "successnumbercondition": operator, "comparevalue": other}
    assert variable(value, **settings) == expected


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [("2", "1", "2", (True, 0)), ("3", "1", "2", (False, 0)), ("1", "2", "2", (False, 1))],
)
def test_a_number_is_between_two_others_with_these(value, low, high, expected):
    settings = {"fieldtype": "number", "successnumbercondition": "between"}
    assert variable(value, minvalue=low, maxvalue=high, **settings) == expected


@pytest.mark.parametrize(
    ("value", "operator", "other", "expected"),
    [
        ("2024-01-02", "smaller", "2024-01-03", (True, 0)),
        ("2024-01-02", "equal", "2024-01-02", (True, 0)),
        ("2024-01-02", "greaterequal", "2024-02-01", (False, 0)),
        ("2024-01-02", "inlist", "2024-01-02,2024-01-03", (True, 0)),
        ("x", "equal", "2024-01-02", (False, 1)),
    ],
)
def test_dates_are_compared_by_their_mask(value, operator, other, expected):
    settings = {
        "fieldtype": "datetime",
        "mask": "yyyy-MM-dd",
        "successnumbercondition": operator,
        "comparevalue": other,
    }
    assert variable(value, **settings) == expected


@pytest.mark.parametrize(
    ("value", "wanted", "holds"),
    [("y", "true", True), ("no", "true", False), ("0", "false", True), ("YES", "false", False)],
)
def test_a_boolean_is_what_is_wanted(value, wanted, holds):
    settings = {"fieldtype": "boolean", "successbooleancondition": wanted}
    assert variable(value, **settings) == (holds, 0)


def test_no_text_at_all_is_neither_true_nor_false():
    assert variable("", fieldtype="boolean", successbooleancondition="false") == (False, 1)


@pytest.mark.parametrize(("scope", "equals"), [("JVM", False), ("ROOT_JOB", True)])
def test_a_variable_of_jobs_equals_no_text_whatever_its_value(scope, equals):
    """Kettle looks for it in the Java machine, where only those of the scope JVM are."""
    setting = f"<fields>{set_to('V', 'abc', scope)}</fields>"
    entries = [("set", "SET_VARIABLES", setting), ("e", "SIMPLE_EVAL", IS_EMPTY), note("yes")]
    assert ("yes" in ran(run_text(kjb("j", entries, chain("set", "e", "yes"))))) is equals


@pytest.mark.parametrize(
    ("name", "compared", "holds"),
    [("V", "v", True), ("${V}", "v", True), ("%%V%%", "v", True), ("a${V}b", "avb", True),
     ("V}", "V}", True)],
)  # fmt: skip
def test_a_variable_is_named_with_or_without_its_signs(name, compared, holds):
    xml = (
        f"<valuetype>variable</valuetype><variablename>{name}</variablename><fieldtype>string"
        f"</fieldtype><successcondition>equal</successcondition><comparevalue>{compared}"
        "</comparevalue>"
    )
    assert ended(run_entry("SIMPLE_EVAL", xml, variables={"V": "v"})) == (holds, 0)


@pytest.mark.parametrize(("value", "holds"), [("", True), (None, False)])
def test_a_variable_that_is_set_is_enough(value, holds):
    assert variable(value, successwhenvarset="Y") == (holds, 0)


@pytest.mark.parametrize(
    ("field", "given", "expected", "word"),
    [
        ("n", ROW, (True, 0), ""),
        ("nope", ROW, (False, 1), "they have N, s"),
        ("n", (), (False, 1), "there is no row"),
    ],
)
def test_a_field_of_the_first_row_is_compared_as_it_is_printed(field, given, expected, word):
    xml = (
        f"<valuetype>field</valuetype><fieldname>{field}</fieldname><comparevalue>2.5"
        "</comparevalue>"
    )
    run = run_entry("SIMPLE_EVAL", xml, rows=given)
    assert ended(run) == expected
    assert any(word in line for line in said(run))


@pytest.mark.parametrize(
    ("script", "success"),
    [
        ("errors == 0", True),
        ("exit_status &gt; 0", False),
        ("var a = 1; lines_read == 0 &amp;&amp; a", True),
        ("rows.length == 2 &amp;&amp; rows[1].getString('f0', '') == 'b'", True),
        ("previous_result.getRows().get(0).getInteger('f1', 0) + 1 == 2", True),
        ("previous_result.getResult() &amp;&amp; !is_windows", True),
        ("parent_job.getVariable('V') == 'v'", True),
        ("parent_job.getVariable('X', 'd') == 'd'", True),
        ("previous_result.getResultFilesList().size() == 1", True),
        ("parent_job.environmentSubstitute('${V}!') == 'v!'", True),
        ("''", False),
        ("nr", False),
    ],
)
def test_a_script_decides_with_what_kettle_gives_it(script, success):
    given = rows(["a", "1"], ["b", "2"])
    context = {"rows": given, "files": files("/a"), "variables": {"V": "v"}}
    assert ended(run_entry("EVAL", f"<script>{script}</script>", **context)) == (success, 0)


def test_a_script_sets_variables_of_its_job():
    script = "parent_job.setVariable('A', 1 + 1); true"
    assert run_entry("EVAL", f"<script>{script}</script>").variables["A"] == "2"


@pytest.mark.parametrize("script", ["(", "nope.x", "java.lang.System.exit(1)", "lines_deleted"])
def test_a_script_that_fails_is_an_error(script):
    run = run_entry("EVAL", f"<script>{script}</script>")
    assert ended(run) == (False, 1)
    assert any("Couldn't compile or run" in line for line in said(run))
