"""ZIP_FILE and UNZIP."""

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.kettle_jobs.entries import Clock, ended, flags, names, rows, run_entry

NOW = datetime(2026, 3, 4, 5, 6, 7, 89000, tzinfo=UTC)


def zipped(tree: Path, target: Path, settings: str = "", **context):
    xml = f"<sourcedirectory>{tree}</sourcedirectory><zipfilename>{target}</zipfilename>{settings}"
    clock = Clock()
    clock.moment = NOW
    return run_entry("ZIP_FILE", xml, clock=clock, **context)


def members(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return sorted(archive.namelist())


@pytest.mark.parametrize(
    ("settings", "packed"),
    [
        ("", ["a.txt", "b.csv"]),
        ("<wildcard>.*csv</wildcard>", ["b.csv"]),
        (flags("include_subfolders") + "<wildcardexclude>.*/sub/.*</wildcardexclude>",
         ["a.txt", "b.csv"]),
        (flags("include_subfolders"), ["a.txt", "b.csv", "sub/c.txt", "sub/deep/d.csv"]),
        ("<compressionrate>0</compressionrate>", ["a.txt", "b.csv"]),
    ],
)  # fmt: skip
def test_the_files_that_match_are_packed(tree, tmp_path, settings, packed):
    run = zipped(tree, tmp_path / "z.zip", settings + flags("addfiletoresult"))
    assert (ended(run), members(tmp_path / "z.zip")) == ((True, 0), packed)
    assert len(run.result.files) == 1


@pytest.mark.parametrize(
    ("rule", "success", "made"),
    [(0, True, ["z.zip", "z_20260403_050607089.zip"]), (1, True, ["z.zip"]), (2, True, ["z.zip"]),
     (3, False, ["z.zip"])],
)  # fmt: skip
def test_an_archive_that_is_there_is_handled_by_the_rule(tree, tmp_path, rule, success, made):
    zipped(tree / "a.txt", tmp_path / "z.zip")
    rule_xml = f"<ifzipfileexists>{rule}</ifzipfileexists>"
    run = zipped(tree / "b.csv", tmp_path / "z.zip", rule_xml)
    assert ended(run)[0] is success
    assert sorted(p.name for p in tmp_path.glob("*.zip")) == made
    assert ("b.csv" in members(tmp_path / "z.zip")) is (rule == 1)


def test_an_archive_that_has_the_file_already_fails_and_keeps_what_came_before(tree, tmp_path):
    zipped(tree / "b.csv", tmp_path / "z.zip")
    run = zipped(
        tree, tmp_path / "z.zip", "<ifzipfileexists>1</ifzipfileexists><afterzip>1</afterzip>"
    )
    assert (ended(run), members(tmp_path / "z.zip")) == ((False, 1), ["a.txt", "b.csv"])
    assert (tree / "a.txt").exists()


def test_without_a_rule_an_archive_that_is_there_is_made_anew(tree, tmp_path):
    zipped(tree / "a.txt", tmp_path / "z.zip")
    zipped(tree / "b.csv", tmp_path / "z.zip")
    assert members(tmp_path / "z.zip") == ["b.csv"]


def test_a_mask_of_a_result_row_holds_until_another_comes(tree, tmp_path):
    given = rows(
        [str(tree), ".*csv", None, str(tmp_path / "1.zip")],
        [None, None, None, str(tmp_path / "no.zip")],
        [str(tree), None, None, str(tmp_path / "2.zip")],
    )
    run = zipped(tree, tmp_path / "no.zip", flags("isfromprevious"), rows=given)
    assert ended(run) == (True, 0)
    assert members(tmp_path / "2.zip") == ["b.csv"]
    assert not (tmp_path / "no.zip").exists()


def test_packed_files_are_deleted_or_moved(tree, tmp_path):
    zipped(tree, tmp_path / "z.zip", "<afterzip>1</afterzip><wildcard>a.*</wildcard>")
    to = f"<movetodirectory>{tmp_path}/old</movetodirectory>" + flags("createMoveToDirectory")
    zipped(tree, tmp_path / "y.zip", "<afterzip>2</afterzip>" + to)
    assert (names(tree), names(tmp_path / "old")) == (["sub/c.txt", "sub/deep/d.csv"], ["b.csv"])


@pytest.mark.parametrize(
    ("depth", "stored"), [("", "c.txt"), ("1 : Filename only", "c.txt"), ("2", "sub/c.txt")]
)
def test_a_file_of_a_result_row_is_stored_as_deep_as_asked(tree, tmp_path, depth, stored):
    settings = f"<stored_source_path_depth>{depth}</stored_source_path_depth>" + flags(
        "isfromprevious"
    )
    given = rows([str(tree / "sub" / "c.txt"), None, None, str(tmp_path / "z.zip")])
    zipped(tree, tmp_path / "no.zip", settings, rows=given)
    assert members(tmp_path / "z.zip") == [stored]


def test_packed_files_of_subfolders_are_moved_side_by_side(tree, tmp_path):
    to = f"<movetodirectory>{tmp_path}/old</movetodirectory>"
    move = "<afterzip>2</afterzip>" + to + flags("createMoveToDirectory", "include_subfolders")
    zipped(tree, tmp_path / "z.zip", move)
    assert names(tmp_path / "old") == ["a.txt", "b.csv", "c.txt", "d.csv"]


def test_nothing_is_packed_when_the_folder_to_move_to_is_missing(tree, tmp_path):
    to = f"<afterzip>2</afterzip><movetodirectory>{tmp_path}/old</movetodirectory>"
    assert ended(zipped(tree, tmp_path / "z.zip", to)) == (False, 1)
    assert not (tmp_path / "z.zip").exists()


@pytest.mark.parametrize(("deep", "success"), [(False, True), (True, False)])
def test_only_without_subfolders_no_match_makes_an_empty_archive(tree, tmp_path, deep, success):
    settings = "<wildcard>none</wildcard>" + (flags("include_subfolders") if deep else "")
    assert ended(zipped(tree, tmp_path / "z.zip", settings))[0] is success
    assert (tmp_path / "z.zip").exists() is success


def test_an_archive_that_a_result_row_names_gets_no_date(tree, tmp_path):
    given = rows([str(tree / "a.txt"), None, None, str(tmp_path / "z.zip")])
    zipped(tree, tmp_path / "no.zip", flags("isfromprevious", "adddate"), rows=given)
    assert [each.name for each in tmp_path.glob("*.zip")] == ["z.zip"]


def test_nothing_to_pack_is_no_success(tmp_path):
    (tmp_path / "none").mkdir()
    assert ended(zipped(tmp_path / "none", tmp_path / "z.zip")) == (False, 1)
    assert not (tmp_path / "z.zip").exists()


@pytest.fixture
def archive(tree, tmp_path) -> Path:
    zipped(tree, tmp_path / "z.zip", flags("include_subfolders"))
    os.utime(tmp_path / "z.zip")
    return tmp_path / "z.zip"


def unzipped(archive: Path, target: Path, settings: str = ""):
    xml = (
        f"<zipfilename>{archive}</zipfilename><targetdirectory>{target}</targetdirectory>"
        f"{flags('createfolder')}{settings}"
    )
    clock = Clock()
    clock.moment = NOW
    return run_entry("UNZIP", xml, clock=clock)


@pytest.mark.parametrize(
    ("settings", "made"),
    [
        ("", ["a.txt", "b.csv", "sub/c.txt", "sub/deep/d.csv"]),
        ("<wildcard>.*\\.csv</wildcard>", ["b.csv", "sub/deep/d.csv"]),
        ("<wildcardexclude>.*/sub/.*</wildcardexclude>", ["a.txt", "b.csv"]),
        (flags("rootzip") + "<wildcard>.*a\\.txt</wildcard>", ["z/a.txt"]),
        (flags("adddate") + "<wildcard>.*a\\.txt</wildcard>", ["a_20260304.txt"]),
    ],
)
def test_an_archive_is_unpacked_as_asked(archive, tmp_path, settings, made):
    run = unzipped(archive, tmp_path / "out", settings + flags("addfiletoresult"))
    assert (ended(run), names(tmp_path / "out")) == ((True, 0), made)
    assert len(run.result.files) == len(made)


@pytest.mark.parametrize(
    ("rule", "errors", "content"),
    [("SKIP", 0, "old"), ("OVERWRITE", 0, "a.txt"), ("FAIL", 2, "old"),
     ("OVERWRITE_ZIP_BIG", 0, "a.txt"), ("OVERWRITE_ZIP_SMALL", 0, "old"),
     ("OVERWRITE_EQUAL_SIZE", 0, "old"), ("overwrite_diff_size", 0, "a.txt")],
)  # fmt: skip
def test_a_file_that_is_there_is_handled_by_the_rule(archive, tmp_path, rule, errors, content):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old")
    run = unzipped(archive, tmp_path / "out", f"<iffileexists>{rule}</iffileexists>")
    assert (run.result.errors, (tmp_path / "out" / "a.txt").read_text()) == (errors, content)


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        bad.writestr("../evil.txt", "x")
    run = unzipped(tmp_path / "bad.zip", tmp_path / "out")
    assert (ended(run), (tmp_path / "evil.txt").exists()) == ((False, 1), False)


def test_what_is_no_archive_counts_twice(tmp_path):
    """Once where it is unpacked, and once by the one that had it unpacked."""
    (tmp_path / "no.zip").write_text("no zip")
    assert ended(unzipped(tmp_path / "no.zip", tmp_path / "out")) == (False, 2)
    assert ended(unzipped(tmp_path / "none.zip", tmp_path / "out")) == (False, 1)


def test_an_archive_with_the_one_file_that_may_not_be_there_is_unpacked_and_failed(tmp_path):
    zipped_one = tmp_path / "one.zip"
    with zipfile.ZipFile(zipped_one, "w") as archive:
        archive.writestr("a.txt", "new")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old")
    run = unzipped(zipped_one, tmp_path / "out", "<iffileexists>FAIL</iffileexists>")
    assert (ended(run), run.result.lines.written) == ((False, 1), 1)


def test_kettle_takes_files_of_one_size_for_different_ones_from_128_bytes_on(tmp_path):
    """It compares two Long objects by identity, which are one up to 127."""
    (tmp_path / "out").mkdir()
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for size in (127, 128):
            archive.writestr(f"{size}", "n" * size)
            (tmp_path / "out" / str(size)).write_text("o" * size)
    for rule, written in (("OVERWRITE_EQUAL_SIZE", "127"), ("OVERWRITE_DIFF_SIZE", "128")):
        unzipped(tmp_path / "z.zip", tmp_path / "out", f"<iffileexists>{rule}</iffileexists>")
        new = [p.name for p in (tmp_path / "out").iterdir() if p.read_text()[0] == "n"]
        assert new == [written], rule
        (tmp_path / "out" / written).write_text("o" * int(written))


def test_a_unique_name_is_only_listed(archive, tmp_path):
    settings = "<iffileexists>UNIQ</iffileexists><wildcard>.*a\\.txt</wildcard>"
    run = unzipped(archive, tmp_path / "out", settings + flags("addfiletoresult"))
    assert names(tmp_path / "out") == ["a.txt"]
    assert [Path(each.path).name for each in run.result.files] == ["a20260403_050607089.txt"]


def test_names_get_the_moment_of_the_file_in_the_form_that_the_first_one_had_last(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), "x")
    unzipped(
        tmp_path / "z.zip", tmp_path / "out", flags("adddate", "addtime", "addOriginalTimestamp")
    )
    assert names(tmp_path / "out") == ["a_20240102_030406000.txt", "b_030406000_030406000.txt"]


def test_archives_of_result_rows_that_are_none_are_an_error(tmp_path):
    xml = f"<targetdirectory>{tmp_path}</targetdirectory>" + flags("isfromprevious")
    assert ended(run_entry("UNZIP", xml)) == (False, 1)
