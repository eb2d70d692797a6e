"""Entries that make files and folders, and write texts."""

import pytest

from tests.unit.kettle_jobs.entries import ended, flags, run_entry


def test_a_file_is_made_once(tmp_path):
    xml = f"<filename>{tmp_path}/new</filename>" + flags("add_filename_result")
    run = run_entry("CREATE_FILE", xml)
    assert (ended(run), len(run.result.files)) == ((True, 0), 1)
    assert ended(run_entry("CREATE_FILE", xml)) == (True, 0)
    assert ended(run_entry("CREATE_FILE", xml + flags("fail_if_file_exists"))) == (False, 0)
    assert ended(run_entry("CREATE_FILE", xml.replace("new", "x/y/new"))) == (True, 0)
    assert ended(run_entry("CREATE_FILE", xml.replace("new", "new/x"))) == (False, 1)


def test_a_folder_is_made_with_those_above_it(tmp_path):
    xml = f"<foldername>{tmp_path}/x/y</foldername>"
    assert ended(run_entry("CREATE_FOLDER", xml)) == (True, 0)
    assert (tmp_path / "x" / "y").is_dir()
    assert ended(run_entry("CREATE_FOLDER", xml)) == (True, 0)
    assert ended(run_entry("CREATE_FOLDER", xml + flags("fail_of_folder_exists"))) == (False, 0)


def test_a_file_in_the_place_of_a_folder_is_no_error_unless_what_is_there_is_one(tmp_path):
    (tmp_path / "x").write_text("")
    xml = f"<foldername>{tmp_path}/x</foldername>"
    assert ended(run_entry("CREATE_FOLDER", xml)) == (True, 0)
    assert ended(run_entry("CREATE_FOLDER", xml + flags("fail_of_folder_exists"))) == (False, 0)


def test_text_is_written_in_its_encoding_and_added_where_asked(tmp_path):
    path = tmp_path / "sub" / "t"
    xml = (
        f"<filename>{path}</filename><content>é${{V}}</content><encoding>latin-1</encoding>"
        + flags("createParentFolder", "appendFile")
    )
    for _ in range(2):
        assert ended(run_entry("WRITE_TO_FILE", xml, variables={"V": "!"})) == (True, 0)
    assert path.read_bytes() == "é!é!".encode("latin-1")
    bad = xml.replace("latin-1", "klingon")
    assert ended(run_entry("WRITE_TO_FILE", bad)) == (False, 1)


@pytest.mark.parametrize(
    ("content", "encoding", "written", "expected"),
    [
        ("é日", "latin-1", b"\xe9?", (True, 0)),
        ("é", "UTF-16", b"\xfe\xff\x00\xe9", (True, 0)),
        ("é", "", b"\xc3\xa9", (True, 0)),
        ("", "", b"", (False, 1)),
    ],
)
def test_text_is_written_as_java_writes_it(tmp_path, content, encoding, written, expected):
    """Kettle makes the file, and then stumbles over a content that there is not."""
    xml = f"<filename>{tmp_path}/t</filename><content>{content}</content>"
    xml += f"<encoding>{encoding}</encoding>"
    assert ended(run_entry("WRITE_TO_FILE", xml)) == expected
    assert (tmp_path / "t").read_bytes() == written
