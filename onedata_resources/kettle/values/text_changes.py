"""Changes of texts that several steps share: capitals, escapes, padding, removed characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import codepoint2name, name2codepoint

import polars as pl

from onedata_resources.kettle.values.convert import valuewise

_XML_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_XML_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_HTML_NAMES = {chr(code): f"&{name};" for code, name in codepoint2name.items()}
_HTML_CHARACTERS = {name: chr(code) for name, code in name2codepoint.items()}
_ENTITY = re.compile(r"&(#[xX][0-9a-fA-F]+|#\d+|\w+);")


def per_text(text: pl.Expr, function: Callable[[str], str | None]) -> pl.Expr:
    """Return the text through a function that is called once per distinct text."""
    return valuewise(text, lambda each: function(str(each)), pl.String())


def initial_capitals(text: pl.Expr) -> pl.Expr:
    """Return each word with a capital; all but letters, digits and `_` end a word."""
    return per_text(text, init_cap)


def init_cap(text: str) -> str:
    """Return the text with each word's first letter in capitals, the others in small letters."""
    return re.sub(r"\w+", lambda word: word[0][:1].upper() + word[0][1:].lower(), text)


def _escaped(text: str, names: dict[str, str]) -> str:
    """Return the text with names for signs and numbers, one per UTF-16 unit, past ASCII."""
    parts = []
    for character in text:
        if character in names:
            parts.append(names[character])
        elif ord(character) < 128:
            parts.append(character)
        else:
            units = character.encode("utf-16-be", "surrogatepass")
            parts += [
                f"&#{int.from_bytes(units[at : at + 2], 'big')};" for at in range(0, len(units), 2)
            ]
    return "".join(parts)


def escape_xml(text: str) -> str:
    """Return the text as it stands in XML; é is `&#233;`."""
    return _escaped(text, _XML_NAMES)


def escape_html(text: str) -> str:
    """Return the text as it stands in HTML 4; é is `&eacute;`."""
    return _escaped(text, _HTML_NAMES)


def _unescaped(text: str, characters: dict[str, str]) -> str:
    def character(found: re.Match[str]) -> str:
        name = found[1]
        if name[0] != "#":
            return characters.get(name, found[0])
        code = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
        return chr(code) if code <= 0xFFFF else found[0]

    text = _ENTITY.sub(character, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def unescape_xml(text: str) -> str:
    """Return the text that XML's names and numbers stand for."""
    return _unescaped(text, _XML_CHARACTERS)


def unescape_html(text: str) -> str:
    """Return the text that HTML 4's names and numbers stand for."""
    return _unescaped(text, _HTML_CHARACTERS)


def escape_sql(text: pl.Expr) -> pl.Expr:
    """Return the text with single quotes doubled."""
    return text.str.replace_all("'", "''", literal=True)


def as_cdata(text: pl.Expr) -> pl.Expr:
    """Return the text inside a CDATA section."""
    return pl.concat_str([pl.lit("<![CDATA["), text, pl.lit("]]>")])


def without(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return the text without what the pattern matches."""
    return text.str.replace_all(pattern, "")


def padded(text: pl.Expr, filler: str, length: int, *, left: bool) -> pl.Expr:
    """Return the text filled up to the length with the filler, which is cut where it must be."""
    if not filler or length <= 0:
        return text
    fill = filler * (length // len(filler) + 1)
    missing = (pl.lit(length) - text.str.len_chars().cast(pl.Int64)).clip(0, length)
    more = pl.lit(fill).str.slice(0, missing)
    return pl.concat_str([more, text] if left else [text, more])
