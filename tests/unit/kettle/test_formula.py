# ruff: noqa: DTZ001, E501 - moments in Kettle have no time zone; tables of formulas are long
"""Formulas of libformula: their syntax and their values. The step is in `test_formula_step.py`."""

from datetime import datetime
from decimal import Decimal

import pytest

from onedata_resources.kettle.formula.errors import FormulaError
from onedata_resources.kettle.formula.evaluate import evaluate
from onedata_resources.kettle.formula.syntax import FormulaSyntaxError, fields_of, parse

ROW = {
    "i": 7, "f": 0.1, "t": "Text", "n": None, "d": datetime(2024, 2, 29, 13, 5), "b": True,
    "with blank": "x", "text7": "7", "e": "", "big": Decimal("1.5000000000000000"),
}  # fmt: skip


def worth(formula):
    return evaluate(parse(formula), ROW)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+2*3", 7), ("(1+2)*3", 9), ("=-2^2", 4), ("2^3^2", 64), ("10%", Decimal("0.1")),
        ("[f]+0.2", Decimal("0.3")), ("7/2", Decimal("3.5")), ("1-2-3", -4), ("[i]/2", Decimal("3.5")),
        ("[t]&[i]", "Text7"), ("[f]&\"\"", "0.1"), ('"say ""x"""', 'say "x"'), ("[with blank]", "x"),
        ('["with blank"]', "x"), ("1=1.0", True), ('"a"<"b"', True), ('"10"=10', True), ("[i]>=7", True),
        ("1<>2", True), ("2&3+1", "24"), ("1 -- a remark\n+1", 2), ("[big]&\"\"", "1.5"),
    ],
)  # fmt: skip
def test_operators_bind_and_compute_as_in_a_spreadsheet(formula, expected):
    assert worth(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('"x"+1', 1), ('2*"two"', 0), ('"5"+1', 6), ('"1,234.5"+0', Decimal("1234.5")),
        ('"25%"*4', 1), ('"$1,000.00"+1', 1001), ('"2024-01-01"+0', 45290), ("DATE(1900;1;1)+0", 0),
        ('"12:00"+0', Decimal("25567.5")), ("2^0.5", Decimal("1.4142135623730951")),
        ("POWER(2;3)&\"\"", "8"), ("(2^3)&\"\"", "8.0"), ("1.50&\"\"", "1.50"),
        ("0.0000001&\"\"", "1E-7"), ("1/3", Decimal("0.3333333333333333333333333333333333")),
        ("2/3*3", 2), ("[b]&\"\"", "true"), ('TRUE()&""', "TRUE"), ('[d]&""', "Thu Feb 29 13:05:00 UTC 2024"),
        ('DATE(2024;1;1)&""', "Monday, January 1, 2024"), ("[d]=DATE(2024;2;29)", False),
        ('[d]="Thu Feb 29 13:05:00 UTC 2024"', True), ('"b">"B"', True), ("[b]=TRUE()", True),
        ('[text7]=7', True), ('[text7]="7.0"', False), ('[text7]<10', True), ('[text7]<"10"', False),
    ],
)  # fmt: skip
def test_operands_become_numbers_and_texts_as_in_libformula(formula, expected):
    assert worth(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('IF([i]>5;"big";"small")', "big"), ("IF(FALSE();1)", False), ("IF([b];1;2)", 1),
        ("IF(FALSE();1;)", False), ("IF([i];1;2)", 2), ("IF(7;1;2)", 1), ("IF(0;1;2)", 2),
        ("IF(0.0;1;2)", 1), ('IF("true";1;2)', 1), ("NOT([i])", True), ("NOT([b])", False),
        ("AND([i]=7;[t]=\"Text\")", True), ("AND(FALSE();1/0=1)", False), ("OR(TRUE();[n]=1)", True),
        ("XOR(TRUE();TRUE())", False), ("ISBLANK([n])", True), ("ISBLANK([e])", False),
        ("ISBLANK([n]+1)", True), ("ISNA([n])", True), ("ISERR(1/0)", True), ("ISERR([n])", False),
        ("ISERROR([n])", True), ("ISERROR(1/0)", True), ("ISNUMBER([i])", True), ("ISNUMBER([d])", False),
        ("ISTEXT([t])", True), ("ISTEXT([n])", False), ("ISREF([i])", True), ("ISREF(1)", False),
        ("ISLOGICAL([b])", True), ("ISEVEN(3.9)", False), ("ISODD(-3)", True), ("IFNA([n];5)", 5),
        ("IFNA([n]&\"a\";5)", 5), ('CHOOSE(2;"a";"b")', "b"), ("COUNTA(1;[n];2)", 3),
        ('COUNT(1;"a";"5";[n])', 2), ("COUNT({1;\"a\"|2;3})", 3), ('IN([t];"x";"Text")', True),
        ("LOOKUP(\"i\")", 7), ("HASCHANGED([i])", False), ("EQUALS(1;\"1\")", True),
        ("INDEX({1;2|3;4};2;1)", 3), ("N(\"x\")", 0), ("N(\"5\")", 5), ("T([t])", "Text"), ("T(1)", ""),
    ],
)  # fmt: skip
def test_logic_and_information_are_those_of_libformula(formula, expected):
    assert worth(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('LEFT([t];2)', "Te"), ("RIGHT([t];3)", "ext"), ("MID([t];2;2)", "ex"), ("LEN([t])", 4),
        ("MID([t];9;2)", ""), ("UPPER([t])", "TEXT"), ("LOWER([t])", "text"), ('TRIM("  a   b ")', "a b"),
        ('TRIM("a\t  b")', "a\tb"), ('PROPER("tom o-neil mcDO")', "Tom O-Neil McDO"), ('FIND("x";[t])', 3),
        ('SEARCH("X";[t])', 3), ('SEARCH("e?t";[t])', 2), ('SEARCH("E*T";[t])', 2),
        ('SUBSTITUTE("aXbXc";"X";"-";2)', "aXb-c"), ('SUBSTITUTE("aaa";"aa";"b")', "ba"),
        ('REPLACE("abcd";2;2;"Z")', "aZd"), ('REPT("ab";3)', "ababab"), ('CONCATENATE("a";[i];"b")', "a7b"),
        ('CONCATENATE({"a";"b"};1)', "ab1"), ('EXACT("a";"A")', False), ('EXACT("5";"5.00001")', True),
        ('EXACT("5";"-5")', True), ('FIXED(1234.567;1)', "1,234.6"), ("FIXED(1234.5678)", "1,234.568"),
        ("FIXED(1234.5;0;TRUE())", "1234"), ('BEGINSWITH([t];"Te")', True), ('CONTAINS([t];"ex")', True),
        ('LIKE([t];"e%t")', True), ('LIKE([t];"^ex")', False), ("TEXT([i];\"000\")", "007"),
        ('TEXT([d];"yyyy/MM")', "2024/02"), ("TEXT(1.5)", "1.5"), ('MESSAGE("{0} of {1,number,0.00}";"a";2)', "a of 2.00"),
        ('MESSAGE("it\'\'s {0}, {5}";1234.5)', "it's 1,234.5, {5}"), ("CHAR(65)", "A"), ("UNICHAR(8364)", "€"),
        ("CODE(\"A\")", 65), ('STRINGCOUNT("aXbX";"X")', 2), ('URLENCODE("a b+é")', "a%20b%2B%C3%A9"),
        ('CLEAN("a" & CHAR(7) & "b")', "ab"), ('ASC("ＡＢＣ")', "ABC"), ('LEN("😀")', 2),
        ('CSVTEXT({"a";"b"};TRUE())', '"a","b"'), ('SEQUENCEQUOTER({1;2};"-";"!")', "!1!-!2!"),
        ('CSVTEXT(ARRAYLEFT({1;2;3};2))', "1,2"), ('CSVTEXT(ARRAYRIGHT({1;2;3};2))', "2,3"),
        ('CSVTEXT(ARRAYMID({1;2;3};2;1))', "2"), ('ARRAYCONTAINS({1;2};2)', True),
        ('CSVTEXT(CSVARRAY("a,,b");FALSE();"|")', "a|b"), ("CSVTEXT(ARRAYCONCATENATE({1;2};3))", "1,2,3"),
        ('URLBUILDER("http://a.b/c/d";"e?f=1")', "http://a.b/c/e?f=1"),
    ],
)  # fmt: skip
def test_texts_are_cut_and_changed_as_in_libformula(formula, expected):
    assert worth(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("INT(-1.5)", -2), ("MOD(-7;3)", 2), ("MOD(7;-3)", -2), ("ABS(-3)", 3), ("SUM(1;2;\"3\")", 6),
        ("SUM({1;\"a\";2})", 3), ("AVERAGE(1;2)", Decimal("1.5")), ("AVERAGE({1;2};3)", 3),
        ("MAX(1;5;3)", 5), ("MIN(4;2)", 2), ("POWER(2;10)", 1024), ("SQRT(16)", 4), ("EVEN(3.2)", 4),
        ("EVEN(-0.5)", -2), ("ODD(2)", 3), ("ODD(0)", 1), ("VAR(1;2;3;4)", Decimal(5) / 3), ("LOG10(1000)", 3),
        ("SQRT(2)", Decimal("1.4142135623730951454746218587388285")), ("ATAN2(1;5)", Decimal("0.7853981633974483")),
        ("ACOSH(1)", 0), ("VALUE(\"1e3\")", 1000),
    ],
)  # fmt: skip
def test_numbers_are_computed_as_in_libformula(formula, expected):
    assert worth(formula) == pytest.approx(expected, rel=Decimal("1e-14"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("YEAR([d])", 2024), ("MONTH([d])", 2), ("DAY([d])", 29), ("HOUR([d])", 13), ("MINUTE([d])", 5),
        ("SECOND([d])", 0), ('SECOND("08:00:00")', 59), ('MINUTE("08:00:00")', 0), ('SECOND("10:20:30")', 30),
        ("WEEKDAY([d])", 5), ("WEEKDAY([d];2)", 4), ("WEEKDAY([d];3)", 3), ("DATE(2023;14;1)", datetime(2024, 2, 1)),
        ('DATEVALUE("2020-01-02")', datetime(2020, 1, 2)), ('DATETIMEVALUE("2020-01-02 03:04:05")', datetime(2020, 1, 2, 3, 4, 5)),
        ('TIMEVALUE("13:30")', datetime(1900, 1, 1, 13, 30)), ('DATEDIF(DATE(2020;1;31);[d];"m")', 49),
        ('DATEDIF(DATE(2020;1;31);[d];"d")', 1490), ('DATEDIF([d];DATE(2020;1;31);"y")', -4),
        ('DATEDIF(DATE(2020;1;31);[d];"md")', 27), ('DATEDIF(DATE(2020;12;31);[d];"yd")', 60),
        ("MONTHEND(DATE(2024;2;3))", datetime(2024, 2, 29)), ("DAYS(DATE(2024;2;1);[d])", 28),
        ("DAYS(DATE(2023;2;1);[d])", 393), ("DATE(2024;1;1)<[d]", True), ('YEAR("2020-05-06")', 2020), ("YEAR(45290)", 2024),
        ("[d]-DATE(2024;2;28)", Decimal("1.5451388888888888888888888888888889")),
        ('PARSEDATE("31.12.2024";"dd.MM.yyyy")', datetime(2024, 12, 31)),
    ],
)  # fmt: skip
def test_moments_are_computed_as_in_libformula(formula, expected):
    assert worth(formula) == expected


@pytest.mark.parametrize(
    "formula",
    ["1+[n]", "[n]=1", '[n]&"x"', "NA()", "NULL()", "LEN([n])", "CONCATENATE([t];[n])", "[n]", "SUM(1;[n])",
     "IF([n]=1;2;3)", "AND([n];FALSE())", "-[n]", "IN([t];\"Tex\";[n])", "COUNTBLANK([n])"],
)  # fmt: skip
def test_a_formula_with_null_in_it_is_null(formula):
    assert worth(formula) is None


@pytest.mark.parametrize(
    "formula",
    ["1/0", "LEFT([t];-1)", 'IF("perhaps";1;2)', 'FIND("q";[t])', 'SUM("a")', "MOD(1;0)", "-[t]", "[t]%",
     "DATEVALUE([d])", 'TEXT("a";"#")', "CHAR(300)", "SQRT(-1)", "ACOS(2)", "IF(1)", 'ERROR("no")', "[zzz]"],
)  # fmt: skip
def test_what_has_no_value_fails(formula):
    with pytest.raises(FormulaError):
        worth(formula)


@pytest.mark.parametrize("formula", ["1+", "(1", "IF(1,2)", "foo", "[a", "1 2", "#", "--1", "1%%"])
def test_what_is_no_formula_is_refused(formula):
    with pytest.raises(FormulaSyntaxError):
        parse(formula)


def test_the_fields_of_a_formula_are_known():
    assert fields_of(parse('IF([a]>1;[b c]&"[x]";LEN([a]))')) == {"a", "b c"}
