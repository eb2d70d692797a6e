"""TextFileOutput: names, headers, parts, padding and packing of the files it writes."""

import gzip
import re
import zipfile

import pytest

from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, run, six, step

NAMES = "<separator>;</separator><enclosure>'</enclosure><format>UNIX</format>"
NAMES += "<enclosure_fix_disabled>N</enclosure_fix_disabled>"


def output(path, settings: str = "", file: str = "") -> str:
    return step("o", "TextFileOutput", f"{NAMES}{settings}<file><name>{path}</name>{file}</file>")


def written(tmp_path, settings: str = "", file: str = "", source: str = "") -> dict[str, str]:
    done = run(ktr(source or six(), output(tmp_path / "out" / "f", settings, file)))
    assert done.status == "Finished", done.log.text()
    return {each.name: each.read_bytes().decode() for each in sorted((tmp_path / "out").iterdir())}


@pytest.mark.parametrize(
    ("settings", "file", "expected"),
    [
        ("", "", {"f": "1\n2\n3\n4\n5\n6\n"}),
        ("<header>Y</header><footer>Y</footer>", "", {"f": "k\n1\n2\n3\n4\n5\n6\nk\n"}),
        ("<endedLine>end</endedLine>", "<extention>txt</extention>",
         {"f.txt": "1\n2\n3\n4\n5\n6\nend"}),
        ("<endedLine>${java.io.tmpdir}</endedLine>", "",
         {"f": "1\n2\n3\n4\n5\n6\n${java.io.tmpdir}"}),
        ("", "<splitevery>4</splitevery>", {"f_0": "1\n2\n3\n4\n", "f_1": "5\n6\n"}),
        ("<header>Y</header>", "<splitevery>4</splitevery>",
         {"f_0": "k\n1\n2\n3\n", "f_1": "k\n4\n5\n6\n"}),
        ("<header>Y</header><footer>Y</footer>", "<splitevery>4</splitevery>",
         {"f_0": "k\n1\n2\nk\n", "f_1": "k\n3\n4\nk\n", "f_2": "k\n5\n6\nk\n"}),
        ("", "<split>Y</split><haspartno>Y</haspartno>", {"f_0_null": "1\n2\n3\n4\n5\n6\n"}),
    ],
)  # fmt: skip
def test_lines_and_parts_follow_the_count_of_all_lines(tmp_path, settings, file, expected):
    assert written(tmp_path, settings, file) == expected


def test_dates_are_part_of_the_name(tmp_path):
    [name] = written(tmp_path, file="<add_date>Y</add_date><add_time>Y</add_time>")
    assert re.fullmatch(r"f_\d{8}_\d{6}", name)
    stamp = "<SpecifyFormat>Y</SpecifyFormat><date_time_format>yyyy</date_time_format>"
    names = written(tmp_path, file=stamp + "<add_date>Y</add_date>")
    assert any(re.fullmatch(r"f\d{4}", each) for each in names)


def test_a_zip_file_has_one_entry_with_the_extension(tmp_path):
    packed = "<compression>Zip</compression>"
    run(ktr(six(), output(tmp_path / "f", packed, "<extention>csv</extention>")))
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        assert archive.namelist() == ["f.csv"]
        assert archive.read("f.csv") == b"1\n2\n3\n4\n5\n6\n"


def test_gzip_comes_behind_the_extension_and_can_be_appended_to(tmp_path):
    packed, file = "<compression>GZip</compression>", "<extention>csv</extention><append>Y</append>"
    for _ in range(2):
        run(ktr(six(), output(tmp_path / "f", packed, file)))
    assert gzip.decompress((tmp_path / "f.csv.gz").read_bytes()) == b"1\n2\n3\n4\n5\n6\n" * 2


@pytest.mark.parametrize(("late", "first"), [("Y", "k\n1\n"), ("N", "1\n2\n")])
def test_a_file_that_is_opened_at_the_start_and_appended_to_gets_no_header(tmp_path, late, first):
    file = f"<append>Y</append><do_not_open_new_file_init>{late}</do_not_open_new_file_init>"
    assert written(tmp_path, "<header>Y</header>", file)["f"].startswith(first)
    assert written(tmp_path, "<header>Y</header>", file)["f"].count("k") == (late == "Y")


def test_no_file_without_rows_where_it_is_opened_late(tmp_path):
    empty = grid("g", {"k": "Integer:0"}, [])
    late = "<do_not_open_new_file_init>Y</do_not_open_new_file_init>"
    run(ktr(empty, output(tmp_path / "f", "<header>Y</header>", late)))
    assert not (tmp_path / "f").exists()
    run(ktr(empty, output(tmp_path / "f", "<header>Y</header>")))
    assert (tmp_path / "f").read_bytes() == b""


TEXTS = grid("g", {"s": "String", "n": "Number:0.00"}, [["a;b", "1.5"], ["", ""], ["it's", "-2"]])


@pytest.mark.parametrize(
    ("settings", "file", "expected"),
    [
        ("", "", "'a;b';1.50\n;\n'it''s';-2.00\n"),
        ("<enclosure_fix_disabled>Y</enclosure_fix_disabled>", "", "a;b;1.50\n;\nit's;-2.00\n"),
        ("<enclosure_forced>Y</enclosure_forced>", "", "'a;b';1.50\n;\n'it''s';-2.00\n"),
        ("", "<fast_dump>Y</fast_dump>", "'a;b';1.5\n;\n'it''s';-2.0\n"),
        ("<fields><field><name>n</name><format>0.0</format><length>6</length></field>"
         "<field><name>s</name><length>3</length></field></fields>", "<pad>Y</pad>",
         "1.5   ;'a;b'\n;   \n-2.0  ;'it''s'\n".replace("it''s", "it''")),
        ("<fields><field><name>s</name><nullif>-;-</nullif></field></fields>", "",
         "'a;b'\n'-;-'\n'it''s'\n"),
    ],
)  # fmt: skip
def test_fields_are_enclosed_padded_and_dumped(tmp_path, settings, file, expected):
    xml = output(tmp_path / "f", settings, file)
    if "enclosure_fix_disabled" in settings:
        xml = xml.replace("<enclosure_fix_disabled>N</enclosure_fix_disabled>", "")
    done = run(ktr(TEXTS, xml))
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "f").read_text() == expected


def test_rows_go_to_the_files_that_they_name(tmp_path):
    named = grid(
        "g", {"f": "String", "k": "Integer:0"}, [[f"{tmp_path}/{n % 2}", str(n)] for n in range(4)]
    )
    settings = (
        "<header>Y</header><fileNameInField>Y</fileNameInField><fileNameField>f</fileNameField>"
    )
    settings += "<fields><field><name>k</name><format>0</format></field></fields>"
    done = run(ktr(named, output("", settings, "<extention>txt</extention>")))
    assert (tmp_path / "0.txt").read_text() == "k\n0\n2\n"
    assert (tmp_path / "1.txt").read_text() == "k\n1\n3\n"
    assert metrics(done, "o").output == 6
    assert sorted(each.path for each in done.outcome.files) == [
        f"{tmp_path}/0.txt",
        f"{tmp_path}/1.txt",
    ]


def test_a_row_without_a_file_name_fails(tmp_path):
    named = grid("g", {"f": "String"}, [[""]])
    settings = "<fileNameInField>Y</fileNameInField><fileNameField>f</fileNameField>"
    assert run(ktr(named, output("", settings))).status == "Finished (with errors)"


def test_other_encodings_and_long_separators_are_written(tmp_path):
    source = grid("g", {"s": "String", "t": "String"}, [["中", "a||b"]])
    settings = "<separator>||</separator><enclosure>'</enclosure><format>DOS</format>"
    settings += "<enclosure_fix_disabled>N</enclosure_fix_disabled><encoding>GBK</encoding>"
    run(
        ktr(
            source, step("o", "TextFileOutput", f"{settings}<file><name>{tmp_path}/f</name></file>")
        )
    )
    assert (tmp_path / "f").read_bytes() == "中||'a||b'\r\n".encode("gbk")


def test_rows_of_many_sources_are_written_sorted_and_once(tmp_path):
    """Polars leaves chunks without rows behind its sort, which its `format` does not bear."""
    made = [
        step(
            name,
            "RowGenerator",
            f"<limit>1</limit><fields><field><name>a</name><type>String</type><nullif>{name}"
            f"</nullif></field><field><name>b</name><type>String</type>{value}<length>4</length></field></fields>",
        )
        for name, value in (
            ("g3", "<nullif>b;c</nullif>"),
            ("g1", ""),
            ("g2", "<nullif>b</nullif>"),
        )
    ]
    ordered = step("s", "SortRows", "<fields><field><name>a</name><ascending>Y</ascending>"
                   "<case_sensitive>N</case_sensitive></field></fields>")  # fmt: skip
    xml = ktr(
        *made,
        step("d", "Dummy"),
        ordered,
        step("u", "Unique", "<fields/>"),
        output(tmp_path / "f"),
        hops=[("g3", "d"), ("g1", "d"), ("g2", "d"), ("d", "s"), ("s", "u"), ("u", "o")],
    )
    done = run(xml)
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "f").read_text() == "g1;\ng2;b   \ng3;'b;c '\n"


@pytest.mark.parametrize(
    ("kinds", "rows", "expected"),
    [
        ({"k": "Integer:0"}, [["1"], [""], ["3"]], "k\n1\n\n3\n"),
        ({"k": "Integer:0", "s": "String"}, [["", "a;b"], ["", ""]], "k;s\n;'a;b'\n;\n"),
        (
            {"s": "String", "t": "String"},
            [["it's", 'a"b'], ["x", "y z"]],
            "s;t\n'it''s';a\"b\nx;y z\n",
        ),
    ],
)
def test_null_is_nothing_and_only_the_file_s_own_signs_enclose(tmp_path, kinds, rows, expected):
    assert written(tmp_path, "<header>Y</header>", source=grid("g", kinds, rows))["f"] == expected


def test_rows_without_a_sign_have_a_header_before_them(tmp_path):
    nothing = grid("g", {"s": "String"}, [[""], [""]])
    late = "<do_not_open_new_file_init>Y</do_not_open_new_file_init>"
    xml = output(tmp_path / "out", "<header>Y</header>", late).replace("UNIX", "NONE")
    done = run(ktr(nothing, xml))
    assert (tmp_path / "out").read_text() == "s"
    assert metrics(done, "o").output == 3


@pytest.mark.parametrize("rows", [6, 300_000])
def test_a_full_disk_fails_the_step_with_its_own_words(tmp_path, rows):
    (tmp_path / "out").symlink_to("/dev/full")
    many = step(
        "g", "RowGenerator",
        f"<limit>{rows}</limit><fields><field><name>s</name><type>String</type>"
        "<nullif>abc</nullif></field></fields>",
    )  # fmt: skip
    done = run(ktr(many, output(tmp_path / "out")))
    assert done.status == "Finished (with errors)"
    assert metrics(done, "o").errors == 1
    assert "No space left on device" in done.log.text()


def test_the_older_type_writes_the_same_and_runs_no_command_either(tmp_path):
    older = output(tmp_path / "f").replace(">TextFileOutput<", ">TextFileOutputLegacy<")
    assert run(ktr(six(), older)).status == "Finished"
    assert (tmp_path / "f").read_text() == "1\n2\n3\n4\n5\n6\n"
    command = older.replace("<file>", "<file><is_command>Y</is_command>")
    with pytest.raises(PrepareError, match="writing to a command"):
        run(ktr(six(), command))
