"""Steps that tell about files: names and facts, folders, existence, and numbers of rows."""

import pytest

from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


@pytest.fixture
def tree(tmp_path):
    for name, text in {
        "b.txt": "1\n2\n3",
        "a.csv": "x\r\ny\r\n",
        "d/c.txt": "",
        "d/e/.h": "q",
    }.items():
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "in" / name).write_bytes(text.encode())
    return tmp_path / "in"


def listed(tmp_path, kind, settings, *columns, before=(), hops=()):
    only = "".join(f"<field><name>{name}</name></field>" for name in columns)
    output = text_output("o", tmp_path / "o", f"<fields>{only}</fields>")
    done = run(ktr(*before, step("s", kind, settings), output, hops=hops))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o"), done


def choice(name, mask="", *, subfolders="N", required="N"):
    return (
        f"<file><name>{name}</name><filemask>{mask}</filemask><file_required>{required}"
        f"</file_required><include_subfolders>{subfolders}</include_subfolders></file>"
    )


def kinds(kind):
    return f"<filter><filterfiletype>{kind}</filterfiletype></filter>"


@pytest.mark.parametrize(
    ("kind", "mask", "subfolders", "expected"),
    [
        ("all_files", "", "N", ["a.csv", "b.txt", "d"]),
        ("only_files", "", "Y", ["a.csv", "b.txt", "c.txt", ".h"]),
        ("only_folders", "", "Y", ["d", "e"]),
        ("only_files", r".*\.txt", "Y", ["b.txt", "c.txt"]),
        ("", "", "N", ["a.csv", "b.txt"]),
    ],
)
def test_files_and_folders_are_listed_by_kind_and_mask(  # noqa: PLR0917 - the case and folders
    tmp_path, tree, kind, mask, subfolders, expected
):
    settings = kinds(kind) + choice(tree, mask, subfolders=subfolders)
    rows, _ = listed(tmp_path, "GetFileNames", settings, "short_filename")
    assert rows == expected


def test_what_is_no_file_has_no_rows(tmp_path, tree):
    source = grid("g", {"f": "String"}, [[f"{tree}/b.txt"], [f"{tree}/gone"], [f"{tree}/d"]])
    settings = (
        "<filefield>Y</filefield><filename_Field>f</filename_Field>"
        "<rowseparator_format>LINEFEED</rowseparator_format>"
        "<rows_count_fieldname>n</rows_count_fieldname>"
    )
    rows, _ = listed(tmp_path, "GetFilesRowsCount", settings, "n", before=[source])
    assert [row.strip() for row in rows] == ["2", "0", "0"]


def test_a_missing_file_is_excused_only_where_no_other_is_found(tmp_path, tree):
    gone = choice(tmp_path / "gone", required="Y")
    settings = "<doNotFailIfNoFile>Y</doNotFailIfNoFile>"
    rows, _ = listed(tmp_path, "GetFileNames", settings + gone, "short_filename")
    assert rows == []
    both = step("s", "GetFileNames", settings + gone + choice(tree / "b.txt"))
    done = run(ktr(both, step("d", "Dummy")))
    assert done.status == "Finished (with errors)"


def test_every_fact_has_its_place_and_its_length(tmp_path, tree):
    settings = (
        kinds("all_files") + choice(tree) + "<rownum>Y</rownum><rownum_field>n</rownum_field>"
    )
    run(ktr(step("s", "GetFileNames", settings), text_output("o", tmp_path / "o")))
    header, *rows = (tmp_path / "o").read_text().splitlines()
    assert header == (
        "filename|short_filename|path|type|exists|ishidden|isreadable|iswriteable|"
        "lastmodifiedtime|size|extension|uri|rooturi|n"
    )
    parts = rows[0].split("|")
    assert len(parts[0]) == 500
    plain = [part.rstrip() for part in parts]
    assert plain[:8] == [f"{tree}/a.csv", "a.csv", str(tree), "file", "Y", "N", "Y", "Y"]
    assert plain[9:] == ["6", "csv", f"file://{tree}/a.csv", "file:///", "1"]
    assert [part.rstrip() for part in rows[2].split("|")][3::6] == ["folder", ""]


def test_a_limit_counts_as_in_kettle(tmp_path, tree):
    for limit, expected in ((1, 1), (2, 1), (3, 2), (9, 2)):
        settings = choice(tree) + f"<limit>{limit}</limit>"
        assert len(listed(tmp_path, "GetFileNames", settings, "filename")[0]) == expected


def test_names_and_masks_come_in_fields(tmp_path, tree):
    rows = [[str(tree), r".*\.txt", "p"], [f"{tree}/a.csv", "", "q"], [f"{tree}/no", "", "r"]]
    settings = (
        "<filefield>Y</filefield><filename_Field>f</filename_Field><wildcard_Field>m"
        "</wildcard_Field><dynamic_include_subfolders>Y</dynamic_include_subfolders>"
    )
    source = grid("g", {"f": "String", "m": "String", "k": "String"}, rows)
    found, _ = listed(tmp_path, "GetFileNames", settings, "k", "short_filename", before=[source])
    assert found == ["p|b.txt", "p|c.txt", "q|a.csv"]


def test_a_required_file_that_is_missing_fails(tmp_path):
    settings = choice(tmp_path / "away", required="Y")
    done = run(ktr(step("s", "GetFileNames", settings), step("d", "Dummy")))
    assert "Following required files are missing" in done.log.text()
    settings += "<doNotFailIfNoFile>Y</doNotFailIfNoFile>"
    assert listed(tmp_path, "GetFileNames", settings, "filename")[0] == []


def test_folders_below_are_listed_at_any_depth(tmp_path, tree):
    columns = ("folderName", "short_folderName", "childrens")
    rows, _ = listed(tmp_path, "GetSubFolders", choice(tree), *columns)
    assert rows == [f"{tree}/d|d|2", f"{tree}/d/e|e|1"]
    source = grid("g", {"f": "String"}, [[f"{tree}/d"], [str(tree / "d" / "e")]])
    settings = "<foldername_dynamic>Y</foldername_dynamic><foldername_field>f</foldername_field>"
    rows, _ = listed(tmp_path, "GetSubFolders", settings, "short_folderName", before=[source])
    assert rows == ["e"]


@pytest.mark.parametrize(
    ("separator", "smart", "expected"),
    [("LINEFEED", "N", "4"), ("LINEFEED", "Y", "5"), ("CR", "N", "4"), ("CRLF", "N", "2"),
     ("CARRIAGERETURN", "N", "2"), ("CUSTOM", "N", "1")],
)  # fmt: skip
def test_rows_of_files_are_counted_by_their_separator(tmp_path, tree, separator, smart, expected):
    settings = choice(tree) + (
        f"<rowseparator_format>{separator}</rowseparator_format><row_separator>x</row_separator>"
        f"<smartCount>{smart}</smartCount><rows_count_fieldname>n</rows_count_fieldname>"
        "<files_count>Y</files_count><files_count_fieldname>f</files_count_fieldname>"
    )
    assert listed(tmp_path, "GetFilesRowsCount", settings, "n", "f")[0] == [f"{expected}|2"]


def test_rows_of_each_file_that_a_field_names_are_counted(tmp_path, tree):
    source = grid("g", {"f": "String"}, [[f"{tree}/b.txt"], [f"{tree}/a.csv"], [f"{tree}/b.txt"]])
    settings = (
        "<filefield>Y</filefield><filename_Field>f</filename_Field><rowseparator_format>LINEFEED"
        "</rowseparator_format><rows_count_fieldname>n</rows_count_fieldname>"
        "<smartCount>Y</smartCount><files_count>Y</files_count>"
        "<files_count_fieldname>c</files_count_fieldname>"
    )
    rows, done = listed(tmp_path, "GetFilesRowsCount", settings, "n", "c", before=[source])
    assert rows == ["3|1", "2|2", "3|3"]
    assert metrics(done, "s").input == 3


def test_a_file_exists_or_not_and_is_of_a_kind(tmp_path, tree):
    source = grid("g", {"f": "String"}, [[f"{tree}/b.txt"], [str(tree)], [f"{tree}/no"], [""]])
    settings = (
        "<filenamefield>f</filenamefield><resultfieldname>there</resultfieldname>"
        "<includefiletype>Y</includefiletype><filetypefieldname>kind</filetypefieldname>"
        "<addresultfilenames>Y</addresultfilenames>"
    )
    rows, _ = listed(tmp_path, "FileExists", settings, "there", "kind", before=[source])
    assert rows == ["Y|file", "Y|folder", "N|", "N|"]


@pytest.mark.parametrize(
    ("kind", "switch"),
    [
        ("GetFileNames", "filefield"),
        ("GetFilesRowsCount", "filefield"),
        ("GetSubFolders", "foldername_dynamic"),
        ("YamlInput", "IsInFields"),
        ("PropertyInput", "filefield"),
    ],
)
def test_a_step_whose_files_are_in_no_field_is_refused(kind, switch):
    with pytest.raises(PrepareError, match="the field that holds the files is missing"):
        run(ktr(step("s", kind, f"<{switch}>Y</{switch}>")))
