"""COPY_FILES, MOVE_FILES, and the entries on result files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.kettle_jobs.entries import (
    Clock,
    ended,
    fields,
    files,
    flags,
    names,
    rows,
    run_entry,
)


def line(source: object, target: object, mask: str = "") -> str:
    pairs = {"source_filefolder": source, "destination_filefolder": target, "wildcard": mask}
    return fields(pairs)


NEW = flags("create_destination_folder")


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


def test_files_are_added_to_the_result_and_taken_off(tree):
    xml = fields({"name": tree, "filemask": ".*txt"}) + flags("include_subfolders")
    run = run_entry("ADD_RESULT_FILENAMES", xml, files=files("/old"))
    found = [Path(each.path).name for each in run.result.files]
    assert (ended(run), found) == ((True, 0), ["old", "a.txt", "c.txt"])
    assert ended(run_entry("ADD_RESULT_FILENAMES", fields({"name": "/no"}))) == (False, 1)
    chosen = flags("specify_wildcard") + "<wildcard>.*txt</wildcard>"
    given = files("/old", "/gone.txt", tree / "a.txt")
    run = run_entry("DELETE_RESULT_FILENAMES", chosen, files=given)
    # By name only those are taken off that are there.
    assert [each.path for each in run.result.files] == ["/old", "/gone.txt"]
    assert run_entry("DELETE_RESULT_FILENAMES", "", files=given).result.files == ()
    assert (tree / "a.txt").exists()


@pytest.mark.parametrize(
    ("action", "left", "there"),
    [("copy", ["a.txt", "b.csv"], ["a.txt"]), ("move", ["b.csv"], ["a.txt"]),
     ("delete", ["b.csv"], [])],
)  # fmt: skip
def test_the_files_of_the_result_are_used(tree, tmp_path, action, left, there):
    (tmp_path / "out").mkdir()
    settings = (
        f"<action>{action}</action><destination_folder>{tmp_path}/out</destination_folder>"
        "<wildcard>.*txt</wildcard>"
        + flags("specify_wildcard", "RemovedSourceFilename", "AddDestinationFilename")
    )
    given = files(tree / "a.txt", tree / "b.csv")
    run = run_entry("COPY_MOVE_RESULT_FILENAMES", settings, files=given)
    assert ended(run) == (True, 0)
    assert sorted(p.name for p in tree.iterdir() if p.is_file()) == left
    assert names(tmp_path / "out") == there
    kept = [str(tree / "b.csv"), *(str(tmp_path / "out" / name) for name in there)]
    assert [each.path for each in run.result.files] == kept


def test_files_of_the_result_are_never_counted_as_handled(tree, tmp_path):
    settings = (
        f"<action>copy</action><destination_folder>{tmp_path}/out</destination_folder>"
        "<success_condition>success_when_at_least</success_condition>"
        "<nr_errors_less_than>1</nr_errors_less_than>" + flags("CreateDestinationFolder")
    )
    run = run_entry("COPY_MOVE_RESULT_FILENAMES", settings, files=files(tree / "a.txt"))
    assert (ended(run), run.result.lines.written) == ((False, 0), 0)
    assert names(tmp_path / "out") == ["a.txt"]
