"""Texts that carry both languages at once, as reasons and descriptions do: `中文 / English`."""

import re

from onedata_assets.domain.analytics.report import Rejected
from onedata_assets.domain.i18n import Catalogue, Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r" / |\n")


def sides(text: str) -> dict[Language, str] | None:
    """Return each language's side of a text that has both; None where it has one only.

    The sides stand in either order, before and after a slash or a line break: the first that has
    Chinese characters on one side only.
    """
    for border in _BETWEEN.finditer(text):
        first, second = text[: border.start()].strip(), text[border.end() :].strip()
        if not first or not second or bool(_HAN.search(first)) == bool(_HAN.search(second)):
            continue
        zh, en = (first, second) if _HAN.search(first) else (second, first)
        return {Language.ZH: zh, Language.EN: en}
    return None


def reason_texts(texts: Catalogue, rejected: Rejected) -> tuple[dict[Language, str], str]:
    """Return why rows were rejected in each language, and the original words where they differ.

    A reason in both languages speaks for itself. One of a Kettle step is in English only: its
    error code has a text in the catalogue. Any other is shown as it is.
    """
    if told := sides(rejected.reason):
        return told, ""
    name = f"reject.{rejected.code}"
    if name in texts.texts:
        return {code: texts.text(name, code) for code in Language}, rejected.reason
    return dict.fromkeys(Language, rejected.reason), ""
