"""What the figures of a column say without any word: keys, few values, prose.

What its name and tests of its values say is in `meanings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from onedata_assets.domain.metadata.column_roles import Role
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.meaning_evidence import by_role, finding
from onedata_assets.domain.metadata.model import Evidence, Family, Finding
from onedata_assets.domain.metadata.value_checks import prose_of

ROLE_POWER = 0.75
ENUMERATION_POWER = 0.7
FLAG_POWER = 0.65
PROSE_POWER = 0.7


def general(clues: Clues, *, is_known: bool) -> Iterator[Finding]:
    """Yield what the figures say without any word: keys, few values, prose."""
    seen, catalogue, parameters = clues.seen, meanings(), clues.parameters
    if clues.role is not Role.NONE:
        meaning = catalogue["reference" if clues.role is Role.REFERENCE else "identifier"]
        yield finding(meaning, ROLE_POWER, [by_role(clues.role)])
    if seen.family is Family.INTEGER and set(seen.probe) == {"0", "1"} and not is_known:
        said = Evidence("Its values are 0 and 1.", "取值为 0 和 1。")
        if seen.known >= parameters.enumeration_rows:
            yield finding(catalogue["flag"], FLAG_POWER, [said])
    if not clues.is_text:
        return
    repeats = seen.known / seen.distinct
    few = 2 <= seen.distinct <= parameters.enumeration_most
    if (
        few
        and repeats >= parameters.enumeration_repeats
        and seen.known >= parameters.enumeration_rows
    ):
        said = Evidence(
            f"{seen.distinct} different values in {seen.known} known ones.",
            f"{seen.known} 个已知值中只有 {seen.distinct} 个不同值。",
        )
        yield finding(catalogue["enumeration"], ENUMERATION_POWER, [said])
        return
    share = seen.rate(prose_of(parameters.free_text_length))
    if share >= 0.5:
        said = Evidence(
            f"{share:.0%} of the values are prose of {parameters.free_text_length} signs or more.",
            f"{share:.0%} 的值为不少于 {parameters.free_text_length} 个字符的文字。",
        )
        yield finding(catalogue["free_text"], PROSE_POWER, [said])
