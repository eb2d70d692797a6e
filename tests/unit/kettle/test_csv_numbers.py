"""Numbers that Polars reads out of a file are those that their texts mean to Kettle."""

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_resources.kettle.engine import csv_numbers
from onedata_resources.kettle.engine.csv_numbers import CsvNumbers, numbers_of, reads_alike
from onedata_resources.kettle.engine.csv_scan import Delimited, PlainCsv, plain_csv
from onedata_resources.kettle.engine.csv_values import converter, emptied, text_field, unfit_text
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.types import Field, KettleType

FIELDS = (Field("a", KettleType.INTEGER), Field("b", KettleType.NUMBER), Field("c"))
SIGNS = ["0", "7", "12", ".", "-", "+", "e", "E", "n", "nan", "inf", " ", "\t", ",", ",", "\n"]
PIECES = st.lists(st.sampled_from([*SIGNS, "\r\n", "x", "3,4.5,x\n"]), max_size=20)


def values_of(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the rows as they are converted from texts."""
    return converter([text_field(each) for each in FIELDS], unfit_text)(emptied(texts, FIELDS))


def csv_of(path: Path) -> PlainCsv | None:
    """Return the file, where Polars reads its lines as Kettle does."""
    return plain_csv(path, "UTF-8", Delimited(["a", "b", "c"], ",", '"'))


def read(csv: PlainCsv, *, typed: bool) -> list[tuple] | str:
    """Return the rows, or what the first one that does not fit is told by."""
    dtypes = numbers_of(FIELDS)
    numbers = CsvNumbers(csv, dtypes, values_of, lambda texts: texts)
    try:
        if not typed:
            return values_of(csv.dropped(csv.numbered.collect())).rows()
        return numbers.values(csv.filled(csv.scan(dtypes).collect())).rows()
    except StepError as error:
        return str(error)


@settings(max_examples=400)
@given(PIECES)
def test_numbers_are_read_as_their_texts_are(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_text("".join(pieces), newline="")
    csv = csv_of(path)
    if csv is not None and reads_alike(path, ","):
        assert repr(read(csv, typed=True)) == repr(read(csv, typed=False))


def test_digits_of_all_lengths_are_read_as_their_texts_are(tmp_path):
    chosen = random.Random(7)
    path = tmp_path / "a.csv"
    whole = ["".join(chosen.choices("0123456789", k=chosen.randint(1, 18))) for _ in range(5000)]
    part = ["".join(chosen.choices("0123456789", k=chosen.randint(0, 25))) for _ in range(5000)]
    path.write_text(
        "".join(f"-{a},{a}{a}.{b},x\n" for a, b in zip(whole, part, strict=True)), newline=""
    )
    csv = csv_of(path)
    assert csv is not None
    assert reads_alike(path, ",")
    assert read(csv, typed=True) == read(csv, typed=False)


@pytest.mark.parametrize(
    "text", ["x, 1", "x,\t1", "x,+1", "+1", " 1", "1e5", "1.e5", "1e-5", "1e+5", "1E+5", "\n 1"]
)
def test_a_text_that_java_reads_differently_is_found_anywhere(tmp_path, text, monkeypatch):
    path = tmp_path / "a.csv"
    for block in range(1, 12):
        monkeypatch.setattr(csv_numbers, "BLOCK", block)
        path.write_text(text)
        assert not reads_alike(path, ",")


@pytest.mark.parametrize("text", ["1E5,x", "one e5,1", "2024/01/01 10:00,1", "a+b,e5", "1-,-1"])
def test_signs_within_texts_are_no_reason_to_read_numbers_as_texts(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert reads_alike(path, ",")
