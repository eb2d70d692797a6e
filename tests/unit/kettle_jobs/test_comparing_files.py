"""Entries that compare files and folders."""

from pathlib import Path

import pytest

from tests.unit.kettle_jobs.entries import ended, flags, run_entry, small_tree


@pytest.fixture
def tree(tmp_path) -> Path:
    return small_tree(tmp_path)


@pytest.mark.parametrize(("content", "success"), [("a.txt", True), ("other", False)])
def test_two_files_are_compared_by_their_bytes(tree, content, success):
    (tree / "d").write_text(content)
    xml = f"<filename1>{tree}/a.txt</filename1><filename2>{tree}/d</filename2>"
    run = run_entry("FILE_COMPARE", xml + flags("add_filename_result"))
    assert (ended(run), len(run.result.files)) == ((success, 0), 2)
    assert ended(run_entry("FILE_COMPARE", xml.replace("/d<", "/no<"))) == (False, 1)


@pytest.mark.parametrize(
    ("settings", "success"),
    [
        ("", True),
        (flags("compare_filesize"), False),
        (flags("compare_filecontent"), False),
        ("<compareonly>only_folders</compareonly>", True),
        ("<compareonly>specify</compareonly><wildcard>.*csv</wildcard>", True),
        (flags("include_subfolders"), False),
    ],
)
def test_two_folders_are_compared_as_asked(tree, tmp_path, settings, success):
    other = tmp_path / "other"
    (other / "sub").mkdir(parents=True)
    (other / "a.txt").write_text("different")
    (other / "b.csv").write_text("b.csv")
    xml = f"<filename1>{tree}</filename1><filename2>{other}</filename2>{settings}"
    assert ended(run_entry("FOLDERS_COMPARE", xml)) == (success, 0)


def test_a_folder_is_not_compared_with_a_file_and_its_mask_has_no_variables(tree, tmp_path):
    xml = f"<filename1>{tree}</filename1><filename2>{tree}/a.txt</filename2>"
    assert ended(run_entry("FOLDERS_COMPARE", xml)) == (False, 0)
    (tmp_path / "other").mkdir()
    xml = f"<filename1>{tree}</filename1><filename2>{tmp_path}/other</filename2>"
    xml += "<compareonly>specify</compareonly><wildcard>${V}.*</wildcard>"
    assert ended(run_entry("FOLDERS_COMPARE", xml, variables={"V": "nothing"})) == (False, 1)
