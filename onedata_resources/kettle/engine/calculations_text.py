"""Calculator's operations on texts. Files that texts name are read in `calculations_files.py`."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from onedata_resources.kettle.engine.calculations import Operand, Operation, Result
from onedata_resources.kettle.values.convert import elementwise
from onedata_resources.kettle.values.double_metaphone import double_metaphone
from onedata_resources.kettle.values.metaphone import metaphone
from onedata_resources.kettle.values.similarity import (
    coded,
    damerau_levenshtein,
    jaro,
    jaro_winkler,
    levenshtein,
    needleman_wunsch,
    pairwise,
)
from onedata_resources.kettle.values.soundex import refined_soundex, soundex
from onedata_resources.kettle.values.text_changes import (
    as_cdata,
    escape_html,
    escape_sql,
    escape_xml,
    initial_capitals,
    per_text,
    unescape_html,
    unescape_xml,
    without,
)
from onedata_resources.kettle.values.types import KettleType

K = KettleType
_PAIRS_OF_UNITS = "[\U00010000-\U0010ffff]"
_HEX = "[0-9A-Fa-f]*"


def _changed(function: Callable[[pl.Expr], pl.Expr]) -> Operation:
    def change(a: Operand) -> Result:
        return Result(function(a.plain), K.STRING)

    return change


def _each(function: Callable[[str], str | None]) -> Operation:
    """Return an operation that is computed once per distinct text."""
    return _changed(lambda text: per_text(text, function))


def _without(pattern: str) -> Operation:
    return _changed(lambda text: without(text, pattern))


def _length(a: Operand) -> Result:
    """Return how many UTF-16 units the text has."""
    text = a.plain
    units = text.str.len_chars() + text.str.count_matches(_PAIRS_OF_UNITS)
    return Result(units.fill_null(0).cast(pl.Int64), K.INTEGER)


def _hex_encoded(digits: int) -> Operation:
    """Return the operation that writes the low bits of each unit as that many digits."""

    def encode(text: str) -> str:
        data = text.encode("utf-16-be", "surrogatepass").hex().upper()
        return "".join(data[at + 4 - digits : at + 4] for at in range(0, len(data), 4))

    return lambda a: Result(per_text(a.text, encode), K.STRING)


def _hex_decoded(digits: int) -> Operation:
    """Return the operation that reads units of that many digits; zeros are put before."""

    def decode(text: str) -> str | None:
        padded = text.rjust(-(-len(text) // digits) * digits, "0")
        units = (padded[at : at + digits].rjust(4, "0") for at in range(0, len(padded), digits))
        return bytes.fromhex("".join(units)).decode("utf-16-be", "replace")

    def change(a: Operand) -> Result:
        valid = a.text.str.contains(f"^{_HEX}$")
        text = per_text(pl.when(valid).then(a.text), decode)
        return Result(text, K.STRING, valid.not_(), "it is no hexadecimal text")

    return change


def _measured(measure: Callable[[str, str], float], kind: KettleType) -> Operation:
    dtype = pl.Int64() if kind is K.INTEGER else pl.Float64()

    def compare(a: Operand, b: Operand) -> Result:
        pair = pl.struct(a.plain.alias("a"), b.plain.alias("b"))

        def kernel(pairs: pl.Series) -> pl.Series:
            one, other = pairs.struct.field("a"), pairs.struct.field("b")
            return pairwise(one, other, measure, dtype)

        return Result(elementwise(pair, kernel, dtype), kind)

    return compare


def _coded(code: Callable[[str], str | None]) -> Operation:
    return _changed(lambda text: elementwise(text, lambda each: coded(each, code), pl.String()))


TEXTS: dict[str, tuple[Operation, int]] = {
    "UPPER_CASE": (_changed(lambda text: text.str.to_uppercase()), 1),
    "LOWER_CASE": (_changed(lambda text: text.str.to_lowercase()), 1),
    "INIT_CAP": (_changed(initial_capitals), 1),
    "GET_ONLY_DIGITS": (_without(r"\D"), 1),
    "REMOVE_DIGITS": (_without(r"\d"), 1),
    "REMOVE_CR": (_without("\r"), 1),
    "REMOVE_LF": (_without("\n"), 1),
    "REMOVE_CRLF": (_without("[\r\n]"), 1),
    "REMOVE_TAB": (_without("\t"), 1),
    "MASK_XML": (_each(escape_xml), 1),
    "UNESCAPE_XML": (_each(unescape_xml), 1),
    "USE_CDATA": (_changed(as_cdata), 1),
    "ESCAPE_HTML": (_each(escape_html), 1),
    "UNESCAPE_HTML": (_each(unescape_html), 1),
    "ESCAPE_SQL": (_changed(escape_sql), 1),
    "BYTE_TO_HEX_ENCODE": (_hex_encoded(2), 1),
    "CHAR_TO_HEX_ENCODE": (_hex_encoded(4), 1),
    "HEX_TO_BYTE_DECODE": (_hex_decoded(2), 1),
    "HEX_TO_CHAR_DECODE": (_hex_decoded(4), 1),
    "METAPHONE": (_coded(metaphone), 1),
    "DOUBLE_METAPHONE": (_coded(double_metaphone), 1),
    "SOUNDEX": (_coded(soundex), 1),
    "REFINED_SOUNDEX": (_coded(refined_soundex), 1),
}
TEXT_NUMBERS: dict[str, tuple[Operation, int]] = {
    "STRING_LEN": (_length, 1),
    "LEVENSHTEIN_DISTANCE": (_measured(levenshtein, K.INTEGER), 2),
    "DAMERAU_LEVENSHTEIN": (_measured(damerau_levenshtein, K.INTEGER), 2),
    "NEEDLEMAN_WUNSH": (_measured(needleman_wunsch, K.INTEGER), 2),
}
TEXT_SHARES: dict[str, tuple[Operation, int]] = {
    "JARO": (_measured(jaro, K.NUMBER), 2),
    "JARO_WINKLER": (_measured(jaro_winkler, K.NUMBER), 2),
}
