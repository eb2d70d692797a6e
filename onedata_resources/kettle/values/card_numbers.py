"""Numbers of payment cards: their kinds, and the check digit by Luhn. Rules are Kettle's."""

from __future__ import annotations

import random
import re
from itertools import islice

_STRANGE = re.compile(r"[^\d\s.-]", re.ASCII)
_NUMBER = re.compile(r"\s*-?(\d+\.?\d*|\.\d+)\s*", re.ASCII)
_KNOWN = (
    ("Switch", r"4903|4905|4911|4936|6333|6759", (16, 18, 19)),
    ("Laser", r"6304|6706|6771|6709", (16, 17, 18, 19)),
    ("Visa", r"4", (13, 16)),
    ("Mastercard", r"5[1-5]", (16,)),
    ("American Express", r"34|37", (15,)),
    ("En Route", r"2014|2149", (15,)),
    ("Diner's CLub/Carte Blanche", r"36|38|30[0-5]", (14,)),
    ("Discover", r"6011", (16,)),
    ("JCB1", r"3", (16,)),
    ("JCB2", r"2131|1800", (15,)),
    ("BankCard", r"5610", (16,)),
    ("Maestro", r"5018|5020|5038|6304|6759|6761|6763", tuple(range(12, 20))),
    ("Solo", r"6334|6767", (16, 18, 19)),
    ("Airplus", r"192|122", ()),
    ("Voyager", r"8699", (15,)),
)
"""Kinds of cards in the order of the test: how their numbers begin, and how long they are.

A number that begins like a kind but has another length is of none; without lengths any will do.
"""
_WRONG = {
    "Visa": "Not a valid number for Visa.",
    "Mastercard": "Not a valid number for Mastercard.",
    "American Express": "Not a valid number for American Express.",
    "En Route": "Not a valid number for En Route.",
    "Diner's CLub/Carte Blanche": "Not a valid number for Diners CLub/Carte Blanche.",
    "Discover": "Not a valid number for Discover",
    "JCB1": "Not a valid number for JCB1",
    "JCB2": "Not a valid number for JCB2",
    "BankCard": "!CreditCardValidator.Log.NotValidBankCard!",
    "Maestro": "Not a valid number for MAESTRO",
    "Solo": "Not a valid number for SOLO",
    "Switch": "Not a valid number for SWITCH",
    "Airplus": "Not a valid AIRPLUS",
    "Laser": "Not a valid LASER",
    "Voyager": "Not a valid VOYAGER",
}
"""What is said of a wrong number; Kettle lacks the text for one kind, and tells of its key."""
_EMPTY = "Card number cannot be blank!"
_STRANGE_SIGNS = "Credit card number can only contain numbers"
_OTHER = "This card is not valid!"
_SHORTEST = 4
"""Digits that Kettle looks at before it knows how many there are."""
MADE = {
    "American Express": ("34 37", "15"),
    "Diners": ("300 301 302 303 36 38", "14"),
    "Discover": ("6011", "16"),
    "En Route": ("2014 2149", "15"),
    "JCB1": ("2100 1800", "15"),
    "JCB2": ("3088 3096 3112 3158 3337 3528", "16"),
    "MasterCard": ("51 52 53 54 55", "16"),
    "Visa": ("4539 4556 4916 4532 4929 40240071 4485 4716 4", "13 16"),
    "Voyager": ("8699", "15"),
    "Airplus": ("192 122", ""),
    "BankCard": ("56", "16"),
    "Maestro": ("5020 6", "16"),
    "Solo": ("6334 6767", "16 18 19"),
    "Switch": ("4903 4905 4911 4936 564182 633110 6333 6759", "16 18 19"),
    "Laser": ("6304 6706 6771 6709", "16 17 18 19"),
}
"""Kinds of cards to make: how their numbers begin, and the lengths that they may have."""


def checked(number: str) -> tuple[bool, str | None, str | None]:
    """Return whether the number is valid, its kind, and what is wrong with it.

    Raises:
        ValueError: It has fewer than four signs.
    """
    if not number:
        return False, None, _EMPTY
    if _STRANGE.search(number):
        return False, None, _STRANGE_SIGNS
    if len(number) < _SHORTEST:
        short = max(len(number) + 1, 2)
        raise ValueError(
            f"java.lang.StringIndexOutOfBoundsException: String index out of range: {short}"
        )
    kind = _kind(number) if _NUMBER.fullmatch(number) else None
    if _luhn(number):
        return True, kind, None
    return False, None, _OTHER if kind is None else _WRONG[kind]


def _kind(number: str) -> str | None:
    for kind, start, lengths in _KNOWN:
        if re.match(start, number):
            return kind if not lengths or len(number) in lengths else None
    return None


def _luhn(number: str) -> bool:
    if not (number.isascii() and number.isdigit()):
        return False
    doubled = [sum(divmod(2 * int(each), 10)) for each in number[-2::-2]]
    return (sum(map(int, number[::-2])) + sum(doubled)) % 10 == 0


def made(kind: str, length: int) -> str:
    """Return a number of the kind with a right check digit; its other digits are by chance."""
    start = random.choice(MADE[kind][0].split())  # noqa: S311 - no secret
    digits = (str(random.randrange(10)) for _ in iter(int, 1))  # noqa: S311 - no secret
    number = start + "".join(islice(digits, max(length - 1 - len(start), 0)))
    return next(number + check for check in "0123456789" if _luhn(number + check))


def kind_named(name: str) -> str:
    """Return the kind of that name in whatever case; as in Kettle any other is the first one."""
    return next((each for each in MADE if each.lower() == name.lower()), "American Express")


def lengths_of(kind: str) -> tuple[int, ...]:
    """Return the lengths that numbers of the kind may have; none where any will do."""
    return tuple(map(int, MADE[kind][1].split()))
