r"""Java's character classes in the words that Rust's engine and Python's `regex` module share.

Rust has no blocks (`\p{InGreek}`); those are marked. The patterns around the classes are read in
`java_regex_syntax.py`.
"""

from __future__ import annotations

import re

TERMINATORS = "\\n\\r\\x85\u2028\u2029"
PREDEFINED = {
    "d": "[0-9]", "D": "[^0-9]",
    "w": "[A-Za-z0-9_]", "W": "[^A-Za-z0-9_]",
    "s": r"[\x20\t\n\x0b\f\r]", "S": r"[^\x20\t\n\x0b\f\r]",
    "h": "[\\x20\\t\\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]",
    "H": "[^\\x20\\t\\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]",
    "v": "[\\n\\x0b\\f\\r\\x85\u2028\u2029]", "V": "[^\\n\\x0b\\f\\r\\x85\u2028\u2029]",
}  # fmt: skip
UNICODE_PREDEFINED = {
    "d": r"\p{Nd}", "D": r"\P{Nd}",
    "w": r"[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]", "W": r"[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]",
    "s": r"\p{White_Space}", "S": r"\P{White_Space}",
}  # fmt: skip
_POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7f", "Alpha": "A-Za-z", "Digit": "0-9",
    "Alnum": "A-Za-z0-9", "Punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "Graph": r"\x21-\x7e", "Print": r"\x20-\x7e", "Blank": r"\x20\t", "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9A-Fa-f", "Space": r"\x20\t\n\x0b\f\r",
}  # fmt: skip
_UNICODE_POSIX = {
    "Lower": r"\p{Lowercase}", "Upper": r"\p{Uppercase}", "Alpha": r"\p{Alphabetic}",
    "Digit": r"\p{Nd}", "Alnum": r"\p{Alphabetic}\p{Nd}", "Punct": r"\p{P}",
    "Space": r"\p{White_Space}", "Blank": r"\p{Zs}\t", "Cntrl": r"\p{Cc}",
    "Graph": r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co}",
    "Print": r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co}\p{Zs}",
    "XDigit": r"\p{Nd}\p{Hex_Digit}",
}  # fmt: skip
_JAVA = {
    "javaLowerCase": r"\p{Lowercase}", "javaUpperCase": r"\p{Uppercase}",
    "javaLetter": r"\p{L}", "javaLetterOrDigit": r"\p{L}\p{Nd}", "javaDigit": r"\p{Nd}",
    "javaAlphabetic": r"\p{Alphabetic}", "javaTitleCase": r"\p{Lt}",
    "javaSpaceChar": r"\p{Z}", "javaISOControl": r"\p{Cc}", "javaIdeographic": r"\p{Ideographic}",
    "javaWhitespace": "\\t-\\r\\x1c-\\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000",
    "javaDefined": r"\P{Cn}", "L1": r"\x00-\xff", "all": "\\x00-\U0010ffff", "LC": r"\p{LC}",
    "LD": r"\p{L}\p{Nd}",
}  # fmt: skip
_BINARY = {
    "alphabetic": r"\p{Alphabetic}", "ideographic": r"\p{Ideographic}", "letter": r"\p{L}",
    "lowercase": r"\p{Lowercase}", "uppercase": r"\p{Uppercase}", "titlecase": r"\p{Lt}",
    "punctuation": r"\p{P}", "control": r"\p{Cc}", "whitespace": r"\p{White_Space}",
    "white_space": r"\p{White_Space}", "digit": r"\p{Nd}", "hexdigit": r"\p{Hex_Digit}",
    "hex_digit": r"\p{Hex_Digit}", "joincontrol": r"\p{Join_Control}",
    "join_control": r"\p{Join_Control}", "assigned": r"\P{Cn}",
}  # fmt: skip
_CATEGORY = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfnos]?")
ONLY_PYTHON = ("\\p{In", "\\p{LC}")
"""Properties that Rust's engine does not have."""


def property_set(name: str, *, unicode: bool) -> str | None:
    r"""Return the items of a set that hold what `\p{name}` holds, or None for an unknown name."""
    for known in (_UNICODE_POSIX if unicode else {}, _POSIX, _JAVA):
        if name in known:
            return known[name]
    key, equals, value = name.partition("=")
    if equals:
        return _keyed(key.lower(), value)
    if name.startswith("In") or _CATEGORY.fullmatch(name):
        return rf"\p{{{name}}}"
    return _named(name[2:]) if name.startswith("Is") else None


def _named(name: str) -> str:
    if _CATEGORY.fullmatch(name):
        return rf"\p{{{name}}}"
    return _BINARY.get(name.lower(), rf"\p{{Script={name}}}")


def _keyed(key: str, value: str) -> str | None:
    if key in {"script", "sc"}:
        return rf"\p{{Script={value}}}"
    if key in {"block", "blk"}:
        return rf"\p{{In{value}}}"
    return rf"\p{{{value}}}" if key in {"general_category", "gc"} else None
