"""The entries on the files of the result: added, taken off, and used."""

from pathlib import Path

import pytest

from tests.unit.kettle_jobs.entries import (
    ended,
    fields,
    files,
    flags,
    names,
    run_entry,
)


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
