"""Full-width signs as half-width ones, by the table that libformula has for ASC.

Voiced and plain letters from KA to DO are exchanged there, and so they are here.
"""

from __future__ import annotations

_VOICED, _HALF_VOICED = "\uff9e", "\uff9f"
_SINGLE = {
    0x30C3: 0xFF6F, 0x30EF: 0xFF9C, 0x30F2: 0xFF66, 0x30F3: 0xFF9D, 0x2015: 0xFF70,
    0x2018: 0x0060, 0x2019: 0x0027, 0x201D: 0x0022, 0x3001: 0xFF64, 0x3002: 0xFF61,
    0x300C: 0xFF61, 0x300D: 0xFF61, 0x309B: 0xFF9E, 0x309C: 0xFF9F, 0x30FB: 0xFF65,
    0x30FC: 0xFF70, 0xFFE5: 0x005C,
}  # fmt: skip
_SHIFTED = (
    (0x30CA, 0x30CE, 0xFF85), (0x30DE, 0x30E2, 0xFF8F), (0x30E9, 0x30ED, 0xFF97),
    (0xFF01, 0xFF5E, 0x0021),
)  # fmt: skip


def _table() -> dict[int, str]:
    table = {code: chr(half) for code, half in _SINGLE.items()}
    for first, last, half in _SHIFTED:
        table |= {code: chr(half + code - first) for code in range(first, last + 1)}
    for code in range(0x30A1, 0x30AB):
        small = code % 2
        table[code] = chr((0xFF67 if small else 0xFF71) + (code - 0x30A2 + small) // 2)
    for first, last, half in ((0x30AB, 0x30C2, 0xFF76), (0x30C4, 0x30C9, 0xFF82)):
        for code in range(first, last + 1):
            table[code] = _pair(code, first, half)
    for code in range(0x30CF, 0x30DE):
        place, form = divmod(code - 0x30CF, 3)
        table[code] = chr(0xFF8A + place) + ("", _VOICED, _HALF_VOICED)[form]
    for code in range(0x30E3, 0x30E9):
        small = code % 2
        table[code] = chr((0xFF6C if small else 0xFF94) + (code - 0x30E4 + small) // 2)
    return table


def _pair(code: int, first: int, half: int) -> str:
    """Return an even code as a plain letter, an odd one with the voiced mark."""
    odd = code % 2
    letter = chr(half + int((code - first - odd) / 2))
    return letter + _VOICED if odd else letter


_HALVES = _table()


def halfwidth(text: str) -> str:
    """Return the text with half-width signs."""
    return text.translate(_HALVES)
