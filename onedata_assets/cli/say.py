"""What the CLI prints: texts of `texts.yaml` in the reader's language, on one rich console."""

import errno
import os
from functools import cache
from pathlib import Path
from typing import Protocol

from rich.console import Console

from onedata_assets.domain.i18n import Catalogue, Language
from onedata_resources.errors import OneDataError
from onedata_resources.settings import home_dir

FULL = {errno.ENOSPC, errno.EDQUOT}
PATHS = {
    errno.ENOENT: "error.missing",
    errno.ENOTDIR: "error.missing",
    errno.EISDIR: "error.folder",
}
"""Errors of a path that is wrong, whoever asks; of the platform's own home, the setting is."""


class Bilingual(Protocol):
    """What is said in both languages."""

    @property
    def en(self) -> str:
        """In English."""
        ...

    @property
    def zh(self) -> str:
        """In Chinese."""
        ...


console = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
"""A complaint is one line, however long its paths are: who searches a log for it finds it whole."""


def language() -> Language:
    """Return the reader's language: ONEDATA_LANGUAGE, else the locale's, else English."""
    wanted = (
        os.environ.get("ONEDATA_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    )
    return Language.ZH if (wanted or "").lower().startswith("zh") else Language.EN


@cache
def catalogue() -> Catalogue:
    """Return the CLI's texts."""
    return Catalogue.load(Path(__file__).with_name("texts.yaml"))


def text(name: str, /, **values: object) -> str:
    """Return a text in the reader's language."""
    return catalogue().text(name, language(), **values)


def either(en: str, zh: str) -> str:
    """Return the one of two texts that the reader reads."""
    return zh if language() is Language.ZH else en


def said(what: Bilingual) -> str:
    """Return what is said in both languages in the reader's alone."""
    return either(what.en, what.zh)


def of_kept(error: str) -> str:
    """Return the reader's language of an error that was kept as text: English, then Chinese.

    Each is as many lines; a text that is otherwise is returned as it is.
    """
    lines = error.splitlines()
    half = len(lines) // 2
    if len(lines) % 2 or not lines:
        return error
    return either("\n".join(lines[:half]), "\n".join(lines[half:]))


def told(error: OneDataError | OSError) -> str:
    """Return what an error says, in the reader's language alone."""
    if isinstance(error, OneDataError):
        return said(error)
    where, why = str(error.filename or ""), error.strerror or str(error)
    if where and error.errno in PATHS and not Path(where).is_relative_to(home_dir()):
        return text(PATHS[error.errno], where=where)
    what = f"{where}: {why}" if where else why
    advice = "error.full" if error.errno in FULL else "error.file" if where else "error.other"
    return text(advice, what=what)


def complain(error: OneDataError | OSError) -> None:
    """Print what went wrong and what to do."""
    errors.print(told(error), style="red", markup=False)
