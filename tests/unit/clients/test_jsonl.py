"""Files of JSON lines: whole lines under concurrency, kills and full disks."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from onedata_resources.clients.jsonl import append_lines, read_lines, replace_lines
from onedata_resources.errors import StorageFullError, UnavailableError


@pytest.mark.parametrize(
    "text", ["a\nb", "\u2028\u2029", "</script>", "会员 'x' \"y\"", "\x00\x7f", "", "\ud800"]
)
def test_any_text_stays_on_one_line(tmp_path, text):
    append_lines(tmp_path / "f.jsonl", [{"t": text}, {"t": "next"}])
    raw = (tmp_path / "f.jsonl").read_bytes()
    assert raw.count(b"\n") == 2
    assert [value["t"] for value in read_lines(tmp_path / "f.jsonl")] == [text, "next"]


def test_a_half_written_line_harms_neither_the_lines_before_nor_after(tmp_path):
    path = tmp_path / "f.jsonl"
    append_lines(path, [1, 2])
    with path.open("ab") as file:
        file.write(b'{"cut": "of')
    append_lines(path, [3])
    assert list(read_lines(path)) == [1, 2, 3]


def test_writers_at_once_never_mix_their_lines(tmp_path):
    path = tmp_path / "f.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append_lines(path, [{"n": n, "pad": "x" * 20_000}]), range(40)))
    assert sorted(value["n"] for value in read_lines(path)) == list(range(40))


def test_a_disk_that_fills_up_takes_no_part_of_a_line(tmp_path, monkeypatch):
    """`os.write` is patched: a full disk cannot be made here without a mount."""
    path = tmp_path / "f.jsonl"
    append_lines(path, [1])
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:5]))
    with pytest.raises(StorageFullError, match="no room left"):
        append_lines(path, [{"long": "value"}])
    monkeypatch.undo()
    assert path.read_bytes() == b"1\n"


@pytest.mark.parametrize("blocker", ["is_a_folder", "below_a_file"])
def test_a_file_that_cannot_be_written_is_named(tmp_path, blocker):
    (tmp_path / "is_a_folder").mkdir()
    (tmp_path / "file").write_text("")
    path = tmp_path / ("is_a_folder" if blocker == "is_a_folder" else "file/f.jsonl")
    with pytest.raises(UnavailableError, match="cannot write"):
        append_lines(path, [1])


def test_replacing_leaves_exactly_the_new_lines_and_no_other_file(tmp_path):
    path = tmp_path / "f.jsonl"
    append_lines(path, [1, 2])
    replace_lines(path, [{"a": "乙"}])
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": "乙"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["f.jsonl"]


def test_no_file_has_no_lines(tmp_path):
    assert list(read_lines(tmp_path / "none.jsonl")) == []
