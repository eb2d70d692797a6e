r"""How a word sounds, by Double Metaphone: its primary code as Apache Commons Codec 1.10 spells it.

Kettle never asks for the alternate code. The rules are read as in `metaphone.py`; behind the end of
the word (`\0`) stand marks of what the whole word looks like, in letters that no word has.
"""

from __future__ import annotations

import re

from onedata_resources.kettle.values.metaphone import Rule, SoundRules

_MARKS = (
    (re.compile(r"W|K|CZ"), "w"),
    (re.compile(r"\A(?:VAN |VON |SCH)"), "v"),
    (re.compile(r"\ASCH"), "c"),
    (re.compile(r"\AMC"), "m"),
    (re.compile(r"\ASAN "), "s"),
    (re.compile(r"\A[DRM]ANGER"), "d"),
)
_NOT_SLAVIC, _GERMAN = "(?!.*w)", "(?=.*v)"
_V = "AEIOUY"
_RULES: tuple[Rule, ...] = (
    (r"\0.*", ""),
    (r"\A(?:[GKP](?=N)|W(?=R)|P(?=S))", ""),
    (rf"\A[{_V}]", "A"), (r"BB?", "P"), ("\u00c7", "S"),
    (r"CH(?=IA)", "K"), (rf"(?<=[^{_V}]A)CH(?![IE])", "K"), (r"(?<=[BM]A)CH(?=ER)", "K"),
    (r"\ACA(?=ESAR)", "S"), (r"(?!\A)CH(?=AE)", "K"),
    (r"\ACH(?=ARAC|ARIS|OR|YM|IA|EM)(?!ORE)", "K"), (rf"CH{_GERMAN}", "K"),
    (r"(?<=OR)CH(?=ES|ID)", "K"), (r"(?<=AR)CH(?=IT)", "K"), (r"CH(?=[TS])", "K"),
    (r"(?:(?<=[AOUE])|\A)CH(?=[LRNMBHFVW \0])", "K"), (r"(?!\A)CH(?=.*m)", "K"), (r"CH", "X"),
    (r"(?<!WI)CZ", "S"), (r"CCI(?=A)", "X"),
    (r"(?<=\AA)(?!CCHU)CC[IEH]", "KS"), (r"(?<=U)CCE(?=[ES])", "KS"),
    (r"(?<!\AM)(?!CCHU)CC[IEH]", "X"), (r"(?<!\AM)CC", "K"),
    (r"C[KGQ]", "K"), (r"C[IEY]", "S"), (r"C [CQG]", "K"), (r"C(?!C[EI])[CKQ]", "K"), (r"C", "K"),
    (r"DG[IEY]", "J"), (r"DG", "TK"), (r"D[TD]?", "T"),
    (r"FF?", "F"),
    (rf"(?<=[^{_V}])GH", "K"), (r"\AGH(?=I)", "J"), (r"\AGH", "K"),
    (r"(?:(?<=[BHD].)|(?<=[BHD]..)|(?<=[BH]...))GH", ""), (r"(?<=[CGLRT].U)GH", "F"),
    (r"(?<!I)GH", "K"), (r"GH", ""),
    (rf"(?<=\A[{_V}])GN{_NOT_SLAVIC}", "KN"), (rf"GN(?!EY){_NOT_SLAVIC}", "N"), (r"GN", "KN"),
    (rf"GL(?=I){_NOT_SLAVIC}", "KL"), (r"\AG(?:Y|(?=E[SPBLYIR]|I[BLNE]).)", "K"),
    (r"(?<![EI])(?!.*d)G(?:E(?=R)|Y(?<![RO]GY))", "K"),
    (rf"G[EIY]{_GERMAN}", "K"), (r"GE(?=T)", "K"), (r"G[EIY]", "J"),
    (rf"(?<=[AO])GG(?=I){_GERMAN}", "K"), (r"(?<=[AO])GG(?=I)", "J"), (r"GG?", "K"),
    (rf"(?:(?<=[{_V}])|\A)H[{_V}]", "H"),
    (r"\AJ(?=OSE[ \0])", "H"), (r"J(?=.*s)", "H"), (r"J(?=OSE)", "J"), (r"\AJJ?", "J"),
    (r"J(?=\0)", "J"), (r"(?<![SKL])J(?![LTKSNMBZ])J?", "J"), (r"JJ?", ""),
    (r"KK?", "K"), (r"LL?", "L"), (r"(?<=U)MB(?=\0|ER)", "M"), (r"MM?", "M"),
    (r"NN?|\u00d1", "N"), (r"PH", "F"), (r"P[PB]?", "P"), (r"QQ?", "K"),
    (rf"(?<=IE)(?<!ME..)(?<!MA..)R(?=\0){_NOT_SLAVIC}", ""), (r"RR?", "R"),
    (r"(?<=[IY])S(?=L)", ""), (r"\AS(?=UGAR)", "X"), (r"SH(?=EIM|OEK|OLM|OLZ)", "S"), (r"SH", "X"),
    (r"SI[OA]", "S"), (r"\AS(?=[MNLW])", "S"), (r"SZ", "S"),
    (r"SCH(?=E[RN])", "X"), (r"SCH(?=OO|UY|E[DM])", "SK"), (r"SCH", "X"), (r"SC[IEY]", "S"),
    (r"SC[^\0]?", "SK"), (r"(?<=[AO]I)S(?=\0)", ""), (r"S[SZ]?", "S"),
    (r"TIO(?=N)", "X"), (r"TIA|TCH", "X"), (r"T(?:H|T(?=H))(?=[OA]M)", "T"),
    (rf"T(?:H|T(?=H)){_GERMAN}", "T"), (r"T(?:H|T(?=H))", "0"), (r"T[TD]?", "T"),
    (r"VV?", "F"), (r"WR", "R"), (rf"\AW(?=[{_V}H])", "A"), (r"(?!.*c)W(?:ICZ|ITZ)", "TS"),
    (r"\AX", "S"), (r"(?<=[AO]U)X(?=\0)", ""), (r"X[CX]?", "KS"),
    (r"ZH", "J"), (r"ZZ?", "S"),
)  # fmt: skip
_SOUNDS = SoundRules(_RULES)


def double_metaphone(text: str) -> str | None:
    """Return the primary Double Metaphone code; nothing for a text of blanks."""
    word = text.strip().upper()
    if not word:
        return None
    marks = "".join(mark for pattern, mark in _MARKS if pattern.search(word))
    return _SOUNDS.spell(f"{word}\0{marks}")
