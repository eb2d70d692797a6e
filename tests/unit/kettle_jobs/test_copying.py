"""COPY_FILES: what is copied, and what is there already."""

import pytest

from tests.unit.kettle_jobs.entries import (
    NEW,
    ended,
    flags,
    line,
    names,
    rows,
    run_entry,
)


def test_the_mark_of_a_name_without_a_cluster_is_no_part_of_it(tree, tmp_path):
    xml = line(f"EMPTY_SOURCE_URL-0-{tree}/a.txt", f"EMPTY_DEST_URL-0-{tmp_path}/out") + NEW
    assert ended(run_entry("COPY_FILES", xml)) == (True, 0)
    assert names(tmp_path / "out") == ["a.txt"]


@pytest.mark.parametrize(
    ("mask", "settings", "copied"),
    [
        ("", "", ["a.txt", "b.csv"]),
        ("", flags("include_subfolders"), ["a.txt", "b.csv", "sub/c.txt", "sub/deep/d.csv"]),
        (".*\\.csv", flags("include_subfolders"), ["b.csv", "sub/deep/d.csv"]),
    ],
)
def test_a_folder_is_copied_as_its_settings_say(tree, tmp_path, mask, settings, copied):
    run = run_entry("COPY_FILES", line(tree, tmp_path / "out", mask) + NEW + settings)
    assert (ended(run), names(tmp_path / "out")) == ((True, 0), copied)


def test_empty_folders_are_copied_where_asked(tree, tmp_path):
    settings = NEW + flags("include_subfolders", "copy_empty_folders")
    run_entry("COPY_FILES", line(tree, tmp_path / "out") + settings)
    assert (tmp_path / "out" / "empty").is_dir()


@pytest.mark.parametrize(("overwrite", "content"), [("", "old"), ("overwrite_files", "a.txt")])
def test_a_file_that_is_there_is_kept_or_overwritten(tree, tmp_path, overwrite, content):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old")
    settings = flags(overwrite) if overwrite else ""
    run = run_entry("COPY_FILES", line(tree / "a.txt", tmp_path / "out") + settings)
    assert ended(run) == (True, 0)
    assert (tmp_path / "out" / "a.txt").read_text() == content


def test_a_file_is_copied_to_another_name_and_its_source_may_go(tree, tmp_path):
    settings = flags("destination_is_a_file", "remove_source_files", "add_result_filesname")
    run = run_entry("COPY_FILES", line(tree / "a.txt", tmp_path / "z.txt") + settings)
    assert (tmp_path / "z.txt").read_text() == "a.txt"
    assert not (tree / "a.txt").exists()
    assert [each.path for each in run.result.files] == [str(tmp_path / "z.txt")]


@pytest.mark.parametrize(
    ("source", "target"), [("in/no", "out"), ("in/a.txt", "missing/folder"), ("in", "missing")]
)
def test_a_line_that_fails_is_counted(tree, tmp_path, source, target):
    (tmp_path / "out").mkdir()
    run = run_entry("COPY_FILES", line(tmp_path / source, tmp_path / target))
    assert ended(run) == (False, 1)


def test_result_rows_say_what_is_copied(tree, tmp_path):
    given = rows([str(tree), str(tmp_path / "out"), ".*csv"], [None, "x", None])
    run = run_entry("COPY_FILES", NEW + flags("arg_from_previous"), rows=given)
    assert (ended(run), names(tmp_path / "out")) == ((True, 0), ["b.csv"])
