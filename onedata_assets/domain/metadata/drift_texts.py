"""What is said of a key that is no longer as it was, in both languages.

What is told and when is in `drift.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.drift import DriftKind, KeyMeasure

_TEXTS = {
    "match_low": (
        "{after.match_rate:.2%} of the rows have a partner; {after.orphan_rows} rows with "
        "{after.orphan_values} values have none{examples}",
        "{after.match_rate:.2%} 的行能匹配；{after.orphan_rows} 行（{after.orphan_values} 个值）"
        "无匹配{examples_zh}",
    ),
    "match_fell": (
        "the match rate fell from {before.match_rate:.2%} to {after.match_rate:.2%}{examples}",
        "匹配率由 {before.match_rate:.2%} 降至 {after.match_rate:.2%}{examples_zh}",
    ),
    "orphans_appeared": (
        "every value had a partner, now {after.orphan_values} have none{examples}",
        "此前全部匹配，现有 {after.orphan_values} 个值无匹配{examples_zh}",
    ),
    "empty_rose": (
        "empty rows rose from {before.empty_rate:.2%} to {after.empty_rate:.2%}",
        "空值占比由 {before.empty_rate:.2%} 升至 {after.empty_rate:.2%}",
    ),
    "values_grew": (
        "different values grew from {before.distinct} to {after.distinct}",
        "不同值由 {before.distinct} 个增至 {after.distinct} 个",
    ),
    "values_shrank": (
        "different values shrank from {before.distinct} to {after.distinct}",
        "不同值由 {before.distinct} 个减至 {after.distinct} 个",
    ),
    "keys_shrank": (
        "the keys referred to shrank from {before.parent_distinct} to {after.parent_distinct}",
        "被引用的键由 {before.parent_distinct} 个减至 {after.parent_distinct} 个",
    ),
    "keys_repeat": (
        "{after.repeated} key values stand in more than one row: a join repeats rows",
        "{after.repeated} 个键值出现在多行中，连接会使行重复",
    ),
}


def evidence(kind: DriftKind, before: KeyMeasure | None, after: KeyMeasure) -> tuple[str, str]:
    """Return what is said in English and in Chinese."""
    en, zh = _TEXTS[kind]
    some = ", ".join(after.orphans[:5])
    told = {
        "before": before,
        "after": after,
        "examples": f" (such as {some})" if some else "",
        "examples_zh": f"（如 {some}）" if some else "",
    }
    return en.format(**told), zh.format(**told)
