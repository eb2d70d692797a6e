"""Steps that send rows one way or another: which rows go where, and what is refused."""

import pytest

from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.values.java_regex import ascii_classes
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

COLUMNS = {"k": "Integer:0", "s": "String"}
ROWS = [["1", "red"], ["2", "green"], ["", "blue"], ["4", ""]]


def routed(tmp_path, kind, settings, *, rows=ROWS, targets=("a", "b", "c")):
    """Run the step with hops to the targets; return the rows that each of them got."""
    outs = {name: tmp_path / name for name in targets}
    steps = [grid("in", COLUMNS, rows), step("step", kind, settings)]
    steps += [text_output(name, path) for name, path in outs.items()]
    hops = [("in", "step"), *(("step", name) for name in targets)]
    finished = run(ktr(*steps, hops=hops))
    got = {n: [row.split("|")[0] for row in rows_of(p)] for n, p in outs.items() if p.exists()}
    return finished, got


def compared(left, function, text, *, kind="String", mask="", negated="N", operator=""):
    """Return one comparison with a constant."""
    return (
        f"<condition><negated>{negated}</negated><operator>{operator}</operator><leftvalue>{left}"
        f"</leftvalue><function>{function}</function><value><type>{kind}</type><text>{text}</text>"
        f"<mask>{mask}</mask></value></condition>"
    )


def together(*conditions, negated="N"):
    """Return several conditions as one."""
    listed = "".join(conditions)
    return f"<condition><negated>{negated}</negated><conditions>{listed}</conditions></condition>"


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        (compared("k", "IN LIST", "1;4;x"), ["1", "4"]),
        (compared("k", "in list", "4\\", kind="String"), ["4"]),
        (compared("k", "LIKE", "?"), ["1", "2", "4"]),
        (compared("k", "REGEXP", r"[12]|\d{2}"), ["1", "2"]),
        (compared("s", "REGEXP", "(?!r).*e.*"), ["2", ""]),
        (compared("s", "REGEXP", "(?i)RE"), []),
        (compared("s", "CONTAINS", "ee", negated="Y"), ["1", "", "4"]),
        (compared("k", "=", "1.0", kind="Number"), ["1"]),
        (compared("k", "TRUE", ""), ["1", "2", "", "4"]),
        (compared("", "=", "1", negated="Y"), []),
        (together(compared("k", "=", "1"), compared("k", "=", "2", operator="NOT")), ["1"]),
        (together(compared("k", "=", "1", operator="NOT"), compared("k", "=", "2", operator="or")),
         ["1", "2"]),
        (together(compared("k", ">", "1", kind="Integer"), compared("s", "=", "green"),
                  negated="Y"), ["1", "", "4"]),
        (together(compared("k", ">", "0", kind="Integer"),
                  compared("s", "STARTS WITH", "g", operator="XOR")), ["1", "4"]),
    ],
)  # fmt: skip
def test_a_condition_keeps_rows(tmp_path, condition, kept):
    settings = f"<send_true_to>a</send_true_to><compare>{condition}</compare>"
    finished, got = routed(tmp_path, "FilterRows", settings, targets=("a", "b"))
    assert finished.status is RunStatus.FINISHED, finished.log.text()
    assert got == {"a": kept, "b": []}


def test_a_filter_without_a_condition_keeps_no_row(tmp_path):
    assert routed(tmp_path, "FilterRows", "", targets=("a",))[1] == {"a": []}


@pytest.mark.parametrize("name", ["in", "IN"])
def test_a_target_without_its_hop_fails_the_step(tmp_path, name):
    settings = f"<send_true_to>{name}</send_true_to><compare>{compared('k', '=', '1')}</compare>"
    finished, _ = routed(tmp_path, "FilterRows", settings, targets=("a",))
    assert "no enabled hop leads there" in finished.log.text()


def test_a_target_that_is_no_step_counts_as_none(tmp_path):
    settings = f"<send_true_to>gone</send_true_to><compare>{compared('k', '=', '1')}</compare>"
    assert routed(tmp_path, "FilterRows", settings, targets=("a",))[1] == {"a": ["1"]}


@pytest.mark.parametrize(
    ("kind", "text", "listed"),
    [
        ("Date:yyyy-MM-dd", "2024-01-02", "x;2024/01/02 00:00:00.000"),
        ("Number:0.00", "1.5", "1.5"),
        ("Boolean", "Y", "Y"),
    ],
)
def test_a_value_is_listed_without_its_mask(tmp_path, kind, text, listed):
    out = tmp_path / "out"
    condition = f"<compare>{compared('v', 'IN LIST', listed)}</compare>"
    xml = ktr(
        grid("g", {"v": kind}, [[text]]), step("f", "FilterRows", condition), text_output("o", out)
    )
    run(xml)
    assert len(rows_of(out)) == 1


def switch(*cases, field="k", kind="Integer", default="", more=""):
    listed = "".join(
        f"<case><value>{v}</value><target_step>{t}</target_step></case>" for v, t in cases
    )
    return (
        f"<fieldname>{field}</fieldname><case_value_type>{kind}</case_value_type>{more}"
        f"<default_target_step>{default}</default_target_step><cases>{listed}</cases>"
    )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (switch(("1", "a"), ("2", "b"), default="c"), {"a": ["1"], "b": ["2"], "c": ["", "4"]}),
        (switch(("1", "a"), ("2", "a"), ("1", "b")), {"a": ["1", "2"], "b": ["1"], "c": []}),
        (switch(("", "a"), ("1", "b"), default="c"), {"a": [""], "b": ["1"], "c": ["2", "4"]}),
        (switch(("1", "a"), default="a"), {"a": ["1", "2", "", "4"], "b": [], "c": []}),
        (
            switch(("2.0", "a"), kind="Number", default="nowhere"),
            {"a": ["2"], "b": [], "c": []},
        ),
        (
            switch(("re", "a"), ("green", "b"), field="s", kind="String", default="c",
                   more="<use_contains>Y</use_contains>"),
            {"a": ["1", "2"], "b": [], "c": ["", "4"]},
        ),
        (
            switch(("1,000", "a"), ("4", "b"), more="<case_value_format>#,##0</case_value_format>"),
            {"a": [], "b": ["4"], "c": []},
        ),
    ],
)  # fmt: skip
def test_rows_go_to_the_targets_of_their_case(tmp_path, settings, expected):
    finished, got = routed(tmp_path, "SwitchCase", settings)
    assert finished.status is RunStatus.FINISHED
    assert got == expected


@pytest.mark.parametrize(
    ("settings", "targets", "said"),
    [
        (switch(("1", "nowhere")), ("a",), "target step for value '1'"),
        (switch(("1", "in")), ("a",), "no enabled hop leads there"),
        (switch(("x", "a")), ("a",), "Couldn't parse field [k] with value [x]"),
    ],
)
def test_a_case_that_cannot_work_fails_the_step(tmp_path, settings, targets, said):
    finished, _ = routed(tmp_path, "SwitchCase", settings, targets=targets)
    assert finished.status is not RunStatus.FINISHED
    assert said in finished.log.text()


def java(condition, true="a", false="b"):
    escaped = condition.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<condition>{escaped}</condition><send_true_to>{true}</send_true_to>"
        f"<send_false_to>{false}</send_false_to>"
    )


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("k == null || k > 1", ["2", "", "4"]),
        ("k != null && k % 2 == 0 && !(k >= 4)", ["2"]),
        ("k != null ? k * 2 - 1 == 3 : true", ["2", ""]),
        ("k != null && 7 / k == 3", ["2"]),
        ("k != null && -7 / k == -3.0", ["2"]),
        ("k != null && k / 2.0 == 0.5", ["1"]),
        ('"red".equals(s)', ["1"]),
        ('s != null && s.equalsIgnoreCase("GREEN")', ["2"]),
        ('s != null && (s.startsWith("r") || s.endsWith("ue"))', ["1", ""]),
        ('s != null && s.contains("ee") && s.indexOf("e") == 2', ["2"]),
        ('s != null && s.length() > 3 && s.matches("[a-l]+.*")', ["2", ""]),
        ('s != null && s.substring(1, 3).toUpperCase().trim().equals("RE")', ["2"]),
        ('(s + k).equals("red1") || ("" + s).equals("null")', ["1", "4"]),
        ('s != null && s.replace("e", "").equals("rd")', ["1"]),
        ("s == null", ["4"]),
        ("true", ["1", "2", "", "4"]),
        ("k != null && k.equals(k) && k.compareTo(k) == 0 && k.intValue() < 2L", ["1"]),
    ],
)
def test_a_java_expression_decides(tmp_path, condition, true):
    finished, got = routed(tmp_path, "JavaFilter", java(condition), targets=("a", "b"))
    assert finished.status is RunStatus.FINISHED, finished.log.text()
    assert got["a"] == true
    assert got["b"] == [row[0] for row in ROWS if row[0] not in true]


def test_without_targets_only_rows_where_it_holds_go_on(tmp_path):
    settings = java("k == null", "", "")
    _, got = routed(tmp_path, "JavaFilter", settings, targets=("a",))
    assert got == {"a": [""]}


@pytest.mark.parametrize("condition", ["k > 1", "s.length() > 1", "k == null || 1 / (k - 1) > 0"])
def test_what_throws_in_java_fails_the_step(tmp_path, condition):
    finished, _ = routed(tmp_path, "JavaFilter", java(condition), targets=("a", "b"))
    assert "The Java expression throws" in finished.log.text()


@pytest.mark.parametrize(
    "condition",
    ["new Date() == null", "k > 1;", "(int) k > 1", "k = 1", "", "s.matches(", "k instanceof Long"],
)
def test_java_beyond_expressions_is_refused_before_it_runs(tmp_path, condition):
    with pytest.raises(PrepareError, match="not supported in a Java filter"):
        routed(tmp_path, "JavaFilter", java(condition), targets=("a", "b"))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('s == "red"', "compares references"),
        ("k + 1", "A condition of type Long"),
        ("nofield > 1", "Name 'nofield'"),
        ('s.charAt(0).equals("r")', "Method 'charAt'"),
        ("s > k", "'>' between String and Long"),
    ],
)
def test_java_that_does_not_fit_the_fields_is_named(tmp_path, condition, said):
    finished, _ = routed(tmp_path, "JavaFilter", java(condition), targets=("a", "b"))
    assert said in finished.log.text()


@pytest.mark.parametrize(("rows", "expected"), [(ROWS, []), ([], [""])])
def test_an_empty_stream_gives_one_row_of_nulls_and_others_give_none(tmp_path, rows, expected):
    _, got = routed(tmp_path, "DetectEmptyStream", "", rows=rows, targets=("a",))
    assert got == {"a": expected}


@pytest.mark.parametrize(
    ("pattern", "spelt"),
    [
        (r"\d+", "[0-9]+"), (r"[\w-]", "[a-zA-Z0-9_-]"), (r"\D", "[^0-9]"),
        (r"\[\d\]", r"\[[0-9]\]"),
        (r"\p{Upper}", "[A-Z]"), (r"\\d", r"\\d"),
    ],
)  # fmt: skip
def test_classes_of_characters_mean_what_they_do_in_java(pattern, spelt):
    assert ascii_classes(pattern) == spelt
