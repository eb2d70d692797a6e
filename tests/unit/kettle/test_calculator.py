"""Calculator's operations beside those that a real Kettle was asked about."""

import hashlib
import zlib

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

COLUMNS = {
    "s": "String", "t": "String", "i": "Integer:0", "n": "Number:0.0###", "d": "Date:yyyy-MM-dd",
    "e": "Date:yyyy-MM-dd HH:mm:ss", "g": "BigNumber:0.00##", "h": "String", "m": "Integer:0",
    "x": "Integer:0", "y": "Integer:0",
}  # fmt: skip
ROW = ["Tom O'Neil <é>", "Tim", "7", "-2.5", "2024-03-01", "2024-03-08 12:00:00", "-1.25",
       "09:30", "6", "100000", "-100000"]  # fmt: skip


def calculations(*each):
    inner = ""
    for number, (code, fields, kind) in enumerate(each):
        names = "".join(
            f"<field_{letter}>{name}</field_{letter}>"
            for letter, name in zip("abc", fields, strict=False)
        )
        inner += (
            f"<calculation><field_name>r{number}</field_name><calc_type>{code}</calc_type>{names}"
            f"<value_type>{kind}</value_type><conversion_mask/></calculation>"
        )
    return step("c", "Calculator", inner)


def calculated(tmp_path, *each, row=ROW, **context):
    path = tmp_path / "o"
    texts = [value.replace("<", "&lt;") for value in row]
    finished = run(
        ktr(grid("g", COLUMNS, [texts]), calculations(*each), text_output("o", path)), **context
    )
    assert finished.status == "Finished"
    return rows_of(path)[0].split("|")[len(COLUMNS) :]


@pytest.mark.parametrize(
    ("code", "fields", "kind", "expected"),
    [
        ("INIT_CAP", "s", "String", "Tom O'Neil <É>"),
        ("MASK_XML", "s", "String", "Tom O&apos;Neil &lt;&#233;&gt;"),
        ("ESCAPE_HTML", "s", "String", "Tom O'Neil &lt;&eacute;&gt;"),
        ("ESCAPE_SQL", "s", "String", "Tom O''Neil <é>"),
        ("USE_CDATA", "t", "String", "<![CDATA[Tim]]>"),
        ("CHAR_TO_HEX_ENCODE", "t", "String", "00540069006D"),
        ("BYTE_TO_HEX_ENCODE", "t", "String", "54696D"),
        ("STRING_LEN", "s", "Integer", "14"),
        ("UPPER_CASE", "n", "String", "-2.5"),
        ("LEVENSHTEIN_DISTANCE", "st", "Integer", "12"),
        ("JARO", "tt", "Number", "1.0"),
        ("SOUNDEX", "t", "String", "T500"),
        ("ROUND_1", "n", "Number", "-2.0"),
        ("ROUND_STD_1", "n", "Number", "-3.0"),
        ("ROUND_2", "nx", "Number", "-2.5"),
        ("ROUND_STD_2", "ny", "Number", "-0.0"),
        ("ROUND_CUSTOM_1", "nm", "Number", "-2.0"),
        ("ROUND_CUSTOM_2", "gmm", "BigNumber", "-1.25"),
        ("REMAINDER", "im", "Integer", "1"),
        ("REMAINDER", "nm", "Number", "-2.5"),
        ("DATE_WORKING_DIFF", "ed", "Integer", "6"),
        ("DATE_WORKING_DIFF", "de", "Integer", "-6"),
        ("DATE_WORKING_DIFF", "dd", "Integer", "1"),
        ("DATE_DIFF", "ed", "Integer", "7"),
        ("ADD3", "iii", "Integer", "21"),
        ("CHECK_XML_WELL_FORMED", "s", "Boolean", "N"),
        ("ABS", "g", "BigNumber", "1.25"),
    ],
)
def test_an_operation_gives_what_kettle_gives(tmp_path, code, fields, kind, expected):
    [shown] = calculated(tmp_path, (code, list(fields), kind))
    assert shown.strip() == expected


@pytest.mark.parametrize(
    ("code", "given", "kind", "expected"),
    [
        ("ADD", [("String", "John"), ("String", " Smith ")], "String", "John Smith "),
        ("ADD3", [("Integer", "1"), ("String", "2"), ("Integer", "3")], "String", "6"),
        ("DIVIDE", [("BigNumber", "10"), ("BigNumber", "3")], "BigNumber", "3.333333333333333"),
        ("DIVIDE", [("BigNumber", "2"), ("BigNumber", "3")], "BigNumber", "0.6666666666666667"),
        ("MULTIPLY", [("BigNumber", "123456789.123456789"), ("BigNumber", "2")], "BigNumber",
         "246913578.2469136"),
        ("PERCENT_1", [("BigNumber", "1"), ("BigNumber", "7")], "BigNumber", "14.28571428571429"),
        ("COMBINATION_1", [("Number", "1"), ("Integer", "3"), ("Number", "0.5")], "Number", "2.5"),
    ],
)  # fmt: skip
def test_sums_and_products_are_those_of_the_type_of_the_first_field(
    tmp_path, code, given, kind, expected
):
    columns = {name: of_kind for name, (of_kind, _) in zip("abc", given, strict=False)}
    source = grid("g", columns, [[value for _, value in given]])
    xml = ktr(source, calculations((code, columns, kind)), text_output("o", tmp_path / "o"))
    assert run(xml).status == "Finished"
    assert rows_of(tmp_path / "o")[0].split("|")[-1] == expected


@pytest.mark.parametrize(
    ("code", "fields", "mask", "expected"),
    [
        ("ADD_DAYS", "dm", "dd.MM.yyyy", "07.03.2024"),
        ("MULTIPLY", "nm", "000.00", "-015.00"),
        ("COPY_FIELD", "d", "yyyy", "2024"),
        ("YEAR_OF_DATE", "d", "#,##0", "2,024"),
    ],
)
def test_a_result_becomes_text_with_the_mask_of_the_calculation(
    tmp_path, code, fields, mask, expected
):
    masked = f"<conversion_mask>{mask}</conversion_mask>"
    xml = calculations((code, fields, "String")).replace("<conversion_mask/>", masked)
    run(ktr(grid("g", COLUMNS, [["", "", *ROW[2:]]]), xml, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o")[0].split("|")[-1] == expected


def test_hexadecimal_texts_are_read_back(tmp_path):
    shown = calculated(tmp_path, ("CHAR_TO_HEX_ENCODE", ["s"], "String"),
                       ("HEX_TO_CHAR_DECODE", ["r0"], "String"),
                       ("BYTE_TO_HEX_ENCODE", ["t"], "String"),
                       ("HEX_TO_BYTE_DECODE", ["r2"], "String"))  # fmt: skip
    assert [shown[1], shown[3]] == [ROW[0], ROW[1]]


def test_escaped_texts_are_read_back(tmp_path):
    for escape, unescape in (("MASK_XML", "UNESCAPE_XML"), ("ESCAPE_HTML", "UNESCAPE_HTML")):
        shown = calculated(tmp_path, (escape, ["s"], "String"), (unescape, ["r0"], "String"))
        assert shown[1] == ROW[0]


def test_a_time_is_added_to_a_date_with_its_mask(tmp_path):
    row = [*ROW[:1], "HH:mm", *ROW[2:]]
    [shown] = calculated(tmp_path, ("ADD_TIME_TO_DATE", ["d", "h", "t"], "Date"), row=row)
    assert shown == "2024/03/01 09:30:00.000"


def test_variables_in_a_text_are_replaced(tmp_path):
    row = ["${WHO}", *ROW[1:]]
    [shown] = calculated(
        tmp_path, ("SUBSTITUTE_VARIABLE", ["s"], "String"), row=row, variables={"WHO": "me"}
    )
    assert shown == "me"


def test_checksums_are_those_of_the_file_that_a_text_names(tmp_path):
    data, path = b"<a>text</a>", tmp_path / "data.xml"
    path.write_bytes(data)
    row = [str(path), str(tmp_path / "none"), *ROW[2:]]
    codes = ["MD5", "SHA1", "CRC32", "ADLER32", "CHECK_XML_FILE_WELL_FORMED", "GET_FILE_ENCODING"]
    kinds = ["String", "String", "Integer", "Integer", "Boolean", "String"]
    shown = calculated(
        tmp_path, *((c, [f], k) for f in "st" for c, k in zip(codes, kinds, strict=True)), row=row
    )
    sums = [hashlib.md5(data).hexdigest(), hashlib.sha1(data).hexdigest()]
    assert shown[:6] == [*sums, str(zlib.crc32(data)), str(zlib.adler32(data)), "Y", "UTF-8"]
    assert shown[6:] == ["", "", "0", "0", "N", ""]


def test_a_missing_file_fails_only_where_the_step_says_so(tmp_path):
    broken = calculations(("MD5", ["t"], "String")).replace(
        "<calculation>", "<failIfNoFile>Y</failIfNoFile><calculation>"
    )
    xml = ktr(grid("g", COLUMNS, [["x", "/no/file", *ROW[2:]]]), broken)
    assert run(xml).status == "Finished (with errors)"


def test_old_files_without_masks_get_kettles_own(tmp_path):
    old = calculations(("DIVIDE", ["i", "m"], "Integer"), ("SQUARE", ["n"], "Number"))
    path = tmp_path / "o"
    xml = ktr(
        grid("g", COLUMNS, [["x", *ROW[1:]]]),
        old.replace("<conversion_mask/>", ""),
        text_output("o", path),
    )
    run(xml)
    assert rows_of(path)[0].split("|")[-2:] == ["1", "6.2"]


@pytest.mark.parametrize(
    ("code", "fields", "kind", "expected"),
    [
        ("ADD", "st", "String", "Tim"),
        ("ADD", "ts", "String", "Tim"),
        ("ADD", "is", "String", "7"),
        ("ADD3", "tst", "String", "TimTim"),
        ("USE_CDATA", "s", "String", "<![CDATA[]]>"),
        ("LEVENSHTEIN_DISTANCE", "st", "Integer", "3"),
        ("NVL", "st", "String", ""),
        ("STRING_LEN", "s", "Integer", "0"),
    ],
)
def test_an_empty_text_is_no_null(tmp_path, code, fields, kind, expected):
    row = [" ", *ROW[1:]]  # a data grid makes an empty text of a blank
    [result] = calculated(tmp_path, (code, fields, kind), row=row)
    assert result == expected
