"""XML_WELL_FORMED and DOS_UNIX_CONVERTER: files in turn, counted as good and bad."""

import pytest

from tests.unit.kettle_jobs.entries import ended, fields, flags, rows, run_entry


@pytest.fixture
def papers(tmp_path):
    """A folder of two well formed documents, one in a folder, and two that are not."""
    (tmp_path / "sub").mkdir()
    entity = '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'
    for name, text in (("a", "<a/>"), ("b", "<b>"), ("sub/c", entity), ("d", "")):
        (tmp_path / f"{name}.xml").write_text(text)
    return tmp_path


def listed(folder, *names: str, wildcard: str = "") -> str:
    lines = [{"source_filefolder": folder / each, "wildcard": wildcard} for each in names]
    return fields(*lines)


def condition(name: str, limit: int = 10) -> str:
    return (
        f"<success_condition>{name}</success_condition>"
        f"<nr_errors_less_than>{limit}</nr_errors_less_than>"
    )


NONE, FEW, MANY = (
    "success_if_no_errors",
    "success_if_bad_formed_files_less",
    "success_when_at_least",
)


@pytest.mark.parametrize(
    ("settings", "expected", "counted"),
    [
        (condition(NONE), (False, 2), (2, 1)),
        (condition(FEW, 2), (False, 2), (2, 1)),
        (condition(FEW, 3), (True, 0), (2, 1)),
        (condition(MANY, 1), (True, 0), (2, 1)),
        (condition(MANY, 2), (False, 2), (2, 1)),
        (condition(MANY, 2) + flags("include_subfolders"), (True, 0), (2, 2)),
        (condition("other"), (False, 2), (2, 1)),
    ],
)
def test_bad_files_are_lines_rejected_and_errors_only_without_success(
    papers, settings, expected, counted
):
    run = run_entry("XML_WELL_FORMED", listed(papers, "") + settings)
    lines = run.result.lines
    assert (ended(run), (lines.rejected, lines.written)) == (expected, counted)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("all_filenames", {"a.xml", "b.xml"}),
        ("only_well_formed_filenames", {"a.xml"}),
        ("only_bad_formed_filenames", {"b.xml"}),
        ("", set()),
    ],
)
def test_the_wanted_files_are_result_files(papers, wanted, names):
    xml = f"<resultfilenames>{wanted}</resultfilenames>"
    run = run_entry("XML_WELL_FORMED", listed(papers, "a.xml", "b.xml") + xml)
    assert {each.path for each in run.result.files} == {str(papers / name) for name in names}


@pytest.mark.parametrize(
    ("pattern", "bad"), [(r"file:///.*/b\.xml", 1), (r".*/[ab]\.xml", 1), (r"b\.xml", 0)]
)
def test_the_pattern_of_a_folder_is_for_the_whole_address(papers, pattern, bad):
    run = run_entry("XML_WELL_FORMED", listed(papers, "", wildcard=pattern))
    assert run.result.lines.rejected == bad


def test_a_name_that_leads_nowhere_ends_the_turns_where_no_success_is_possible(papers):
    xml = listed(papers, "no.xml", "a.xml") + condition(NONE)
    run = run_entry("XML_WELL_FORMED", xml)
    assert (ended(run), run.result.lines.written, run.result.nr) == ((False, 1), 0, 1)
    xml = listed(papers, "no.xml", "a.xml") + condition(FEW, 1)
    run = run_entry("XML_WELL_FORMED", xml)
    assert (ended(run), run.result.lines.written) == ((True, 0), 1)
    run = run_entry("XML_WELL_FORMED", listed(papers, "a.xml", "no.xml") + condition(NONE))
    assert (ended(run), run.result.lines.written) == ((False, 1), 1)


def test_a_pattern_that_is_none_is_an_error(papers):
    assert ended(run_entry("XML_WELL_FORMED", listed(papers, "", wildcard="*"))) == (False, 1)


@pytest.mark.parametrize(
    ("how", "before", "after"),
    [
        ("dostounix", b"a\r\nb\nc\rd\r\r\n", b"a\nb\nc\rd\r\n"),
        ("dostounix", b"a\r", b"a"),
        ("unixtodos", b"a\r\nb\nc\rd\r\r\n", b"a\r\nb\r\nc\rd\r\r\n"),
        ("unixtodos", b"\n\r", b"\r\n"),
        ("guess", b"a\r\nb", b"a\nb"),
        ("guess", b"a\r\nb\n", b"a\r\nb\r\n"),
        ("guess", b"a\rb\n", b"a\rb\r\n"),
        ("guess", b"a\nb\r", b"a\nb"),
        ("", b"no end", b"no end"),
    ],
)
def test_line_ends_become_the_other_kind(tmp_path, how, before, after):
    path = tmp_path / "x"
    path.write_bytes(before)
    path.chmod(0o640)
    xml = fields({"source_filefolder": path, "ConversionType": how})
    run = run_entry("DOS_UNIX_CONVERTER", xml)
    assert (ended(run), path.read_bytes()) == ((True, 0), after)
    assert (run.result.lines.written, path.stat().st_mode & 0o777) == (1, 0o640)


def test_line_ends_across_the_parts_that_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("onedata_resources.kettle.engine.entries.file_turns.CHUNK", 2)
    (tmp_path / "x").write_bytes(b"a\r\n\r\nbc\r\n")
    given = rows([str(tmp_path / "x"), None, "DosToUnix"])
    assert ended(run_entry("DOS_UNIX_CONVERTER", flags("arg_from_previous"), rows=given))[0]
    assert (tmp_path / "x").read_bytes() == b"a\n\nbc\n"


def test_files_that_cannot_be_converted_are_few_enough_or_not(tmp_path):
    (tmp_path / "x").write_bytes(b"a\n")
    tmp_path.chmod(0o555)
    try:
        xml = fields({"source_filefolder": tmp_path / "x", "ConversionType": "unixtodos"})
        few = condition("success_if_error_files_less", 1)
        wanted = "<resultfilenames>only_error_filenames</resultfilenames>"
        run = run_entry("DOS_UNIX_CONVERTER", xml + few + wanted)
    finally:
        tmp_path.chmod(0o755)
    if (tmp_path / "x").read_bytes() != b"a\n":
        pytest.skip("root may write everywhere")
    assert (ended(run), len(run.result.files)) == ((False, 1), 1)
