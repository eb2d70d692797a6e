"""What the rules of a system refuse, told in two languages.

Each system raises a subclass of its own. How people are told is for the doors:
`onedata_resources/errors.py: refusals_told`.
"""

from typing import Any


class RefusedError(Exception):
    """Something cannot be; the texts name it and say what to correct."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{en}\n{zh}")
        self.en = en
        self.zh = zh

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes with both texts."""
        return type(self), (self.en, self.zh)
