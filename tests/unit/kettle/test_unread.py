"""Bad values of files read lazily: the step that needs them rejects their rows, as in Kettle."""

import sqlite3

import pytest

from tests.unit.kettle.reading import csv_input, fields
from tests.unit.kettle.running import error_hop, ktr, metrics, rows_of, run, step, text_output

THROWN = "org.pentaho.di.core.exception.KettleValueException: "
CALCULATION = (
    "<calculation><field_name>r</field_name><calc_type>{}</calc_type><field_a>n</field_a>"
    "<field_b>{}</field_b><value_type>Number</value_type></calculation>"
)
TABLE = "<connection>db</connection><table>t</table><commit>100</commit>"
NEEDING = [
    ("Calculator", CALCULATION.format("ADD", "n"), "CALC001"),
    ("Calculator", CALCULATION.format("DIVIDE", "n"), "CALC001"),
    (
        "NumberRange",
        "<inputField>n</inputField><outputField>r</outputField><fallBackValue>u</fallBackValue>"
        "<rules><rule><lower_bound>0</lower_bound><upper_bound>9</upper_bound><value>v</value>"
        "</rule></rules>",
        "NumberRange001",
    ),
    (
        "IfNull",
        "<replaceAllByValue>5</replaceAllByValue><selectFields>N</selectFields>",
        "IFNULL001",
    ),
    (
        "CheckSum",
        "<checksumtype>MD5</checksumtype><resultfieldName>r</resultfieldName>"
        "<fields><field><name>n</name></field></fields>",
        "CheckSum001",
    ),
    (
        "RegexEval",
        "<script>.*</script><matcher>n</matcher><resultfieldname>r</resultfieldname>",
        "REGEX001",
    ),
    (
        "ScriptValueMod",
        "<jsScripts><jsScript><jsScript_type>0</jsScript_type><jsScript_name>s</jsScript_name>"
        "<jsScript_script>var r = n;</jsScript_script></jsScript></jsScripts><fields/>",
        "SCR-001",
    ),
    ("TableOutput", TABLE, "TOP001"),
]


def lazy(path, kind: str = "Number:0") -> str:
    columns = fields(("n", kind)).replace("</field>", "<group>,</group></field>")
    return csv_input(path, columns, "<lazy_conversion>Y</lazy_conversion>")


def after(tmp_path, source: str, kind: str, settings: str, url: str = ""):
    hop = error_hop("c", "e").replace("<nr_valuename>n<", "<nr_valuename><").replace(">why<", "><")
    xml = ktr(
        source, step("c", kind, settings), step("d", "Dummy"),
        text_output("e", tmp_path / "e"),
        hops=[("in", "c"), ("c", "d"), ("c", "e")], extra=hop,
    )  # fmt: skip
    return run(xml, connections={"db": url} if url else {})


@pytest.mark.parametrize(("kind", "settings", "code"), NEEDING)
def test_a_row_with_a_text_that_is_no_value_takes_the_error_hop(tmp_path, kind, settings, code):
    (tmp_path / "a").write_text("n\n7\nx\n8\n")
    sqlite3.connect(tmp_path / "db").execute("CREATE TABLE t (n REAL)").connection.commit()
    done = after(tmp_path, lazy(tmp_path / "a"), kind, settings, f"sqlite:///{tmp_path}/db")
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "e") == [f"x|{code}"]
    assert (metrics(done, "c").rejected, metrics(done, "c").written) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        (
            "Number:0",
            "x",
            "\nUnexpected conversion error while converting value [n String] to a Number\n\n"
            "n String : couldn't convert String to number \n\n"
            "n String : couldn't convert String to number : non-numeric character found at"
            " position 1 for value [x]\n\n\n",
        ),
        (
            "Date:yyyy-MM-dd",
            "2024-x",
            "\nn String : couldn't convert string [2024-x] to a date using format [yyyy-MM-dd]"
            " on offset location 5\n2024-x\n",
        ),
        (
            "Date:yyyy-MM-dd",
            "2024/01/02",
            "\nn String : couldn't convert string [2024/01/02] to a date using format [yyyy-MM-dd]"
            " on offset location 4\n2024/01/02\n",
        ),
        (
            "Date:yyyy-MM-dd",
            "2024-13-01",
            "\nn String : couldn't convert string [2024-13-01] to a date using format [yyyy-MM-dd]"
            " on offset location 10\n2024-13-01\n",
        ),
    ],
)
def test_the_error_hop_is_told_what_kettle_throws(tmp_path, kind, content, told):
    (tmp_path / "a").write_text(f"n\n{content}\n")
    out = "<fields><field><name>why</name></field></fields>"
    settings = CALCULATION.format("YEAR_OF_DATE" if "Date" in kind else "ADD", "n")
    xml = ktr(
        lazy(tmp_path / "a", kind), step("c", "Calculator", settings), step("d", "Dummy"),
        text_output("e", tmp_path / "e", out),
        hops=[("in", "c"), ("c", "d"), ("c", "e")], extra=error_hop("c", "e"),
    )  # fmt: skip
    done = run(xml)
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "e").read_text() == f"why\n{THROWN}{told}\n"


def test_a_script_reads_several_lazy_fields(tmp_path):
    (tmp_path / "a").write_text("a,b\n7,8\n")
    source = csv_input(
        tmp_path / "a", fields(("a", "Integer:0"), ("b", "Integer:0")),
        "<lazy_conversion>Y</lazy_conversion>",
    )  # fmt: skip
    script = (
        "<compatible>N</compatible><jsScripts><jsScript><jsScript_type>0</jsScript_type><jsScript_name>s</jsScript_name>"
        "<jsScript_script>var r = a + b;</jsScript_script></jsScript></jsScripts><fields><field>"
        "<name>r</name><rename/><type>Integer</type><length>-1</length><precision>-1</precision>"
        "<replace>N</replace></field></fields>"
    )
    xml = ktr(source, step("c", "ScriptValueMod", script), text_output("o", tmp_path / "o"))
    done = run(xml)
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["7|8|15"]
