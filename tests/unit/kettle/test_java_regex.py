r"""Patterns and replacements do what java.util.regex does; Rust's engine and `regex` agree."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_resources.kettle.values.java_regex import (
    java_pattern,
    replacement_parts,
)
from onedata_resources.kettle.values.java_regex_sets import JavaRegexError


def column(expression, *texts):
    frame = pl.DataFrame({"t": pl.Series(texts, dtype=pl.String)})
    return frame.select(expression).to_series().to_list()


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\d+", "١٢", False),
        (r"(?U)\d+", "١٢", True),
        (r"\w+", "é", False),
        (r"\p{L}+", "éß中", True),
        (r"\p{Alpha}+", "é", False),
        (r"\p{IsAlphabetic}+", "é", True),
        (r"\p{IsGreek}\p{InGreek}", "αβ", True),
        (r"[a-z&&[^aeiou]]+", "xyz", True),
        (r"[a-z&&[^aeiou]]+", "xyza", False),
        (r"[a-c[x-z]]+", "abxz", True),
        (r"[]a-]+", "]a-", True),
        (r"(?i)straße", "STRAßE", True),
        (r"(?i)é", "É", False),
        (r"(?iu)é", "É", True),
        (r"(?i)[a-f]+", "AbF", True),
        (r"a*+a", "aaa", False),
        (r"(?>a|ab)c", "abc", False),
        (r"(?<year>\d{4})-\k<year>", "2020-2020", True),
        (r"(a)(b)\2\1", "abba", True),
        (r"(?=.*\d)[a-z0-9]+", "abc1", True),
        (r"(?<!x)y", "y", True),
        (r"\Qa.b\E+", "a.bbb", True),
        (r"a.b", "a\nb", False),
        (r"(?s)a.b", "a\nb", True),
        (r"a.b", "a\u2028b", False),
        (r"x  # blank" "\n y", "xy", False),
        (r"(?x) x # blank" "\n y", "xy", True),
        (r"\h+\v", " \t\n", True),
        (r"\x41\u0042\0103\x{44}\cA", "ABCD\x01", True),
        (r"\R", "\r\n", True),
        (r"[\w.]+@[\w.]+", "a.b@c.d", True),
        (r"", "", True),
        (r"a||b", "", True),
    ],
)
def test_a_pattern_fits_a_text_as_in_java(pattern, text, expected):
    compiled = java_pattern(pattern)
    assert compiled.fits(text) is expected
    assert column(compiled.matched(pl.col("t")), text, None) == [expected, None]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b$", "ab\n", True),
        ("b$", "ab\r\n", True),
        ("b$", "ab\n\n", False),
        (r"b\z", "ab\n", False),
        ("^b", "a\nb", False),
        ("(?m)^b", "a\nb", True),
        ("(?m)a$", "a\r\nb", True),
        ("(?m)^$", "", False),
        (r"\bfoo\b", "a foo.", True),
    ],
)
def test_ends_of_lines_and_texts_are_found_as_in_java(pattern, text, expected):
    compiled = java_pattern(pattern)
    assert compiled.finds(text) is expected
    assert column(compiled.found(pl.col("t")), text, "") == [expected, compiled.finds("")]


@pytest.mark.parametrize(
    ("pattern", "replacement", "text", "expected"),
    [
        ("x*", "-", "axb", "-a--b-"),
        (r"(\d+)-(\d+)", "$2-$1", "10-20", "20-10"),
        (r"(?<a>x)(y)?", "${a}$2!", "xz", "x!z"),
        (r"(a)", "$11", "a", "a1"),
        ("a", r"\$\\", "a", "$\\"),
        ("a", "{1}", "a", "{1}"),
        (r"\s*,\s*", ",", "a , b ,c", "a,b,c"),
    ],
)
def test_replacements_are_those_of_java(pattern, replacement, text, expected):
    shown = column(java_pattern(pattern).replaced(pl.col("t"), replacement), text, None)
    assert shown == [expected, None]


def test_only_the_first_match_is_replaced_when_asked():
    shown = column(java_pattern("x*").replaced(pl.col("t"), "-", first=True), "axx", "xxa")
    assert shown == ["-axx", "-a"]


@pytest.mark.parametrize("pattern", [r"(\w)(\d)?", r"(?=a)(\w)(\d)?"])
def test_groups_are_captured_and_missing_ones_are_null(pattern):
    shown = column(java_pattern(pattern).captured(pl.col("t")), "a1", "a", "a12", None)
    assert shown == [["a", "1"], ["a", None], None, None]


@pytest.mark.parametrize(
    "pattern", ["(", "a)", "*a", "a{2,1}", "a{,3}", "[b-a]", r"\y", r"\p{Foo}"]
)
def test_a_pattern_that_java_refuses_is_refused(pattern):
    with pytest.raises(JavaRegexError):
        java_pattern(pattern)


@pytest.mark.parametrize("replacement", ["$", "a$", "$2", "${x}", "\\"])
def test_a_replacement_that_java_refuses_is_refused(replacement):
    with pytest.raises(JavaRegexError):
        java_pattern("(a)").replaced(pl.col("t"), replacement)


@settings(max_examples=200)
@given(st.text(max_size=8), st.text(max_size=12))
def test_a_quoted_text_finds_and_replaces_only_itself(part, text):
    pattern = java_pattern(part, "q")
    assert pattern.finds(text) is (part in text)
    quoted = part.replace("\\", "\\\\").replace("$", "\\$")
    assert "".join(map(str, replacement_parts(quoted, pattern))) == part


def gaps(pattern, text):
    """Yield the texts between the matches."""
    at = 0
    for match in pattern.matches(text):
        yield text[at : match.start()]
        at = match.end()
    yield text[at:]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ["a", "b", r"\d", "[a-c]", ".", "(a|b)", "(?:ab)+", "a?", "b*", r"\w{1,2}", "^", "$"]
        ),
        min_size=1,
        max_size=5,
    ).map("".join),
    st.lists(st.text("ab1c\n", max_size=6), min_size=1, max_size=4),
)
def test_a_column_agrees_with_each_text(pattern, texts):
    compiled = java_pattern(pattern)
    assert column(compiled.found(pl.col("t")), *texts) == [compiled.finds(t) for t in texts]
    assert column(compiled.matched(pl.col("t")), *texts) == [compiled.fits(t) for t in texts]
    slow = ["<>".join([*gaps(compiled, t)]) for t in texts]
    assert column(compiled.replaced(pl.col("t"), "<>"), *texts) == slow


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a??", "ab", "<>a<>b<>"),
        ("|a", "a", "<>a<>"),
        (r"\W??", "a\n", "<>a<>\n<>"),
        ("a*", "aab", "<><>b<>"),
        ("a{1,}{0,1}", "ab", "<>b"),
    ],
)
def test_after_a_match_of_nothing_the_search_goes_on_behind_it(pattern, text, expected):
    assert column(java_pattern(pattern).replaced(pl.col("t"), "<>"), text) == [expected]
