"""Text files to text, whichever of the encodings used for Chinese and English they are in.

What makes an encoding plausible is in `encodings.py`.
"""

import codecs
import re

from onedata_assets.domain.knowledge.elements import DocumentError
from onedata_assets.domain.knowledge.encodings import (
    PLAUSIBLE,
    is_surely_utf8,
    marked_encoding,
    reading,
    readings,
)

_DECLARED = re.compile(
    rb"<meta[^>]+charset=[\"']?([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE
)
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5hkscs": "big5",
}
"""Pages say the name of a smaller set than they are written in; browsers read them so too."""
DECLARED_PLAUSIBLE = 0.5
"""The share of common characters from which a declaration is believed that nothing contradicts."""


def decode(data: bytes) -> str:
    """Return the text: by its byte order mark, as UTF-8, or in the one encoding that makes sense.

    A page's declaration decides between several, and stands for encodings that are not looked
    for; where it makes no sense of the bytes it is passed over, because pages often declare what
    they are not.

    Raises:
        DocumentError: None makes sense, or several do.
    """
    text = _unicode(data)
    if text is None:
        text = _by_sense(data, _declared(data))
    if text is None:
        raise DocumentError(
            "encoding",
            "it is not told in which encoding the text is written; save it as UTF-8",
            "无法确定文本的编码；请另存为 UTF-8",
        )
    return text


def _unicode(data: bytes) -> str | None:
    marked = marked_encoding(data)
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError:
        return None
    return text if "\0" not in text and (marked or is_surely_utf8(text)) else None


def _by_sense(data: bytes, declared: str | None) -> str | None:
    """Return the text in the declared encoding where it is plausible, else in the only one that is.

    Bytes of a few characters that are UTF-8 as well are that where nothing else is plausible.
    """
    found = readings(data)
    plausible = {name: text for name, (text, share) in found.items() if share >= PLAUSIBLE}
    if declared in plausible or len(plausible) == 1:
        return plausible.get(declared or "") or next(iter(plausible.values()))
    if plausible or declared is None:
        return None if plausible else reading(data, "utf-8")
    if declared not in found:
        return reading(data, declared)
    text, share = found[declared]
    return text if share >= DECLARED_PLAUSIBLE else None


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page declares; None for none, or none that Python can decode."""
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    try:
        name = codecs.lookup((match.group(1) or match.group(2)).decode()).name
        "".encode(name)
    except (LookupError, UnicodeError):
        return None
    return _MEANT.get(name, name)
