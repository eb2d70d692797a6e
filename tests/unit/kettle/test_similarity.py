"""How alike texts are: the values that Commons Codec, Commons Lang and SecondString give."""

import math

import polars as pl
import pytest

from onedata_resources.kettle.values.double_metaphone import double_metaphone
from onedata_resources.kettle.values.metaphone import metaphone
from onedata_resources.kettle.values.similarity import (
    coded,
    damerau_levenshtein,
    jaro,
    jaro_winkler,
    letter_pairs,
    levenshtein,
    needleman_wunsch,
    pairwise,
)
from onedata_resources.kettle.values.soundex import NotMappedError, refined_soundex, soundex


@pytest.mark.parametrize(
    ("word", "sound", "double", "code", "refined"),
    [
        ("Thumb", "0M", "0M", "T510", "T6081"),
        ("Schmidt", "SKMT", "XMT", "S530", "S30806"),
        ("Knight", "NT", "NT", "K523", "K380406"),
        ("Wright", "RT", "RT", "W623", "W090406"),
        ("O'Hara Smith", "OHRS", "ARSM", "O625", "O09038060"),
        ("Bacher", "BXR", "PKR", "B260", "B10309"),
    ],
)
def test_words_are_coded_by_sound(word, sound, double, code, refined):
    assert metaphone(word) == sound
    assert double_metaphone(word) == double
    assert soundex(word) == code
    assert refined_soundex(word) == refined


def test_a_blank_word_has_no_double_metaphone_and_an_empty_soundex():
    assert double_metaphone("  ") is None
    assert soundex("") == refined_soundex("12") == metaphone("") == ""


def test_a_letter_without_a_sound_is_named():
    with pytest.raises(NotMappedError, match="É"):
        soundex("José")


@pytest.mark.parametrize(
    ("left", "right", "edits", "turned"),
    [("kitten", "sitting", 3, 3), ("ab", "ba", 2, 1), ("", "abc", 3, 3), ("ca", "abc", 3, 3)],
)
def test_edits_are_counted(left, right, edits, turned):
    assert levenshtein(left, right) == edits
    assert damerau_levenshtein(left, right) == turned
    assert needleman_wunsch(left.upper(), right) == -edits


def test_a_character_beyond_the_plane_counts_as_two_units_as_in_java():
    assert levenshtein("\U0001f600", "") == 2


@pytest.mark.parametrize(
    ("left", "right", "plain", "raised"),
    [
        ("MARTHA", "marhta", 0.9444444444444445, 0.9611111111111111),
        ("Dixon", "Dicksonx", 0.7666666666666666, 0.8133333333333332),
        ("", "x", 0.0, 0.0),
    ],
)
def test_jaro_ignores_case_and_winkler_raises_a_common_start(left, right, plain, raised):
    assert jaro(left, right) == pytest.approx(plain, abs=1e-15)
    assert jaro_winkler(left, right) == pytest.approx(raised, abs=1e-15)


def test_pairs_of_letters_are_counted_within_words():
    assert letter_pairs("France", "FRENCH") == 0.4
    assert letter_pairs("", "") == 1.0
    assert math.isnan(letter_pairs("a", "b"))


def test_columns_are_measured_row_by_row_and_null_stays():
    left, right = pl.Series("l", ["ab", None, "ab", "x"]), pl.Series(["b", "b", "b", "x"])
    assert pairwise(left, right, levenshtein, pl.Int64()).to_list() == [1, None, 1, 0]
    assert coded(left, soundex).to_list() == ["A100", None, "A100", "X000"]
