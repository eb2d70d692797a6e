"""Entries that look at, wait for and delete files."""

import fcntl
from pathlib import Path

import pytest

from tests.unit.kettle_jobs.entries import (
    Clock,
    ended,
    fields,
    flags,
    names,
    rows,
    run_entry,
    small_tree,
)
from tests.unit.kettle_server.job_runs import said


@pytest.fixture
def tree(tmp_path) -> Path:
    return small_tree(tmp_path)


@pytest.mark.parametrize(("name", "success"), [("a.txt", True), ("", True), ("no", False)])
def test_whether_a_file_is_there_is_no_error(tree, name, success):
    settings = f"<filename>file://{tree}/{name}</filename>"
    assert ended(run_entry("FILE_EXISTS", settings)) == (success, 0)


def test_all_of_several_files_are_to_be_there(tree):
    both = fields({"name": tree / "a.txt"}, {"name": "${D}/b.csv"})
    assert ended(run_entry("FILES_EXIST", both, variables={"D": str(tree)})) == (True, 0)
    assert ended(run_entry("FILES_EXIST", both)) == (False, 0)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", (False, 0)),
        ("<specify_wildcard>Y</specify_wildcard><wildcard>.*\\.xml</wildcard>", (True, 0)),
        ("<specify_wildcard>Y</specify_wildcard><wildcard>*.xml</wildcard>", (False, 1)),
    ],
)
def test_a_folder_is_empty_if_no_file_matches(tree, settings, expected):
    xml = f"<foldername>{tree}</foldername>{settings}"
    assert ended(run_entry("FOLDER_IS_EMPTY", xml)) == expected


COMPATIBLE = {"KETTLE_COMPATIBILITY_SET_ERROR_ON_SPECIFIC_JOB_ENTRIES": "Y"}


def test_folders_do_not_count_and_no_folder_is_an_error(tree):
    for name in ("a.txt", "b.csv"):
        (tree / name).unlink()
    xml = f"<foldername>{tree}</foldername>"
    run = run_entry("FOLDER_IS_EMPTY", xml)
    assert (ended(run), run.result.lines.input) == (
        (True, 0),
        sum(p.is_dir() for p in tree.rglob("*")),
    )
    deep = xml + flags("include_subfolders")
    assert ended(run_entry("FOLDER_IS_EMPTY", deep)) == (False, 0)
    assert ended(run_entry("FOLDER_IS_EMPTY", deep, variables=COMPATIBLE)) == (False, 1)
    assert ended(run_entry("FOLDER_IS_EMPTY", "<foldername>/no</foldername>")) == (False, 1)


def waiting(path: Path, extra: str = "") -> str:
    return (
        f"<filename>{path}</filename><maximum_timeout>100</maximum_timeout>"
        f"<check_cycle_time>30</check_cycle_time>{extra}"
    )


def test_a_file_is_waited_for_and_kept_in_the_result(tmp_path):
    clock = Clock(tmp_path / "x", 2)
    run = run_entry("WAIT_FOR_FILE", waiting(tmp_path / "x", flags("add_filename_result")),
                    clock=clock)  # fmt: skip
    assert (ended(run), clock.waits) == ((True, 0), [30, 30])
    assert [each.path for each in run.result.files] == [str(tmp_path / "x")]


@pytest.mark.parametrize(("extra", "success"), [("", False), ("success_on_timeout", True)])
def test_a_file_that_does_not_come_ends_the_wait(tmp_path, extra, success):
    clock = Clock()
    run = run_entry("WAIT_FOR_FILE", waiting(tmp_path / "x", flags(extra) if extra else ""),
                    clock=clock)  # fmt: skip
    assert (ended(run), clock.waits) == ((success, 0), [30, 30, 30, 10])


def test_a_file_is_waited_for_until_it_stops_growing(tmp_path):
    clock = Clock(tmp_path / "x", 1)
    (tmp_path / "x").write_text("longer")
    run_entry("WAIT_FOR_FILE", waiting(tmp_path / "x", flags("file_size_check")), clock=clock)
    assert clock.waits == [30, 30]


@pytest.mark.parametrize(("scale", "seconds"), [(0, 5), (1, 300), (2, 18000), (3, 18000)])
def test_a_delay_is_as_long_as_its_scale_says(scale, seconds):
    clock = Clock()
    xml = f"<maximumTimeout>5</maximumTimeout><scaletime>{scale}</scaletime>"
    assert (ended(run_entry("DELAY", xml, clock=clock)), clock.waits) == ((True, 0), [seconds])


def test_a_locked_file_is_noticed(tree):
    xml = fields({"name": tree, "filemask": ".*csv"})
    assert ended(run_entry("CHECK_FILES_LOCKED", xml)) == (True, 0)
    with (tree / "b.csv").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert ended(run_entry("CHECK_FILES_LOCKED", xml)) == (False, 1)
    assert ended(run_entry("CHECK_FILES_LOCKED", fields({"name": tree / "no"}))) == (True, 0)


@pytest.mark.parametrize(
    "kind",
    ["CREATE_FILE", "CREATE_FOLDER", "DELETE_FILE", "WAIT_FOR_FILE", "FILE_COMPARE",
     "FOLDERS_COMPARE"],
)  # fmt: skip
def test_a_name_that_is_missing_is_a_failure_and_no_error(kind):
    assert ended(run_entry(kind, "<filename/><filename1>x</filename1>")) == (False, 0)


def test_a_file_is_deleted_and_may_be_gone(tree):
    xml = f"<filename>{tree}/a.txt</filename>"
    assert ended(run_entry("DELETE_FILE", xml)) == (True, 0)
    assert names(tree) == ["b.csv", "sub/c.txt"]
    assert ended(run_entry("DELETE_FILE", xml)) == (True, 0)
    assert ended(run_entry("DELETE_FILE", xml + flags("fail_if_file_not_exists"))) == (False, 0)
    run = run_entry("DELETE_FILE", f"<filename>{tree}/sub</filename>")
    # A folder with something in it stays: an error, and yet the hop on success is followed.
    assert (ended(run), (tree / "sub").exists()) == ((True, 1), True)
    (tree / "none").mkdir()
    assert ended(run_entry("DELETE_FILE", f"<filename>{tree}/none</filename>")) == (True, 0)
    assert not (tree / "none").exists()


@pytest.mark.parametrize(
    ("mask", "deep", "left"),
    [
        (".*\\.txt", False, ["b.csv", "sub/c.txt"]),
        (".*\\.txt", True, ["b.csv"]),
        ("", True, []),
        ("c.txt", False, ["a.txt", "b.csv", "sub/c.txt"]),
    ],
)
def test_files_are_deleted_by_mask(tree, mask, deep, left):
    xml = fields({"name": tree, "filemask": mask}) + (flags("include_subfolders") if deep else "")
    assert ended(run_entry("DELETE_FILES", xml)) == (True, 0)
    assert (names(tree), (tree / "sub").is_dir()) == (left, True)


def test_result_rows_say_what_is_deleted(tree):
    xml = flags("arg_from_previous")
    given = rows([str(tree), "a.*"], [str(tree / "b.csv"), None], ["", None])
    assert ended(run_entry("DELETE_FILES", xml, rows=given)) == (True, 0)
    assert names(tree) == ["sub/c.txt"]


def test_folders_are_deleted_with_all_in_them(tree, tmp_path):
    (tmp_path / "x").mkdir()
    xml = fields({"name": tree}, {"name": tmp_path / "gone"}, {"name": tmp_path / "x"})
    run = run_entry("DELETE_FOLDERS", xml)
    assert (ended(run), run.result.lines.deleted) == ((True, 0), 3)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_deleted_and_not_what_it_leads_to(tree, tmp_path):
    (tmp_path / "link").symlink_to(tree)
    (tmp_path / "in" / "out").symlink_to(tmp_path)
    assert ended(run_entry("DELETE_FOLDERS", fields({"name": tmp_path / "link"}))) == (True, 0)
    xml = fields({"name": tree, "filemask": ""}) + flags("include_subfolders")
    (tmp_path / "keep").write_text("k")
    run_entry("DELETE_FILES", xml)
    assert names(tmp_path) == ["keep"]


@pytest.mark.parametrize("name", ["/", "/etc", "${HOME_DIR}", "/home/../"])
def test_what_the_machine_stands_on_is_never_deleted(tmp_path, monkeypatch, name):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "a" / "home"))
    (tmp_path / "a" / "home").mkdir(parents=True)
    context = {"variables": {"HOME_DIR": str(tmp_path / "a")}}
    run = run_entry("DELETE_FOLDERS", fields({"name": name}), **context)
    assert ended(run) == (False, 1)
    assert any("is not deleted or moved" in line for line in said(run))
    assert (tmp_path / "a" / "home").is_dir()


@pytest.mark.parametrize("name", ["sftp://host/x", "s3://b/x", ""])
def test_a_file_that_is_not_on_this_machine_is_refused(name):
    run = run_entry("FILE_EXISTS", f"<filename>{name}</filename>")
    assert ended(run) == (False, 1)
