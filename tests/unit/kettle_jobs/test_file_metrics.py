"""EVAL_FILES_METRICS: a count of files, or their bytes, against numbers."""

import pytest

from tests.unit.kettle_jobs.entries import ended, fields, files, flags, rows, run_entry


def compared(operator: str, *numbers: str, kind: str = "count", scale: str = "") -> str:
    tags = ("minvalue", "maxvalue") if len(numbers) > 1 else ("comparevalue",)
    return (
        f"<successnumbercondition>{operator}</successnumbercondition>"
        f"<evaluation_type>{kind}</evaluation_type><scale>{scale}</scale>"
        + "".join(f"<{tag}>{n}</{tag}>" for tag, n in zip(tags, numbers, strict=True))
    )


def source(path, wildcard: str = "", deep: str = "N") -> dict[str, object]:
    return {"source_filefolder": path, "wildcard": wildcard, "include_subFolders": deep}


@pytest.mark.parametrize(
    ("operator", "numbers", "holds"),
    [
        ("equal", ["2"], True),
        ("equal", ["2.0"], True),
        ("", ["2"], True),
        ("different", ["2"], False),
        ("smaller", ["2.5"], True),
        ("smallequal", ["2"], True),
        ("greater", ["2"], False),
        ("greaterequal", ["2e0"], True),
        ("between", ["2", "3"], True),
        ("between", ["3", "1"], False),
        ("inlist", ["2"], False),
        ("notinlist", ["3"], False),
    ],
)
def test_the_count_of_files_is_compared(tree, operator, numbers, holds):
    xml = fields(source(tree)) + compared(operator, *numbers)
    assert ended(run_entry("EVAL_FILES_METRICS", xml)) == (holds, 0)


def test_folders_in_it_count_where_asked_and_names_are_matched(tree):
    for wildcard, deep, count in ((r".*\.csv", "N", 1), (r".*\.csv", "Y", 2), ("", "y", 4)):
        xml = fields(source(tree, wildcard, deep)) + compared("equal", str(count))
        assert ended(run_entry("EVAL_FILES_METRICS", xml)) == (True, 0)


@pytest.mark.parametrize(
    ("scale", "bytes_", "number"),
    [("bytes", 5, "5"), ("kbytes", 2048, "2"), ("KBytes", 1536, "1.5"), ("mbytes", 1 << 20, "1")],
)
def test_sizes_are_compared_in_their_unit(tmp_path, scale, bytes_, number):
    (tmp_path / "x").write_bytes(b"x" * bytes_)
    xml = fields(source(tmp_path / "x")) + compared("equal", number, kind="size", scale=scale)
    assert ended(run_entry("EVAL_FILES_METRICS", xml)) == (True, 0)


def test_a_file_that_is_not_there_is_an_error_and_the_comparison_decides(tree):
    xml = fields(source(tree / "a.txt"), source(tree / "no"), source(""))
    run = run_entry("EVAL_FILES_METRICS", xml + compared("equal", "1"))
    assert (ended(run), run.result.success) == ((True, 2), False)


def test_result_files_and_result_rows_name_files_too(tree):
    kept = files(tree / "a.txt", tree / "b.csv", tree / "gone.csv")
    asked = "<source_files>filenamesresult</source_files>"
    pattern = "<result_filenames_wildcard>.*csv</result_filenames_wildcard>"
    xml = asked + pattern + compared("equal", "1")
    assert ended(run_entry("EVAL_FILES_METRICS", xml, files=kept)) == (True, 0)
    given = rows([str(tree), ".*csv", "Y"], [str(tree / "a.txt"), None, None])
    xml = (
        "<source_files>previousresult</source_files><result_field_file>f0</result_field_file>"
        "<result_field_wildcard>F1</result_field_wildcard>"
        "<result_field_includesubfolders>f2</result_field_includesubfolders>"
    ) + compared("equal", "3")
    assert ended(run_entry("EVAL_FILES_METRICS", xml, rows=given)) == (True, 0)
    wrong = xml.replace(">f2<", ">none<")
    assert ended(run_entry("EVAL_FILES_METRICS", wrong, rows=given)) == (False, 1)


@pytest.mark.parametrize(
    "xml",
    [
        fields(source("/")) + compared("equal", "many"),
        fields(source("/")) + compared("equal", ""),
        compared("equal", "0"),
        compared("equal", "0") + "<source_files>previousresult</source_files>",
    ],
)
def test_what_cannot_be_compared_is_an_error(xml):
    assert ended(run_entry("EVAL_FILES_METRICS", xml + flags("other"))) == (False, 1)
