"""How a word sounds, by Metaphone, as Apache Commons Codec 1.10 spells it.

The code is a table of rules, tried in order at each place of the word: a pattern, of which what is
looked around is not consumed, and the letters that it gives. `double_metaphone.py` has the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CODE_LENGTH = 4
Rule = tuple[str, str]

_TWICE = "|".join(2 * letter for letter in "ABDEFGHIJKLMNOPQRSTUVWXYZ")
_RULES: tuple[Rule, ...] = (
    (rf"[A-Z](?<={_TWICE})", ""),
    (r"\AA", "A"), (r"\AE", "E"), (r"\AI", "I"), (r"\AO", "O"), (r"\AU", "U"),
    (r"(?<=M)B\Z", ""), (r"B", "B"),
    (r"(?<=S)C(?=[EIY])", ""), (r"C(?=IA)", "X"), (r"C(?=[EIY])", "S"), (r"(?<=S)C(?=H)", "K"),
    (r"\AC(?=H[AEIOU])", "K"), (r"C(?=H)", "X"), (r"C", "K"),
    (r"DG[EIY]", "J"), (r"D", "T"),
    (r"F", "F"),
    (r"G(?=H(?:\Z|[^AEIOU]))", ""), (r"(?!\A)G(?=N)", ""), (r"G(?=[EIY])", "J"), (r"G", "K"),
    (r"(?<![CSPTG])H(?=[AEIOU])", "H"),
    (r"J", "J"), (r"(?<!C)K", "K"), (r"L", "L"), (r"M", "M"), (r"N", "N"),
    (r"P(?=H)", "F"), (r"P", "P"), (r"Q", "K"), (r"R", "R"),
    (r"S(?=H|I[OA])", "X"), (r"S", "S"),
    (r"T(?=I[AO])", "X"), (r"T(?=CH)", ""), (r"T(?=H)", "0"), (r"T", "T"),
    (r"V", "F"), (r"W(?=[AEIOU])", "W"), (r"X", "KS"), (r"Y(?=[AEIOU])", "Y"), (r"Z", "S"),
)  # fmt: skip
_FIRST = (
    (re.compile(r"[KGP](?=N)|A(?=E)|W(?=R)"), ""),
    (re.compile(r"WH"), "W"),
    (re.compile(r"X"), "S"),
)


class SoundRules:
    """A table of rules, ready to spell words."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._codes = [code for _, code in rules] + [""]
        groups = "|".join(f"({pattern})" for pattern, _ in rules)
        self._pattern = re.compile(f"{groups}|(.)", re.DOTALL)

    def spell(self, word: str) -> str:
        """Return the code of the word, four characters at most."""
        found = self._pattern.finditer(word)
        return "".join(self._codes[(each.lastindex or 0) - 1] for each in found)[:CODE_LENGTH]


_SOUNDS = SoundRules(_RULES)


def metaphone(text: str) -> str:
    """Return the Metaphone code; a single character is its own."""
    word = text.upper()
    if len(word) < 2:
        return word
    for pattern, start in _FIRST:
        found = pattern.match(word)
        if found:
            word = start + word[found.end() :]
            break
    return _SOUNDS.spell(word)
