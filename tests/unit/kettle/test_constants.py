"""The Constant step reads its values by Java's own rules."""

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def constant(kind: str, mask: str, text: str) -> str:
    field = f"<name>c</name><type>{kind}</type><format>{mask}</format><nullif>{text}</nullif>"
    return step("c", "Constant", f"<fields><field>{field}</field></fields>")


@pytest.mark.parametrize(
    ("kind", "mask", "text", "expected"),
    [
        ("Boolean", "", "true", "Y"),
        ("Boolean", "", "1", "N"),
        ("Boolean", "", "yes", "N"),
        ("Integer", "000", "+7", "7"),
        ("Number", "", "12abc", "12.0"),
        ("Number", "0.00", "1.5 %", "1.5"),
        ("BigNumber", "0.0", "+1.25", "1.25"),
        ("Date", "yyyy-MM-dd", "2024-02-30", "2024/03/01 00:00:00.000"),
        ("Timestamp", "dd.MM.yyyy", "2024-03-05 06:07:08.5", "2024/03/05 06:07:08.500000000"),
        ("String", "", "", ""),
    ],
)
def test_a_constant_is_read_as_java_reads_it(tmp_path, kind, mask, text, expected):
    source = grid("g", {"k": "Integer"}, [["1"]])
    done = run(ktr(source, constant(kind, mask, text), text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == [f"1|{expected}"]


@pytest.mark.parametrize(
    ("kind", "text"), [("Integer", "1,000"), ("Integer", "1.7"), ("Number", "x")]
)
def test_a_constant_that_is_no_number_fails(tmp_path, kind, text):
    source = grid("g", {"k": "Integer"}, [["1"]])
    done = run(ktr(source, constant(kind, "#,##0", text), text_output("o", tmp_path / "o")))
    assert done.status == "Finished (with errors)"
