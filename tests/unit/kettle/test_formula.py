# ruff: noqa: DTZ001, E501 - moments in Kettle have no time zone; tables of formulas are long
"""Formulas of libformula: their syntax, their values, and the step that writes them to fields."""

from datetime import datetime
from decimal import Decimal

import pytest

from onedata_resources.kettle.formula.evaluate import evaluate
from onedata_resources.kettle.formula.syntax import FormulaSyntaxError, fields_of, parse
from onedata_resources.kettle.formula.values import FormulaError
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

ROW = {
    "i": 7, "f": 0.1, "t": "Text", "n": None, "d": datetime(2024, 2, 29, 13, 5), "b": True,
    "with blank": "x",
}  # fmt: skip


def worth(formula):
    return evaluate(parse(formula), ROW)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+2*3", 7), ("(1+2)*3", 9), ("=-2^2", 4), ("2^3^2", 64), ("10%", Decimal("0.1")),
        ("[f]+0.2", Decimal("0.3")), ("7/2", Decimal("3.5")), ("1-2-3", -4), ("[i]/2", Decimal("3.5")),
        ("[t]&[i]", "Text7"), ("[f]&\"\"", "0.1"), ('"say ""x"""', 'say "x"'), ("[with blank]", "x"),
        ("1=1.0", True), ('"a"<"b"', True), ('"10"=10', True), ("[i]>=7", True), ("1<>2", True),
        ("2&3+1", "24"),
    ],
)  # fmt: skip
def test_operators_bind_and_compute_as_in_a_spreadsheet(formula, expected):
    assert worth(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('IF([i]>5;"big";"small")', "big"), ("IF(FALSE();1)", False), ("IF([b];1;2)", 1),
        ("AND([i]=7;[t]=\"Text\")", True), ("OR(FALSE();FALSE())", False), ("NOT([b])", False),
        ("XOR(TRUE();TRUE())", False), ("ISBLANK([n])", True), ("ISNA([n])", True),
        ("ISERROR(1/0)", True), ("ISNUMBER([i])", True), ("ISTEXT([t])", True), ("IFNA([n];5)", 5),
        ('CHOOSE(2;"a";"b")', "b"), ("COUNTA(1;[n];2)", 2), ('IN([t];"x";"Text")', True),
        ('LEFT([t];2)', "Te"), ("RIGHT([t];3)", "ext"), ("MID([t];2;2)", "ex"), ("LEN([t])", 4),
        ("LEN([n])", 0), ("UPPER([t])", "TEXT"), ("LOWER([t])", "text"), ('TRIM("  a   b ")', "a b"),
        ('PROPER("tom o-neil")', "Tom O-Neil"), ('FIND("x";[t])', 3), ('SEARCH("X";[t])', 3),
        ('SUBSTITUTE("aXbXc";"X";"-";2)', "aXb-c"), ('REPLACE("abcd";2;2;"Z")', "aZd"),
        ('REPT("ab";3)', "ababab"), ('CONCATENATE("a";[i];"b")', "a7b"), ('EXACT("a";"A")', False),
        ('FIXED(1234.567;1)', "1,234.6"), ('BEGINSWITH([t];"Te")', True), ('CONTAINS([t];"ex")', True),
        ("ROUND(2.345;2)", Decimal("2.35")), ("INT(-1.5)", -2), ("MOD(-7;3)", 2), ("ABS(-3)", 3),
        ("SUM(1;2;[n];3)", 6), ("AVERAGE(1;2)", Decimal("1.5")), ("MAX(1;5;3)", 5), ("MIN(4;2)", 2),
        ("POWER(2;10)", 1024), ("SQRT(16)", 4), ("EVEN(3.2)", 4), ("ODD(2)", 3),
        ("YEAR([d])", 2024), ("MONTH([d])", 2), ("DAY([d])", 29), ("HOUR([d])", 13),
        ("MINUTE([d])", 5), ("WEEKDAY([d])", 5), ("DATE(2023;14;1)", datetime(2024, 2, 1)),
        ('DATEVALUE("2020-01-02")', datetime(2020, 1, 2)), ("DATEDIF(DATE(2020;1;31);[d];\"m\")", 48),
        ("DATEDIF(DATE(2020;1;31);[d];\"d\")", 1490), ("MONTHEND(DATE(2024;2;3))", datetime(2024, 2, 29)),
        ("DAYS([d];DATE(2024;2;1))", 28), ("[d]-DATE(2024;2;28)", Decimal(1) + Decimal(47100) / Decimal(86400)),
        ("DATE(2024;1;1)<[d]", True),
    ],
)  # fmt: skip
def test_functions_give_what_libformula_gives(formula, expected):
    value = worth(formula)
    close = isinstance(expected, Decimal) and isinstance(value, Decimal)
    assert value == (pytest.approx(expected, rel=Decimal("1e-20")) if close else expected)


@pytest.mark.parametrize(
    "formula", ["1+[n]", "[n]=1", '[n]&"x"', "1/0", "NA()", '"x"+1', "LEFT([t];-1)"]
)
def test_what_has_no_value_fails(formula):
    with pytest.raises(FormulaError):
        worth(formula)


@pytest.mark.parametrize("formula", ["1+", "(1", "IF(1,2)", "foo", "[a", "1 2", "#"])
def test_what_is_no_formula_is_refused(formula):
    with pytest.raises(FormulaSyntaxError):
        parse(formula)


def test_the_fields_of_a_formula_are_known():
    assert fields_of(parse('IF([a]>1;[b c]&"[x]";LEN([a]))')) == {"a", "b c"}


def formula(name, text, kind, replaces=""):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<formula><field_name>{name}</field_name><formula_string>{escaped}</formula_string>"
        f"<value_type>{kind}</value_type><replace_field>{replaces}</replace_field></formula>"
    )


def test_results_become_fields_of_their_type_and_later_formulas_see_them(tmp_path):
    formulas = step("f", "Formula", formula("twice", "[k]*2", "Integer")
                    + formula("s", '[twice]&"!"', "String") + formula("n", "[k]/4", "Number")
                    + formula("big", "[k]>1", "Boolean") + formula("t", "[k]+1", "String")
                    + formula("x", "LEN([s])", "Integer", "k"))  # fmt: skip
    path = tmp_path / "o"
    xml = ktr(grid("g", {"k": "Integer:0"}, [["1"], ["2"]]), formulas, text_output("o", path))
    assert run(xml).status == "Finished"
    assert rows_of(path) == ["2|2|2!|0.25|N|2.0", "2|4|4!|0.5|Y|3.0"]


def test_a_row_without_a_value_fails_the_step():
    xml = ktr(
        grid("g", {"k": "Integer"}, [["1"], [""]]),
        step("f", "Formula", formula("a", "[k]+1", "Integer")),
    )
    assert run(xml).status == "Finished (with errors)"


def test_a_function_that_there_is_not_is_told_before_the_run():
    with pytest.raises(Exception, match="VLOOKUP"):
        run(
            ktr(
                grid("g", {"k": "Integer"}, [["1"]]),
                step("f", "Formula", formula("a", "VLOOKUP([k])", "String")),
            )
        )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('IF([k]>2;"big";"small")', "String"), ('[s]&"-"&[k]', "String"), ("[k]*3-1", "Integer"),
        ("[k]*3-1", "Number"), ("[k]+1", "String"), ('AND([k]=1;[s]="x")', "Boolean"),
        ('OR([k]=1;NOT([s]="x"))', "Boolean"), ("LEN([s])", "Integer"), ("UPPER([s])", "String"),
        ('IF(ISBLANK([n]);"none";[s]&"!")', "String"), ("YEAR([d])", "Integer"), ("[f]>=1", "Boolean"),
        ('CONCATENATE([s];[n];"z")', "String"), ('IF([d]<[d];1;2)', "Integer"), ("[k]", "String"),
        ('TRIM(" a  b ")', "String"), ("[s]", "String"), ('IF(ISBLANK([n]);0;LEN([n]))', "Integer"),
        ('IF(AND([k]>1;[s]<>"x");[k];0)', "Integer"), ('[n]&"x"', "String"), ("[n]=1", "Boolean"),
    ],
)  # fmt: skip
def test_a_column_has_the_values_that_each_row_has(tmp_path, monkeypatch, text, kind):
    columns = {
        "k": "Integer:0",
        "s": "String",
        "n": "Integer:0",
        "d": "Date:yyyy-MM-dd",
        "f": "Number:0.0",
    }
    rows = [
        ["1", "x", "", "2020-01-02", "0.5"],
        ["2", "yy", "", "1999-12-31", "1"],
        ["3", "z é", "", "2024-02-29", "2"],
    ]
    xml = ktr(
        grid("g", columns, rows),
        step("f", "Formula", formula("r", text, kind)),
        text_output("o", tmp_path / "o"),
    )
    as_column = run(xml).status, (tmp_path / "o").read_text()
    monkeypatch.setattr(
        "onedata_resources.kettle.engine.steps.formula.formula_column", lambda *_: None
    )
    assert (run(xml).status, (tmp_path / "o").read_text()) == as_column
