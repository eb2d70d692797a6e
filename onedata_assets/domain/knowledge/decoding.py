"""Text files to text, whichever of the encodings used for Chinese and English they are in."""

import codecs
import re

from onedata_assets.domain.knowledge.elements import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_FALLBACKS = ("utf-8", "gb18030")


def decode(data: bytes) -> str:
    """Return the text: by its byte order mark, by the page's declaration, as UTF-8 or GB 18030.

    Raises:
        DocumentError: None of them fits.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DocumentError(
        "encoding",
        "the text is neither UTF-8, UTF-16 nor GB 18030; save it as UTF-8",
        "文本不是 UTF-8、UTF-16 或 GB 18030 编码；请另存为 UTF-8",
    )


def _candidates(data: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [encoding]
    declared = _DECLARED.search(data[:4096])
    name = declared.group(1).decode() if declared else ""
    return [*([name] if _is_known(name) else []), *_FALLBACKS]


def _is_known(name: str) -> bool:
    try:
        return bool(name) and codecs.lookup(name) is not None
    except LookupError:
        return False
