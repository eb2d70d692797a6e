"""MOVE_FILES: names, names that are taken, folders, and when it succeeds."""

from datetime import UTC, datetime

import pytest

from tests.unit.kettle_jobs.entries import (
    NEW,
    Clock,
    ended,
    fields,
    flags,
    line,
    names,
    run_entry,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, 89000, tzinfo=UTC)


def moved(settings: str, **context):
    clock = Clock()
    clock.moment = NOW
    return run_entry("MOVE_FILES", settings, clock=clock, **context)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("", "a.txt"),
        (flags("add_date"), "a.txt_20260304"),
        (flags("add_date", "add_time", "AddDateBeforeExtension"), "a_20260304_050607089.txt"),
        (
            flags("SpecifyFormat", "AddDateBeforeExtension")
            + "<date_time_format>'-'yyyy</date_time_format>",
            "a-2026.txt",
        ),
    ],
)
def test_a_file_moves_into_a_folder_with_a_date_in_its_name(tree, tmp_path, settings, name):
    run = moved(line(tree / "a.txt", tmp_path / "out") + NEW + settings)
    assert (ended(run), names(tmp_path / "out")) == ((True, 0), [name])
    assert (not (tree / "a.txt").exists(), run.result.lines.written) == (True, 1)


@pytest.mark.parametrize(
    ("rule", "expected", "content"),
    [
        ("", (False, 1), {"a.txt": "old"}),
        ("overwrite_file", (True, 0), {"a.txt": "a.txt"}),
        ("delete_file", (True, 0), {"a.txt": "old"}),
        ("fail", (False, 2), {"a.txt": "old"}),
        (
            "unique_name",
            (True, 0),
            {"a.txt": "old", "a.txt04032026_050607089": "a.txt"},
        ),
    ],
)
def test_a_name_that_is_taken_is_handled_by_the_rule(tree, tmp_path, rule, expected, content):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old")
    settings = f"<iffileexists>{rule}</iffileexists>" if rule else ""
    run = moved(line(tree / "a.txt", tmp_path / "out") + settings)
    assert (ended(run), (tree / "a.txt").exists()) == (expected, not expected[0])
    assert {p.name: p.read_text() for p in (tmp_path / "out").iterdir()} == content


def test_a_file_whose_name_is_taken_moves_aside(tree, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old")
    settings = (
        "<iffileexists>move_file</iffileexists>"
        f"<destinationFolder>{tmp_path}/aside</destinationFolder>"
        + flags("create_move_to_folder", "add_moved_date", "AddMovedDateBeforeExtension")
    )
    run = moved(line(tree / "a.txt", tmp_path / "out") + settings)
    assert names(tmp_path / "aside") == ["a_20260304.txt"]
    assert (ended(run), run.result.lines.written) == ((False, 1), 0)


def test_a_folder_moves_with_its_subfolders_flat_where_asked(tree, tmp_path):
    settings = NEW + flags("include_subfolders", "DoNotKeepFolderStructure")
    run = moved(line(tree, tmp_path / "out", ".*\\.csv") + settings)
    assert (ended(run), names(tmp_path / "out")) == ((True, 0), ["b.csv", "d.csv"])
    assert names(tree) == ["a.txt", "sub/c.txt"]


def test_all_files_of_a_folder_move_and_its_folders_stay(tree, tmp_path):
    settings = NEW + flags("include_subfolders", "move_empty_folders")
    moved(line(tree, tmp_path / "out") + settings)
    assert names(tmp_path / "out") == ["a.txt", "b.csv", "sub/c.txt", "sub/deep/d.csv"]
    assert sorted(each.name for each in tree.rglob("*")) == ["deep", "empty", "sub"]
    assert not (tmp_path / "out" / "empty").exists()


def test_a_simulated_move_changes_nothing(tree, tmp_path):
    run = moved(line(tree, tmp_path / "out") + NEW + flags("simulate"))
    assert (ended(run), names(tmp_path / "out"), run.result.lines.written) == ((True, 0), [], 2)


@pytest.mark.parametrize(
    ("condition", "limit", "success"),
    [("success_when_at_least", 1, True), ("success_when_at_least", 2, False),
     ("success_if_errors_less", 3, True)],
)  # fmt: skip
def test_success_is_what_the_condition_says(tree, tmp_path, condition, limit, success):
    lines = fields(
        {"source_filefolder": tree / "no", "destination_filefolder": tmp_path / "out"},
        {"source_filefolder": tree / "a.txt", "destination_filefolder": tmp_path / "out"},
    )
    settings = (
        f"{NEW}<success_condition>{condition}</success_condition>"
        f"<nr_errors_less_than>{limit}</nr_errors_less_than>"
    )
    assert ended(moved(lines + settings)) == (success, 1)


def test_errors_as_many_as_are_allowed_are_a_success_only_at_the_end(tree, tmp_path):
    """Kettle leaves the rest once there are so many, and has failed then."""
    bad = {"source_filefolder": tree / "no", "destination_filefolder": tmp_path / "out"}
    good = {"source_filefolder": tree / "a.txt", "destination_filefolder": tmp_path / "out"}
    settings = (
        f"{NEW}<success_condition>success_if_errors_less</success_condition>"
        "<nr_errors_less_than>1</nr_errors_less_than>"
    )
    assert ended(moved(fields(good, bad) + settings)) == (True, 1)
    run = moved(fields(bad, {**good, "source_filefolder": tree / "b.csv"}) + settings)
    assert (ended(run), run.result.lines.written) == ((False, 1), 0)
    assert (tree / "b.csv").exists()


def test_a_folder_that_is_left_early_counts_once_more(tree, tmp_path):
    """The first file is taken, and there is more to look at: the line has failed too."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old")
    run = moved(line(tree, tmp_path / "out") + "<iffileexists>fail</iffileexists>")
    assert ended(run) == (False, 2)
    assert (tree / "b.csv").exists()
