"""What error rows tell of texts that are no value of a type: the messages of Java's exceptions."""

import polars as pl
import pytest

from onedata_resources.kettle.values.convert import convert
from onedata_resources.kettle.values.refusals import refusal
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle.running import grid, ktr, run, step, text_output

K = KettleType


def told(text, kind, **field):
    frame = pl.DataFrame({"t": [text]})
    return frame.select(refusal(pl.col("t"), Field("a", **field), kind)).item()


@pytest.mark.parametrize(
    ("text", "field", "place"),
    [
        ("x2", {}, 1),
        ("12x", {}, 3),
        ("1,000x", {}, 6),
        ("1,x", {}, 2),
        ("1.2.3", {}, 4),
        ("1,5", {"mask": "0.0"}, 2),
        ("1.5", {"decimal": ",", "group": ".", "mask": "#.##"}, 2),
        ("-", {}, 1),
        ("7 ", {}, 2),
    ],
)
def test_the_place_is_that_where_javas_decimal_format_stops(text, field, place):
    """DecimalFormat.parse takes signs for groups between digits, where the mask has any."""
    assert f"found at position {place} for value [{text}]" in told(text, K.INTEGER, **field)


def test_each_cause_stands_in_lines_of_its_own():
    """KettleException.getMessage: a line end, the words, a line end, and then its cause's."""
    assert told("x", K.NUMBER, length=4) == (
        "\nUnexpected conversion error while converting value [a String(4)] to a Number\n"
        "\na String(4) : couldn't convert String to number \n"
        "\na String(4) : couldn't convert String to number : non-numeric character found at"
        " position 1 for value [x]\n\n\n"
    )
    assert told("x", K.BIG_NUMBER) == (
        "\nUnexpected conversion error while converting value [a String] to a BigNumber\n"
        "\na String : couldn't convert string value 'x' to a big number.\n\n"
    )


@pytest.mark.parametrize(
    ("text", "mask", "place"),
    [
        ("x", "", 0),
        ("2020-01-02", "", 4),
        ("2020-1x", "yyyy-MM-dd", 6),
        ("2020-13-01", "yyyy-MM-dd", 10),
        ("01 Fob 2020", "dd MMM yyyy", 3),
    ],
)
def test_a_date_tells_where_its_text_leaves_the_mask(text, mask, place):
    """SimpleDateFormat's error index: the part that fails, or the end where no part does."""
    shown = mask or "yyyy/MM/dd HH:mm:ss.SSS"
    assert told(text, K.DATE, mask=mask) == (
        f"\na String : couldn't convert string [{text}] to a date using format [{shown}] on offset"
        f" location {place}\n{text}\n"
    )


INNER = (
    "\nUnexpected conversion error while converting value [s String] to an Integer\n"
    "\ns String : couldn't convert String to Integer\n"
    "\ns String : couldn't convert String to number : non-numeric character found at position 1"
    " for value [x]\n\n\n"
)
THROWN = f"org.pentaho.di.core.exception.KettleValueException: {INNER}"
META = "<fields><meta><name>s</name><rename>s</rename><type>Integer</type></meta></fields>"
GROUP = "<fields><field><name>s</name><type>Integer</type></field></fields>"
REGEX = (
    f"<script>(.*)</script><matcher>s</matcher><allowcapturegroups>Y</allowcapturegroups>{GROUP}"
)
RANGE = "<inputField>s</inputField><outputField>r</outputField>"


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("SelectValues", META, f"\n{INNER}\n"),
        ("RegexEval", REGEX, THROWN),
        (
            "NumberRange",
            RANGE,
            THROWN.replace("an Integer", "a Number").replace("to Integer", "to number "),
        ),
    ],
)
def test_a_step_puts_the_message_into_its_error_rows(tmp_path, kind, settings, expected):
    error = "<step_error_handling><error><source_step>c</source_step><target_step>e</target_step><is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename></error></step_error_handling>"  # noqa: E501
    xml = ktr(
        grid("g", {"s": "String"}, [["x"]]), step("c", kind, settings),
        text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e"),
        hops=[("g", "c"), ("c", "o"), ("c", "e")], extra=error,
    )  # fmt: skip
    assert run(xml).status == "Finished"
    assert (tmp_path / "e").read_text() == f"s|d\nx|{expected}\n"


@pytest.mark.parametrize("kind", ["SetValueConstant", "IfNull"])
def test_a_constant_that_does_not_fit_is_told_with_every_row(tmp_path, kind):
    error = "<step_error_handling><error><source_step>c</source_step><target_step>e</target_step><is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename></error></step_error_handling>"  # noqa: E501
    settings = (
        "<selectFields>Y</selectFields><fields><field><name>s</name><value>x</value></field>"
        "</fields>"
    )
    xml = ktr(
        grid("g", {"k": "Integer:0", "s": "Integer"}, [["1", ""]]), step("c", kind, settings),
        text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e"),
        hops=[("g", "c"), ("c", "o"), ("c", "e")], extra=error,
    )  # fmt: skip
    assert run(xml).status == "Finished"
    assert (tmp_path / "e").read_text() == f"k|s|d\n1||{THROWN}\n"


FORM = "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x", FORM),
        ("2024-01-02", FORM),
        ("2024-13-02 00:00:00", FORM),
        ("24-01-02 00:00:00", FORM),
        ("2024-01-02 00:00:", FORM),
        ("2024-01-02 00:00:00.x", FORM),
        ("2024-01-02 00:00:00.1234567890", FORM),
        ("2024-ab-02 00:00:00", 'For input string: "ab"'),
        ("2024-01-02 00:zz:00", 'For input string: "zz"'),
        ("2024-01-02 00::00", 'For input string: ""'),
        ("2024-01-02 00:00:00.1x", 'For input string: "1x0000000"'),
        ("2024-1-2  1:2:3", 'For input string: " 1"'),
    ],
)
def test_a_timestamp_is_refused_in_its_own_words(text, why):
    assert told(text, K.TIMESTAMP, mask="yyyy/MM/dd") == (
        f"\na Timestamp : couldn't convert string [{text}] to a timestamp,"
        f" expecting format [yyyy-mm-dd hh:mm:ss.ffffff]\n{why}\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024/05/06", "2024-05-06 00:00:00"),
        ("2024-05-06 07:08:09", "2024-05-06 07:08:09"),
        (" 2024-5-6 7:8:9.25 ", "2024-05-06 07:08:09.250000"),
        ("2024-02-31 25:00:00", "2024-03-03 01:00:00"),
        ("2024-05-06 07:08", None),
    ],
)
def test_a_timestamp_as_sql_writes_it_is_read_whatever_the_mask(text, expected):
    source = Field("a", mask="yyyy/MM/dd", lenient_dates=False)
    frame = pl.DataFrame({"a": [text]})
    [moment] = frame.select(convert(pl.col("a"), source, K.TIMESTAMP)).to_series()
    assert (moment and str(moment)) == expected
