"""The JavaScript sandbox: what a script gets, gives, and cannot do."""

import pytest

from onedata_resources.kettle.engine.javascript import JavaScript, ScriptError, evaluate


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("1 + rows", 4),
        ("rows > 2 && name == 'x'", True),
        ("var sum = 0; for (var i = 0; i < rows; i++) { sum += i; } sum;", 3),
        ("[rows, {a: name}]", [3, {"a": "x"}]),
        ("null", None),
        ("undefined", None),
        ("(function () {})", None),
        ("name.toUpperCase()", "X"),
        ("0.5", 0.5),
    ],
)
def test_a_script_has_the_value_of_its_last_expression(script, value):
    assert evaluate(script, {"rows": 3, "name": "x"}) == value


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("while (true) {}", "longer than 0.2 s"),
        ("try { while (true) {} } catch (e) { 1 }", "longer than 0.2 s"),
        ("/(a+)+b/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac')", "longer than 0.2 s"),
        ("var a = 'x'; while (true) a += a;", "memory|string too long"),
        ("x y", "SyntaxError"),
        ("missing.foo()", "missing is not defined"),
        ("throw 'no'", "no"),
        ("function f() { f(); } f()", "stack|memory|recursion"),
    ],
)
def test_a_script_that_fails_or_goes_over_its_limits_says_why(script, reason):
    with pytest.raises(ScriptError, match=reason):
        evaluate(script, {}, seconds=0.2)


@pytest.mark.parametrize("name", ["std", "os", "require", "process", "fetch", "load", "Packages"])
def test_a_script_has_no_way_out(name):
    assert evaluate(f"typeof {name}", {}) == "undefined"


def test_globals_live_from_call_to_call():
    with JavaScript() as sandbox:
        sandbox.run("var n = 0; function count(text) { n += text.length; return String(n); }")
        assert [sandbox.call("count", each) for each in ("ab", "c")] == ["2", "3"]
