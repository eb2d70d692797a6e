"""Steps that copy, pack and recode the files that rows name."""

import zipfile

import pytest

from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

FIELDS = "<sourcefilenamefield>s</sourcefilenamefield><targetfilenamefield>t</targetfilenamefield>"
ERRORS = (
    "<step_error_handling><error><source_step>f</source_step><target_step>bad</target_step>"
    "<is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename>"
    "<codes_valuename>code</codes_valuename></error></step_error_handling>"
)


def files(*rows, **columns: str) -> str:
    kinds = dict.fromkeys(("s", "t", *columns), "String")
    return grid("g", kinds, [[*map(str, row), *map(str, columns.values())] for row in rows])


def process(operation: str, settings: str = "") -> str:
    kind = f"<operation_type>{operation}</operation_type>"
    return step("f", "ProcessFiles", FIELDS + kind + settings)


def finished(*steps: str):
    done = run(ktr(*steps, step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    assert metrics(done, "d").read == 1
    return done


@pytest.fixture
def one(tmp_path):
    (tmp_path / "a.txt").write_text("new")
    return tmp_path / "a.txt", tmp_path / "b.txt"


@pytest.mark.parametrize(
    ("operation", "settings", "before", "after"),
    [
        ("copy", "", None, ("new", "new")),
        ("copy", "", "old", ("new", "old")),
        ("copy", "<overwritetargetfile>Y</overwritetargetfile>", "old", ("new", "new")),
        ("copy", "<simulate>Y</simulate>", None, ("new", None)),
        ("move", "", None, (None, "new")),
        ("move", "", "old", ("new", "old")),
        ("delete", "", None, (None, None)),
        ("delete", "<simulate>Y</simulate>", None, ("new", None)),
    ],
)
def test_files_are_copied_moved_and_deleted(one, operation, settings, before, after):
    if before:
        one[1].write_text(before)
    finished(files(one), process(operation, settings))
    assert [e.read_text() if e.exists() else None for e in one] == list(after)


def test_only_a_source_that_is_still_there_adds_its_target_to_the_result(one):
    added = "<addresultfilenames>Y</addresultfilenames>"
    done = finished(files(one), process("copy", added))
    assert [each.path for each in done.outcome.files] == [str(one[1])]
    one[1].unlink()
    assert finished(files(one), process("move", added)).outcome.files == []


def test_a_row_whose_file_is_not_there_takes_the_error_hop(one, tmp_path):
    rows = files(("", "x"), (tmp_path / "no", "x"), (tmp_path, "x"), (one[0], ""),
                 (one[0], tmp_path / "no" / "x"), one)  # fmt: skip
    steps = (rows, process("copy"), step("d", "Dummy"), text_output("bad", tmp_path / "bad"))
    hops = [("g", "f"), ("f", "d"), ("f", "bad")]
    done = run(ktr(*steps, hops=hops, extra=ERRORS))
    assert done.status == "Finished", done.log.text()
    said = [each.split("|")[2:] for each in rows_of(tmp_path / "bad")]
    starts = ["The source file name is empty", "Source file [", "Source [", "The target file name",
              "Parent folder ["]  # fmt: skip
    assert [a.startswith(b) for (a, _), b in zip(said, starts, strict=True)] == [True] * 5
    assert {code for _, code in said} == {"ProcessFiles001"}
    assert one[1].read_text() == "new"


def test_without_an_error_hop_the_first_bad_row_ends_the_run_after_those_before_it(one, tmp_path):
    done = run(ktr(files(one, (tmp_path / "no", "x"), (one[0], tmp_path / "c")), process("copy")))
    assert done.status == "Finished (with errors)"
    assert one[1].exists()
    assert not (tmp_path / "c").exists()


def test_folders_are_made_where_asked(one, tmp_path):
    make = "<createparentfolder>Y</createparentfolder>"
    finished(files((one[0], tmp_path / "x" / "y" / "b")), process("copy", make))
    assert (tmp_path / "x" / "y" / "b").read_text() == "new"


def pack(settings: str = "") -> str:
    return step("f", "ZipFile", FIELDS + settings)


def packed(path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_files_are_packed_and_an_archive_keeps_its_entries_only_where_asked(one, tmp_path):
    (tmp_path / "b.txt").write_text("b")
    archive = tmp_path / "z.zip"
    rows = files((one[0], archive), (one[1], archive))
    run(ktr(rows, pack()))
    assert packed(archive) == {"b.txt": "b"}
    run(ktr(rows, pack("<overwritezipentry>Y</overwritezipentry>")))
    assert packed(archive) == {"b.txt": "b", "a.txt": "new"}
    one[1].write_text("changed")
    run(ktr(rows, pack("<overwritezipentry>Y</overwritezipentry>")))
    assert packed(archive) == {"b.txt": "b", "a.txt": "new"}


@pytest.mark.parametrize(("base", "name"), [("", "{0}/a.txt"), ("{0}", "a.txt")])
def test_entries_have_their_folders_where_asked(one, tmp_path, base, name):
    settings = "<keepsourcefolder>Y</keepsourcefolder>"
    if base:
        settings += "<baseFolderField>base</baseFolderField>"
    rows = files((one[0], tmp_path / "z.zip"), base=base.format(tmp_path))
    finished(rows, pack(settings))
    assert list(packed(tmp_path / "z.zip")) == [name.format(tmp_path)]


def test_packed_files_are_deleted_or_moved(one, tmp_path):
    rows = files((one[0], tmp_path / "z.zip"), to=str(tmp_path / "done"))
    moved = "<operation_type>move</operation_type><movetofolderfield>to</movetofolderfield>"
    added = "<addresultfilenames>Y</addresultfilenames>"
    done = finished(rows, pack(moved + added))
    assert [each.path for each in done.outcome.files] == [str(tmp_path / "z.zip")]
    assert (tmp_path / "done" / "a.txt").read_text() == "new"
    rows = files((tmp_path / "done" / "a.txt", tmp_path / "z.zip"))
    finished(rows, pack("<operation_type>delete</operation_type>"))
    assert not (tmp_path / "done" / "a.txt").exists()


def recode(source: str, target: str) -> str:
    return step(
        "f", "ChangeFileEncoding",
        "<filenamefield>s</filenamefield><targetfilenamefield>t</targetfilenamefield>"
        f"<sourceencoding>{source}</sourceencoding><targetencoding>{target}</targetencoding>"
        "<addtargetresultfilenames>Y</addtargetresultfilenames>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "target", "before", "after"),
    [
        ("ISO-8859-1", "UTF-8", b"Zo\xeb\r\n", b"Zo\xc3\xab\r\n"),
        ("", "ISO-8859-1", b"Zo\xc3\xab \xe4\xb8\xad", b"Zo\xeb ?"),
        ("UTF-8", "UTF-16", b"a", b"\xfe\xff\0a"),
        ("UTF-16", "UTF-8", b"\0a", b"a"),
        ("UTF-16", "UTF-8", b"\xff\xfea\0", b"a"),
        ("UTF-8", "UTF-8", b"\xff", b"\xef\xbf\xbd"),
    ],
)
def test_files_are_written_in_another_encoding(one, source, target, before, after):
    one[0].write_bytes(before)
    done = finished(files(one), recode(source, target))
    assert one[1].read_bytes() == after
    assert [each.path for each in done.outcome.files] == [str(one[1])]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (step("f", "ProcessFiles"), "source files"),
        (step("f", "ZipFile", FIELDS + "<operation_type>move</operation_type>"), "move to"),
        (recode("", ""), "encoding to write"),
        (recode("none-such", "UTF-8"), "no encoding none-such"),
    ],
)
def test_settings_that_cannot_work_are_refused(one, wrong, said):
    with pytest.raises(PrepareError, match=said):
        run(ktr(files(one), wrong))
