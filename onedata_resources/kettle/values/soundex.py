"""Soundex and Refined Soundex, as Apache Commons Codec 1.10 codes words."""

from __future__ import annotations

_SOUNDEX = "01230120022455012623010202"
_REFINED = "01360240043788015936020505"
_SILENT = frozenset("HW")
_LENGTH = 4


class NotMappedError(ValueError):
    """A letter that the code knows no sound for."""


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalpha()).upper()


def _codes(word: str, table: str) -> list[str]:
    lost = next((each for each in word if not "A" <= each <= "Z"), None)
    if lost is not None:
        raise NotMappedError(f"The character is not mapped: {lost}")
    return [table[ord(each) - ord("A")] for each in word]


def soundex(text: str) -> str:
    """Return the first letter and three digits.

    Raises:
        NotMappedError: A letter is not one of A to Z.
    """
    word = _letters(text)
    codes = _codes(word, _SOUNDEX)
    coded, last = word[:1], codes[0] if codes else ""
    for at, code in enumerate(codes):
        if at == 0 or len(coded) == _LENGTH or _hidden(word, codes, at):
            continue
        if code not in ("0", last):
            coded += code
        last = code
    return coded.ljust(_LENGTH, "0") if coded else ""


def _hidden(word: str, codes: list[str], at: int) -> bool:
    """Return whether H or W before this letter joins it to a letter of the same sound."""
    if at < 2 or codes[at] == "0" or word[at - 1] not in _SILENT:
        return False
    return word[at - 2] in _SILENT or codes[at - 2] == codes[at]


def refined_soundex(text: str) -> str:
    """Return the first letter and a digit for each change of sound.

    Raises:
        NotMappedError: A letter is not one of A to Z.
    """
    word = _letters(text)
    coded, last = word[:1], ""
    for code in _codes(word, _REFINED):
        if code != last:
            coded += code
        last = code
    return coded
