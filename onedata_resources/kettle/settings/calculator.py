"""Settings of Calculator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, type_named

CODES = frozenset(
    {"-", "CONSTANT", "COPY_FIELD", "NVL", "ADD", "ADD3", "SUBTRACT", "MULTIPLY", "DIVIDE",
     "SQUARE", "SQUARE_ROOT", "PERCENT_1", "PERCENT_2", "PERCENT_3", "COMBINATION_1",
     "COMBINATION_2", "REMAINDER", "ROUND_1", "ROUND_2", "ROUND_STD_1", "ROUND_STD_2",
     "ROUND_CUSTOM_1", "ROUND_CUSTOM_2", "CEIL", "FLOOR", "ABS", "ADD_DAYS", "ADD_HOURS",
     "ADD_MINUTES", "ADD_SECONDS", "ADD_MONTHS", "ADD_TIME_TO_DATE", "REMOVE_TIME_FROM_DATE",
     "YEAR_OF_DATE", "MONTH_OF_DATE", "DAY_OF_MONTH", "DAY_OF_YEAR", "DAY_OF_WEEK",
     "WEEK_OF_YEAR", "WEEK_OF_YEAR_ISO8601", "YEAR_OF_DATE_ISO8601", "QUARTER_OF_DATE",
     "HOUR_OF_DAY", "MINUTE_OF_HOUR", "SECOND_OF_MINUTE", "DATE_DIFF", "DATE_DIFF_HR",
     "DATE_DIFF_MN", "DATE_DIFF_SEC", "DATE_DIFF_MSEC", "DATE_WORKING_DIFF", "UPPER_CASE",
     "LOWER_CASE", "INIT_CAP", "GET_ONLY_DIGITS", "REMOVE_DIGITS", "REMOVE_CR", "REMOVE_LF",
     "REMOVE_CRLF", "REMOVE_TAB", "MASK_XML", "UNESCAPE_XML", "USE_CDATA", "ESCAPE_HTML",
     "UNESCAPE_HTML", "ESCAPE_SQL", "SUBSTITUTE_VARIABLE", "BYTE_TO_HEX_ENCODE",
     "HEX_TO_BYTE_DECODE", "CHAR_TO_HEX_ENCODE", "HEX_TO_CHAR_DECODE", "MD5", "SHA1", "CRC32",
     "ADLER32", "LOAD_FILE_CONTENT_BINARY", "GET_FILE_ENCODING", "CHECK_XML_FILE_WELL_FORMED",
     "CHECK_XML_WELL_FORMED", "STRING_LEN", "LEVENSHTEIN_DISTANCE", "DAMERAU_LEVENSHTEIN",
     "NEEDLEMAN_WUNSH", "JARO", "JARO_WINKLER", "METAPHONE", "DOUBLE_METAPHONE", "SOUNDEX",
     "REFINED_SOUNDEX"}
)  # fmt: skip
"""The operations that the engine has: all of Kettle 8.1."""
_OLD_MASKS = {KettleType.INTEGER: "0", KettleType.NUMBER: "0.0"}
"""Masks of results in files from before results had masks."""


@dataclass(frozen=True)
class Calculation:
    """One calculation: `code` of the operands into `field`; `typed` tells if a type is given."""

    field: Field
    code: str
    a: str
    b: str
    c: str
    typed: bool
    remove: bool


@dataclass(frozen=True)
class CalculatorSettings:
    """Calculations in order; later ones may use the results of earlier ones."""

    calculations: tuple[Calculation, ...]
    fail_without_file: bool = False

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        calculations = tuple(_calculation(each) for each in xml.items("calculation"))
        return cls(calculations, xml.flag("failIfNoFile"))


def _calculation(xml: StepXml) -> Calculation:
    code = xml.raw("calc_type", "-")
    if code not in CODES:
        raise SettingsError(f"the operation {code} is not supported", f"不支持运算 {code}")
    kind = type_named(xml.raw("value_type"))
    old = "" if xml.has("conversion_mask") or kind is None else _OLD_MASKS.get(kind, "")
    field = Field(
        name=xml.raw("field_name"),
        type=kind or KettleType.NUMBER,
        length=xml.number("value_length", -1),
        precision=xml.number("value_precision", -1),
        mask=xml.raw("conversion_mask") or old,
        decimal=xml.raw("decimal_symbol", "."),
        group=xml.raw("grouping_symbol", ","),
        currency=xml.raw("currency_symbol"),
    )
    return Calculation(
        field=field,
        code=code,
        a=xml.raw("field_a"),
        b=xml.raw("field_b"),
        c=xml.raw("field_c"),
        typed=kind is not None,
        remove=xml.flag("remove"),
    )


STEPS = {
    "Calculator": CalculatorSettings,
}
