"""Which encodings make sense of bytes, judged by the characters that each would have written.

Nearly every pair of bytes is some Chinese character in GB 18030, so that a file decodes proves
nothing. But texts are written with the common characters that each standard lists first, and bytes
of another encoding come out as any. A detector for all encodings was no help: charset-normalizer
3.5 takes short Big5 texts for Korean. Which one is tried when is in `decoding.py`.
"""

import codecs
import re
from collections.abc import Callable
from functools import cache

PLAUSIBLE = 0.9
"""The share of common characters from which a text is believed; ordinary texts have 0.97 and more,
their bytes in another encoding about half."""
SAMPLE = 20_000
"""So many foreign characters are judged; the rest of a text is in the same encoding."""
KOREAN_CHARACTERS = 12
"""So many different characters that are all Korean by chance stand in one of 500 Chinese texts."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SENSELESS = re.compile(
    "[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f-\\x9f\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufffd-\\uffff"
    "\\U000e0000-\\U0010ffff]"
)
_NEUTRAL = re.compile(
    "[\\x00-\\x7f·×÷°±\\u2000-\\u206f\\u20ac\\u2100-\\u27bf\\u3000-\\u303f\\uff01-\\uff60\\uffe0-\\uffe6]+"
)
_FOREIGN_RUN = re.compile("[^\\x00-\\x7f]{3}|[\\xa1-\\xbf]{2}")
_WESTERN_MARKS = frozenset("€‚„…†‡‰‹›‘’“”•–—™¡¢£¥§©«®°±²³´µ¶·º»¼½¾¿\u00a0")


def marked_encoding(data: bytes) -> str | None:
    """Return the encoding that a byte order mark at the beginning tells, if there is one."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def reading(data: bytes, encoding: str) -> str | None:
    """Return the text of the bytes in an encoding.

    None where they are none, or have control, private or unassigned characters.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _SENSELESS.search(text) else text


def readings(data: bytes) -> dict[str, tuple[str, float]]:
    """Return by encoding the text and the share of its characters that the encoding is used for.

    Korean bytes are common Chinese characters as well, but no Chinese text of some length is
    Korean throughout.
    """
    found: dict[str, tuple[str, float]] = {}
    for encoding, judge in _JUDGES.items():
        text = reading(data, encoding)
        if text is not None:
            found[encoding] = (text, judge(text))
    korean, share = found.get("cp949", ("", 0.0))
    if share >= PLAUSIBLE and len(set(_NEUTRAL.sub("", korean))) >= KOREAN_CHARACTERS:
        return {"cp949": found["cp949"]}
    return found


def share_in_use(data: bytes, encoding: str) -> float:
    """Return the share of characters that an encoding is used for; 0 where the bytes are none."""
    text, judge = reading(data, encoding), _JUDGES.get(encoding)
    return 0.0 if text is None or judge is None else judge(text)


def of_scripts_in(text: str) -> list[str]:
    """Return the encodings for whose scripts a text has the characters; none where it is ASCII."""
    return [
        name for name, judge in _JUDGES.items() if judge(text) >= PLAUSIBLE and not text.isascii()
    ]


def is_surely_utf8(text: str) -> bool:
    """Tell whether bytes that are UTF-8 can hardly be anything else.

    A few Chinese characters in GB 18030 can be UTF-8 too (小时 is Сʱ), but only of two bytes each.
    """
    foreign = [character for character in text[:SAMPLE] if not character.isascii()]
    return len(foreign) >= KOREAN_CHARACTERS or all(c <= "\u017f" or c >= "\u0800" for c in foreign)


def _listed(encoding: str, first: int, last: int) -> frozenset[str]:
    """Return the characters of some rows of a double-byte standard."""
    pairs = (bytes((row, cell)) for row in range(first, last + 1) for cell in range(0x40, 0xFF))
    listed = frozenset("".join(pair.decode(encoding, "ignore") for pair in pairs))
    return frozenset(each for each in listed if not each.isascii())


@cache
def _common() -> dict[str, frozenset[str]]:
    """Return the characters that the standards list first, those in common use."""
    kana = {chr(code) for code in range(0x3041, 0x30FF)}
    return {
        "simplified": _listed("gb2312", 0xB0, 0xD7),
        "traditional": _listed("big5", 0xA4, 0xC6),
        "japanese": _listed("euc_jp", 0xB0, 0xCF) | kana,
        "korean": _listed("euc_kr", 0xB0, 0xC8),
    }


def _in(script: str) -> Callable[[str], float]:
    """Return a judge: the share of a script's common characters, punctuation and ASCII aside."""

    def judge(text: str) -> float:
        foreign, common = _NEUTRAL.sub("", text)[:SAMPLE], _common()[script]
        return sum(c in common for c in foreign) / len(foreign) if foreign else 0.0

    return judge


def _simplified(text: str) -> float:
    """An English text typed on a Chinese keyboard has nothing but Chinese punctuation."""
    only_marks = not text.isascii() and not _NEUTRAL.sub("", text)
    return 1.0 if only_marks else _in("simplified")(text)


def _japanese(text: str) -> float:
    """A Japanese text has kana between its Chinese characters."""
    return _in("japanese")(text) if re.search("[\u3041-\u3096]", text) else 0.0


def _unicode(text: str) -> float:
    """Two bytes a character: nearly all ASCII, or common characters of one script."""
    plain = sum(map(str.isascii, text)) / len(text) if text else 0.0
    return max(plain, *(_in(script)(text) for script in _common()))


def _western(text: str) -> float:
    """Accents stand singly among ASCII letters, where the bytes of Chinese stand in rows."""
    foreign = [character for character in text if not character.isascii()][:SAMPLE]
    letters = sum(character.isascii() and character.isalpha() for character in text)
    if not foreign or _FOREIGN_RUN.search(text) or letters < 2 * len(foreign):
        return 0.0
    return sum(c.isalpha() or c in _WESTERN_MARKS for c in foreign) / len(foreign)


_JUDGES: dict[str, Callable[[str], float]] = {
    "gb18030": _simplified,
    "big5": _in("traditional"),
    "cp932": _japanese,
    "cp949": _in("korean"),
    "utf-16-le": _unicode,
    "utf-16-be": _unicode,
    "cp1252": _western,
}
