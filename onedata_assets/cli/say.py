"""What the CLI prints: texts of `texts.yaml` in the reader's language, on one rich console."""

import os
from functools import cache
from pathlib import Path

from rich.console import Console

from onedata_assets.domain.i18n import Catalogue, Language

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


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
