"""Sample values of a column as anybody may see them: masked by how near they come to a person.

A column that nothing recognised may hold names or numbers of persons: of it are shown numbers of
few digits, short codes and the few values of a set; the rest is masked like what tells indirectly.
"""

from __future__ import annotations

from collections.abc import Sequence

from onedata_assets.domain.metadata.checks import compiled
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.person_checks import surname_pattern
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.processing.contract import Sensitivity

SHOWN = {
    "mobile_phone": (3, 4),
    "phone": (3, 2),
    "id_card": (6, 0),
    "bank_card": (6, 4),
    "licence_plate": (2, 1),
    "passport": (1, 0),
    "iban": (4, 0),
}
"""How many signs stay at both ends; of everything else that names a person, the first."""
UNTOLD = (None, "enumeration", "name")
"""Meanings under which names of persons may stand, in a set or as names of things."""
DIGITS_MOST = 6
"""Seven digits are the shortest number of a phone; numbers of persons are longer."""
_CODE = r"^[A-Za-z0-9._/#+:-]{1,12}$"
_TINY = r"^[!-~]{1,2}$"
_DECIMAL = r"^[+-]?\d+\.\d+(?:[eE][+-]?\d+)?$"
_TWO_NAMES = r"^\p{Lu}[\p{L}'’.-]*,?(?: \p{Lu}[\p{L}'’.-]*){1,3}$"


def samples(
    seen: Observed, meaning: str | None, sensitivity: Sensitivity, parameters: Parameters = DEFAULT
) -> tuple[str, ...]:
    """Return the most frequent values, masked; different values may look the same."""
    values = seen.values["value"].head(parameters.samples).to_list()
    return _cut(shown_of(seen, values, meaning, sensitivity), parameters)


def shown_of(
    seen: Observed, values: Sequence[str], meaning: str | None, sensitivity: Sensitivity
) -> list[str]:
    """Return values of a column as anybody may see them, in their order."""
    if sensitivity is not Sensitivity.NONE or meaning not in UNTOLD:
        return [_masked(each, meaning, sensitivity) for each in values]
    is_open = meaning is not None and not _are_persons(seen)
    return [each if is_open or _is_harmless(each) else _veiled(each) for each in values]


def are_open(seen: Observed, meaning: str | None, sensitivity: Sensitivity) -> bool:
    """Tell whether any value of a column may be shown as it is, its smallest or largest too."""
    if sensitivity is not Sensitivity.NONE:
        return False
    if meaning is None:
        return all(map(_is_harmless, seen.probe))
    return meaning not in UNTOLD or not _are_persons(seen)


def masked(
    values: Sequence[str],
    meaning: str | None,
    sensitivity: Sensitivity,
    parameters: Parameters = DEFAULT,
) -> tuple[str, ...]:
    """Return values as anybody may see them, each once and none longer than a sample.

    What they mean is known here, or a person said how near they come to one.
    """
    return _cut([_masked(each, meaning, sensitivity) for each in values], parameters)


def _cut(shown: Sequence[str], parameters: Parameters) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each[: parameters.sample_length] for each in shown))


def _is_harmless(value: str) -> bool:
    """Tell whether a value of a column of which nothing is known says nothing of a person."""
    if compiled(_DECIMAL).search(value) or compiled(_TINY).search(value):
        return True
    digits = sum(map(str.isdigit, value))
    return 0 < digits <= DIGITS_MOST and compiled(_CODE).search(value) is not None


def _are_persons(seen: Observed) -> bool:
    """Tell whether the values look like names of persons: as Chinese ones few other words do.

    Of products and places many have two words with capitals, but not nearly all.
    """
    return any(
        sum(compiled(pattern).search(each) is not None for each in seen.probe)
        >= share * len(seen.probe)
        for pattern, share in ((surname_pattern(), 0.5), (_TWO_NAMES, 0.8))
    )


def _masked(value: str, meaning: str | None, sensitivity: Sensitivity) -> str:
    if sensitivity is Sensitivity.NONE:
        return value
    if meaning in {"password", "free_text", "json"}:
        return "***"
    if meaning == "email":
        return f"{value[:1]}***{value[value.index('@') :] if '@' in value else ''}"
    if sensitivity is Sensitivity.INDIRECT:
        return _veiled(value)
    first, last = SHOWN.get(meaning or "", (1, 0))
    if len(value) <= first + last + 2:
        return f"{value[:1]}**"
    return f"{value[:first]}***{value[-last:] if last else ''}"


def _veiled(value: str) -> str:
    """Return a value of whose words only a first letter is left, and of whose numbers nothing."""
    return compiled(r"(\p{L}?)[\p{L}\p{N}]+").sub(r"\1*", value)
