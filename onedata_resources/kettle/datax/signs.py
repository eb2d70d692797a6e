"""What tells a DataX job from other files, without reading it."""

import re

_SIGNS = (rb'"job"\s*:\s*\{', rb'"content"\s*:\s*[\[{]', rb'"reader"\s*:\s*\{')


def is_datax(source: bytes) -> bool:
    """Return whether the file is a DataX job, or is meant to be one."""
    head = source.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"{", b"//", b"/*")) and all(re.search(sign, source) for sign in _SIGNS)
