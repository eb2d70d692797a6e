"""The form in which Carte sends a log: gzip in base64 inside a literal CDATA mark."""

import base64
import gzip
import zlib


def pack(lines: list[str]) -> str:
    """Return the lines gzipped, in base64 of 76 characters a line, inside a literal CDATA mark."""
    text = "".join(f"{line}\n" for line in lines)
    packed = base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), 6, mtime=0)).decode()
    wrapped = "".join(f"{packed[at : at + 76]}\r\n" for at in range(0, len(packed), 76))
    return f"<![CDATA[{wrapped}]]>"


def unpack(packed: str) -> str:
    """Return the text of a `logging_string`, or nothing where it holds none.

    Raises:
        ValueError: It is not gzip in base64.
    """
    inner = packed.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip()
    if not inner:
        return ""
    try:
        return gzip.decompress(base64.b64decode(inner)).decode("utf-8", "replace")
    except (EOFError, OSError, ValueError, zlib.error) as error:
        raise ValueError(f"The log is not gzip in base64: {error}") from error
