"""Carriage returns that stand alone in CSV files: no row is lost, split or joined with another."""

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.file_formats.carriage_returns import (
    MARK,
    Form,
    end_rows,
    marked,
    settled,
)
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients import catalog_utf8
from onedata_resources.clients.catalog_files import files_samples, files_structure
from onedata_resources.clients.catalog_whole import whole_files
from onedata_resources.clients.csv_copies import Typed

pytestmark = pytest.mark.row("S05")

USUAL = [(str(n), f"name {n}", 'in "quotes", as usual') for n in range(1000, 1040)]


def read(text: str, encoding: str = "utf-8") -> tuple[list[tuple], list[tuple]]:
    """Return the rows that a scan sees of a file, and all that it has."""
    with tempfile.TemporaryDirectory() as place:
        folder, copies = Path(place) / "files", Path(place) / "copies"
        folder.mkdir()
        (folder / "a.csv").write_bytes(text.encode(encoding))
        tables = files_structure(folder, Wanted()).tables
        [(_, seen)] = files_samples(folder, tables, wanted=Wanted())
        [(_, whole)] = whole_files(folder, tables, copies, 10**6, typed=Typed.NOT)
        assert isinstance(whole, pl.LazyFrame), whole
        return seen.cast(pl.String).rows(), whole.collect().rows()


def field(value: str, *, quoted: bool) -> str:
    must = quoted or any(sign in value for sign in ',"\n') or value != value.strip()
    return '"' + value.replace('"', '""') + '"' if must else value


VALUES = st.text(st.sampled_from('ab, \r"'), min_size=1, max_size=6).map(lambda each: f"x{each}y")
LINES = st.lists(
    st.tuples(VALUES, VALUES, st.booleans(), st.sampled_from(["usual", "\r"]), st.integers(0, 40)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25)
@given(LINES, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_row_is_read_as_it_was_written(odd, usual, encoding):
    rows = [(each, usual, True) for each in USUAL]
    for number, (one, other, quoted, end, at) in enumerate(odd):
        row = (str(number), one, other)
        rows.insert(at, (row, usual if end == "usual" else "\r", quoted))
    text = "id,one,other" + usual
    for row, end, quoted in rows:
        text += ",".join(field(each, quoted=quoted and n > 0) for n, each in enumerate(row)) + end
    expected = [row for row, _, _ in rows]
    seen, whole = read(text, encoding)
    assert whole == expected
    assert seen == expected


@pytest.mark.parametrize("usual", ["\r\n", "\n"])
@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        ("900,a\rb,c", [("900", "a\rb", "c")]),
        ("900,a,b\rc", [("900", "a", "b\rc")]),
        ("900,a,b\r901,c,d", [("900", "a", "b"), ("901", "c", "d")]),
        ("900,a,b\rc\r901,d,e", [("900", "a", "b\rc"), ("901", "d", "e")]),
        ("900,a,b\r901,c,d\r902,e,f", [("900", "a", "b"), ("901", "c", "d"), ("902", "e", "f")]),
        ('900,"a\rb\r\nc",d', [("900", "a\rb\r\nc", "d")]),
        ('900,"a,\rb","c,d"', [("900", "a,\rb", "c,d")]),
        ("900,a,b\r", [("900", "a", "b")]),
        ("900,a\r,b\r\r", [("900", "a\r", "b")]),
    ],
)
def test_a_row_with_carriage_returns_is_neither_lost_nor_split(odd, expected, usual):
    lines = [",".join(field(each, quoted=n > 0) for n, each in enumerate(row)) for row in USUAL]
    text = usual.join(["id,one,other", *lines[:20], odd, *lines[20:], ""])
    _, whole = read(text)
    assert [row for row in whole if row[0].startswith("90")] == expected
    assert len(whole) == len(USUAL) + len(expected)


def test_quotes_amid_values_hide_no_end_of_a_row():
    lines = [f'{n},pipe of {n}",{n}' for n in range(41)] + ['41,"as, usual",41']
    text = "\n".join(["id,name,n", *lines, "900,a,b\r901,c,d", *lines])
    blocks = [f"{line}\n" for line in marked(text).split("\n")]
    made = "".join(settled(blocks, Form(",", '"', 3)))
    assert "\n900,a,b\n901,c,d\n" in made


def test_one_far_behind_the_beginning_is_read_too(monkeypatch):
    monkeypatch.setattr(catalog_utf8, "CHUNK", 1000)
    lines = [f"{n},name {n}" for n in range(50_000)]
    lines[40_000:40_000] = ["a,x\ry", "b,x\rc,y"]
    _, whole = read("id,name\r\n" + "\r\n".join(lines))
    assert len(whole) == 50_003
    assert {("a", "x\ry"), ("b", "x"), ("c", "y")} < set(whole)


def test_a_name_of_a_column_may_have_one():
    text = "id,amount\rin CNY\r\n" + "".join(f"{n},{n}\r\n" for n in range(30))
    seen, whole = read(text)
    assert len(seen) == len(whole) == 30


def test_each_row_may_have_one():
    text = "id,name,note\r\n" + "".join(f"{n},a\rb,c\rd\r\n" for n in range(30))
    _, whole = read(text)
    assert whole == [(str(n), "a\rb", "c\rd") for n in range(30)]


@pytest.mark.parametrize("value", ["c", '"c\nd"'])
def test_a_file_whose_rows_end_so_is_read_as_ever(value):
    text = "id,name\r" + "".join(f"{n},b\r" for n in range(30)) + f"30,{value}\r"
    assert end_rows(text)
    seen, whole = read(text)
    assert len(seen) == len(whole) == 31
    assert whole[-1] == ("30", value.strip('"'))


def test_numbers_with_blanks_around_them_stay_numbers(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"id,n\r\n" + b"".join(b"x, %d\r\n" % n for n in range(50)))
    tables = files_structure(tmp_path, Wanted()).tables
    [(_, whole)] = whole_files(tmp_path, tables, tmp_path / ".copies", 1000)
    assert isinstance(whole, pl.LazyFrame)
    assert whole.collect()["n"].to_list() == [*range(50)]


@given(st.text(st.sampled_from('ab,"\r\n'), max_size=30), st.sampled_from([1, 2, 3]))
def test_nothing_but_ends_of_lines_is_changed(text, width):
    made = "".join(settled([marked(text)], Form(",", '"', width)))
    plain = made.replace(MARK, "").replace("\r", "").replace("\n", "")
    assert plain == text.replace("\r", "").replace("\n", "")
    assert made.count("\n") >= text.count("\n")
