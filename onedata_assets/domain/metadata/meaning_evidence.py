"""Why a meaning is believed, as sentences in English and Chinese with the figures."""

from __future__ import annotations

from onedata_assets.domain.metadata.column_roles import Role
from onedata_assets.domain.metadata.hint import Hint
from onedata_assets.domain.metadata.logical_types import NAMES, Logical
from onedata_assets.domain.metadata.meaning_catalogue import Meaning
from onedata_assets.domain.metadata.model import Evidence, Finding
from onedata_assets.domain.metadata.observed import Observed


def by_name(hint: Hint) -> Evidence:
    """Say which word of the name or the comment speaks for it."""
    if hint.in_comment:
        return Evidence(f"Its comment says “{hint.word}”.", f"注释中有“{hint.word}”。")
    return Evidence(f"Its name has “{hint.word}”.", f"列名中有“{hint.word}”。")


def by_values(meaning: Meaning, rate: float, seen: Observed) -> Evidence:
    """Say how many of the values have the form of the meaning."""
    return Evidence(
        f"{rate:.1%} of {seen.known} known values ({seen.distinct} different) could be"
        f" “{meaning.title.en}”.",
        f"{seen.known} 个已知值（{seen.distinct} 个不同值）中 {rate:.1%}"
        f" 符合“{meaning.title.zh}”的形式。",
    )


def by_form_alone(meaning: Meaning, rate: float, passing: float, seen: Observed) -> Evidence:
    """Say how many have the form, and of how many the check digits hold."""
    return Evidence(
        f"{rate:.1%} of {seen.known} known values have the length and the beginning of"
        f" {meaning.title.en}, but check digits do not hold ({passing:.1%} are right):"
        " they may be made up.",
        f"{seen.known} 个已知值中 {rate:.1%} 的长度和前缀符合{meaning.title.zh}，"
        f"但校验位不成立（仅 {passing:.1%} 正确）：可能是编造的号码。",
    )


def by_form(logical: Logical) -> Evidence:
    """Say that the values are of the type that the meaning is."""
    form = f" ({logical.form})" if logical.form else ""
    return Evidence(
        f"{logical.share:.1%} of the known values are {logical.family}{form}.",
        f"已知值中 {logical.share:.1%} 为{NAMES[logical.family]}{form}。",
    )


def by_role(role: Role) -> Evidence:
    """Say that the source declares it as a key."""
    if role is Role.REFERENCE:
        return Evidence("The source declares it as a foreign key.", "来源声明其为外键。")
    return Evidence("The source declares it as a key.", "来源声明其为键。")


def despite(hint: Hint) -> Evidence:
    """Say what speaks against it."""
    return Evidence(
        f"Against it speaks the word “{hint.word}” of its name.",
        f"不利证据：列名或注释中有“{hint.word}”。",
    )


def finding(meaning: Meaning, confidence: float, said: list[Evidence]) -> Finding:
    """Return a meaning as a finding; nothing is ever quite sure."""
    return Finding(meaning.id, round(min(confidence, 0.99), 4), tuple(said))
