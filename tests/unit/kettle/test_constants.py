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


def test_a_date_without_a_mask_is_read_as_java_writes_it_or_like_the_date_before(tmp_path):
    """One SimpleDateFormat reads them all; it begins with the short form of the locale."""
    named = [
        ("a", "", "1/2/19 3:04 PM"),
        ("b", "dd.MM.yyyy", "05.06.2020"),
        ("c", "", "07.08.2021"),
    ]
    fields = "".join(
        f"<field><name>{name}</name><type>Date</type><format>{mask}</format><nullif>{text}</nullif>"
        "</field>"
        for name, mask, text in named
    )
    source = grid("g", {"k": "Integer"}, [["1"]])
    constants = step("c", "Constant", f"<fields>{fields}</fields>")
    done = run(ktr(source, constants, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    dates = ["2019/01/02 15:04", "2020/06/05 00:00", "2021/08/07 00:00"]
    assert rows_of(tmp_path / "o") == ["|".join(["1", *(f"{each}:00.000" for each in dates)])]


def test_an_item_of_a_no_break_space_is_a_text(tmp_path):
    """To Java it is no white space, so the item is not empty."""
    done = run(ktr(grid("g", {"s": "String"}, [["\u00a0"]]), text_output("o", tmp_path / "o")))
    assert done.status == "Finished"
    assert (tmp_path / "o").read_text() == "s\n\u00a0\n"
