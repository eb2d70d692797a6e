"""Which of the platform's two languages a text is in, by its script."""

from enum import StrEnum

HAN_WEIGHT = 2.5
"""A Chinese character carries about as much as two and a half Latin letters."""


class Language(StrEnum):
    """The language of a text; UNKNOWN where it has neither script."""

    CHINESE = "zh"
    ENGLISH = "en"
    UNKNOWN = "unknown"


def is_han(character: str) -> bool:
    """Tell whether the character is a Chinese ideograph."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


def language_of(text: str) -> Language:
    """Return the language that carries more of the text; identifiers count as Latin letters."""
    han = sum(map(is_han, text)) * HAN_WEIGHT
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if not han and not latin:
        return Language.UNKNOWN
    return Language.CHINESE if han >= latin else Language.ENGLISH
