"""TextFileInput: which lines are rows, how their fields are told apart, what is said of files."""

import base64
import zipfile

import pytest

from onedata_resources.kettle.engine.enclosed_fields import enclosed_fields
from onedata_resources.kettle.engine.outcome import ResultFile
from tests.unit.kettle.reading import fields, text_input
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

COLUMN = fields(("s", "String"))


def rows(tmp_path, content: str, settings: str, columns: str = COLUMN) -> list[str]:
    (tmp_path / "in.txt").write_text(content, newline="")
    source = text_input(tmp_path / "in.txt", columns, settings)
    source = source.replace(
        "<header>N</header>", "" if "<header>" in settings else "<header>N</header>"
    )
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


def line_filter(text: str, position: int = -1, last: str = "N", positive: str = "N") -> str:
    return (
        f"<filters><filter><filter_string>{text}</filter_string><filter_position>{position}"
        f"</filter_position><filter_is_last_line>{last}</filter_is_last_line>"
        f"<filter_is_positive>{positive}</filter_is_positive></filter></filters>"
    )


TEN = "".join(f"l{n}\n" for n in range(10))
CODED = "Base64: " + base64.b64encode(b"3").decode()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("<header>Y</header><nr_headerlines>2</nr_headerlines>", "23456789"),
        ("<footer>Y</footer><nr_footerlines>3</nr_footerlines>", "0123456"),
        (line_filter("3"), "012456789"),
        (line_filter(CODED), "012456789"),
        (line_filter("L3", 0), "012456789"),
        (line_filter("3", 0), "0123456789"),
        (line_filter("3", last="Y"), "012"),
        (line_filter("3", positive="Y"), "3"),
        ("<header>Y</header>" + line_filter("0"), "123456789"),
        ("<limit>3</limit>", "012"),
        ("<header>Y</header><limit>3</limit>", "12"),
        ("<layout_paged>Y</layout_paged><nr_lines_doc_header>1</nr_lines_doc_header><header>Y</header>"
         "<nr_headerlines>1</nr_headerlines><nr_lines_per_page>2</nr_lines_per_page>", "235689"),
        ("<layout_paged>Y</layout_paged><header>Y</header><footer>Y</footer>"
         "<nr_lines_per_page>2</nr_lines_per_page>", "12569"),
        ("<layout_paged>Y</layout_paged><header>N</header>"
         "<nr_lines_per_page>3</nr_lines_per_page>", "01245689"),
    ],
)  # fmt: skip
def test_lines_that_are_rows(tmp_path, settings, expected):
    assert rows(tmp_path, TEN, settings) == [f"l{n}" for n in expected]


@pytest.mark.parametrize(
    ("settings", "taken"),
    [
        ("", 10),
        ("<header>Y</header><nr_headerlines>2</nr_headerlines>", 10),
        ("<footer>Y</footer><nr_footerlines>3</nr_footerlines>", 8),
    ],
)
def test_the_lines_that_are_taken_are_counted_as_input(tmp_path, settings, taken):
    (tmp_path / "in.txt").write_text(TEN)
    source = text_input(tmp_path / "in.txt", COLUMN, settings).replace("<header>N</header>", "")
    done = run(ktr(source, step("d", "Dummy")))
    assert metrics(done, "in").input == taken


def test_wrapped_lines_are_one_row(tmp_path):
    wrapped = "<line_wrapped>Y</line_wrapped><nr_wraps>1</nr_wraps>"
    assert rows(tmp_path, TEN, wrapped)[:2] == ["l0l1", "l2l3"]


@pytest.mark.parametrize(
    ("content", "format", "expected"),
    [
        ("a\r\nb\r\n", "DOS", ["a", "b"]),
        ("a\rb\n", "Unix", ["a", "b"]),
        ("a\rb\n", "mixed", ["ab"]),
        ("a\r\nb", "mixed", ["a", "b"]),
    ],
)
def test_lines_end_by_the_format(tmp_path, content, format, expected):  # noqa: A002 - as in Kettle
    assert rows(tmp_path, content, f"<format>{format}</format>") == expected


def test_a_dos_file_with_unix_lines_fails(tmp_path):
    (tmp_path / "in.txt").write_text("a\nb\n")
    source = text_input(tmp_path / "in.txt", COLUMN, "<format>DOS</format>")
    done = run(ktr(source, step("d", "Dummy")))
    [problem] = done.log.problems
    assert "DOS format" in problem.en


@pytest.mark.parametrize(
    ("line", "escape", "expected"),
    [
        ('"a,b",c', "", ["a,b", "c"]),
        ('"a""b",c', "", ['a"b', "c"]),
        ('"a"x,c', "", ["a", "", "c"]),
        ("a\\,b,c", "\\", ["a,b", "c"]),
        ('"a\\"b",c', "\\", ['a"b', "c"]),
        ("a,", "", ["a", ""]),
        ("", "", [""]),
        ("a\\\\,b", "\\", ["a\\", "b"]),
    ],
)
def test_enclosed_and_escaped_fields(line, escape, expected):
    assert enclosed_fields(line, ",", '"', escape) == expected


def test_nulls_are_read_filled_and_repeated(tmp_path):
    columns = (
        "<fields><field><name>a</name><type>String</type><nullif>na</nullif><ifnull>x</ifnull></field>"
        "<field><name>b</name><type>String</type><repeat>Y</repeat></field></fields>"
    )
    found = rows(tmp_path, "1,p\nNA ,\n  ,  \n,q\n", "", columns)
    assert found == ["1|p", "x|p", "  |", "x|q"]


def test_fields_by_bytes_and_characters(tmp_path):
    (tmp_path / "in.txt").write_bytes("中ab\n".encode())
    columns = (
        "<fields><field><name>a</name><position>0</position><length>3</length></field>"
        "<field><name>b</name><position>3</position><length>2</length></field></fields>"
    )
    for length, expected in (("Bytes", ["中|ab"]), ("Characters", ["中ab|"])):
        source = text_input(
            tmp_path / "in.txt", columns, f"<encoding>UTF-8</encoding><length>{length}</length>"
        ).replace("<type>CSV</type>", "<type>Fixed</type>")
        out = "<fields><field><name>a</name></field><field><name>b</name></field></fields>"
        run(ktr(source, text_output("o", tmp_path / "o", out)))
        assert rows_of(tmp_path / "o") == expected


def test_files_come_from_a_step_with_its_fields(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(f"{name}\n")
    names = grid(
        "g", {"k": "Integer:0", "f": "String"}, [["1", f"{tmp_path}/a"], ["2", f"{tmp_path}/b"]]
    )
    accept = (
        "<accept_filenames>Y</accept_filenames><accept_field>f</accept_field>"
        "<accept_stepname>g</accept_stepname><passing_through_fields>Y</passing_through_fields>"
    )
    done = run(ktr(names, text_input("", COLUMN, accept), text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == [f"1|{tmp_path}/a|a", f"2|{tmp_path}/b|b"]
    assert ResultFile(f"{tmp_path}/a", origin="in") in done.outcome.files


def test_what_is_told_of_a_file_and_of_errors(tmp_path):
    (tmp_path / "in.txt").write_text("x,y\n1,2\n")
    settings = (
        "<error_ignored>Y</error_ignored><error_count_field>n</error_count_field>"
        "<error_fields_field>w</error_fields_field><error_text_field>t</error_text_field>"
        "<shortFileFieldName>short</shortFileFieldName><hiddenFieldName>h</hiddenFieldName>"
    )
    columns = fields(("a", "Integer:#"), ("b", "Integer:#"))
    source = text_input(tmp_path / "in.txt", columns, settings)
    out = "".join(
        f"<field><name>{n}</name><format>{m}</format></field>"
        for n, m in (("a", "0"), ("n", "0"), ("w", ""), ("short", ""), ("h", ""))
    )
    run(ktr(source, text_output("o", tmp_path / "o", f"<fields>{out}</fields>")))
    assert rows_of(tmp_path / "o") == ["|2|a\tb|in.txt|N", "1|0||in.txt|N"]


def test_a_zip_file_is_read_and_other_packings_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("x.txt", "a\n")
    source = text_input(tmp_path / "in.zip", COLUMN).replace(
        "<type>CSV</type>", "<type>CSV</type><compression>Zip</compression>"
    )
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["a"]
