"""Errors that the platform raises for people: what failed, where, and what to do, in two languages.

A client raises the subclass that names the caller's decision; it never logs and goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, Self, cast


class OneDataError(Exception):
    """Something a person must read; the text is English, then Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{en}\n{zh}")
        self.en = en
        self.zh = zh

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Travel between processes with both texts."""
        return type(self), (self.en, self.zh)


class UnavailableError(OneDataError):
    """A service or database did not answer; trying again later can succeed."""


class BadInputError(OneDataError):
    """The input is wrong and stays wrong until a person changes it."""


class StorageFullError(OneDataError):
    """There is no room left to write; the previous version of the target is unchanged."""


class _Refusal(Protocol):
    en: str
    zh: str


@contextmanager
def refusals_told(*rules: type[Exception]) -> Iterator[None]:
    """Tell what rules of the domain refuse, each with its `en` and `zh`, as any wrong input.

    Raises:
        BadInputError: A rule refused something.
    """
    try:
        yield
    except rules as error:
        told = cast("_Refusal", error)
        raise BadInputError(told.en, told.zh) from error


def is_failure(error: BaseException) -> bool:
    """Return whether work failed: a panic of Rust did too, which is no `Exception`.

    What ends a program, such as Ctrl-C, is none.
    """
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
