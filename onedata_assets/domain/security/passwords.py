"""Which passwords are good enough (NIST SP 800-63B: length and guessability, no made-up mixtures).

How they are kept is in `onedata_resources/store/secrets.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 128
"""Longer texts only cost time to hash."""
EASY = 2
"""zxcvbn's scores below: a guess needs fewer than about 10^8 tries."""


@dataclass(frozen=True)
class Weakness:
    """Why a password is not good enough, in words for its person."""

    en: str
    zh: str


def weakness_of(password: str, *, least: int, about: Iterable[str] = ()) -> Weakness | None:
    """Return what is wrong with a password, None where it is good; `about` are texts of its person.

    Length counts signs as a person does, so a password of Chinese characters may be shorter in
    effect; zxcvbn judges how easily it is guessed.
    """
    if len(password) < least:
        return Weakness(
            f"The password needs at least {least} signs.", f"口令至少需要 {least} 个字符。"
        )
    if len(password) > LONGEST:
        return Weakness(
            f"The password may have {LONGEST} signs at most.", f"口令最多 {LONGEST} 个字符。"
        )
    parts = [text.lower() for text in about if len(text) >= 3]
    if any(part in password.lower() for part in parts):
        return Weakness("The password holds your name or address.", "口令不能包含您的名称或邮箱。")
    if _is_easy(password, parts):
        return Weakness(
            "The password is easily guessed: take several words that do not belong together.",
            "口令容易被猜到：请使用几个互不相关的词。",
        )
    return None


def _is_easy(password: str, about: list[str]) -> bool:
    from zxcvbn import zxcvbn

    # Beyond 72 signs it takes seconds and finds nothing that the first ones do not show.
    return zxcvbn(password[:72], user_inputs=about)["score"] < EASY
