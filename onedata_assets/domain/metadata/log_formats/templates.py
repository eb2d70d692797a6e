"""Templates of lines that have no known format: the texts that stay, with `<*>` for what changes.

The method is Drain (He, Zhu, Zheng and Lyu, ICWS 2017), a tree of fixed depth. What is plainly a
value (numbers, addresses, quoted texts) is left out of all lines at once before, so that the tree
sees each form once, however many lines have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

ANY = "<*>"
_VALUES = (
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    r"[\w.+-]+@[\w-]+\.[\w.-]+",
    r"\b\w+://[^\s,;]+",
    r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b",
    r"(?:/[\w.@+-]+){2,}/?",
    r"\b(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\b",
    r"\b0x[0-9a-fA-F]+\b",
    r'"[^"]*"',
    r"'[^']*'",
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?",
    r"(?:\B[-+])?\d+(?:[.,:]\d+)*",
)
_TOGETHER = r"<\*>(?:[\w%]*<\*>)+"
DEPTH = 1
"""So many of the first words lead through the tree, below the number of words."""
ALIKE = 0.5
"""So many of the words are the same in lines of one template."""
FORMS = 2000
"""The most frequent forms are looked at; lines of others stay their own template."""
WORDS = 100
SHOWN_FROM = 3
"""A word that fewer lines have may be anybody's: it is left out where lines are shown."""
SHOWN_SHARE = 0.05
_NAME = r"^\p{Han}{2,4}$"
SHAPE = 120


@dataclass
class _Group:
    """Lines of one template."""

    words: list[str]
    forms: list[str] = field(default_factory=list)


def forms_of(lines: pl.Series) -> pl.Series:
    """Return the lines without what is plainly a value."""
    for pattern in _VALUES:
        lines = lines.str.replace_all(pattern, ANY)
    return lines.str.replace_all(_TOGETHER, ANY).str.replace_all(r"\s+", " ").str.strip_chars()


def templates_of(lines: pl.Series) -> pl.Series:
    """Return the template of each line."""
    import polars as pl

    forms = forms_of(lines)
    counted = forms.value_counts(sort=True).head(FORMS)[forms.name].to_list()
    told = {form: " ".join(group.words) for group in _mined(counted) for form in group.forms}
    if not told:
        return forms
    return forms.replace_strict(
        pl.Series(list(told)), pl.Series(list(told.values())), default=forms
    ).rename("template")


def values_of(lines: pl.Series, template: str) -> pl.DataFrame:
    """Return what stands for each `<*>` of a template in its lines, as texts."""
    import re

    import polars as pl

    parts = [re.escape(part).replace(r"\ ", r"\s+") for part in template.split(ANY)]
    names = [f"value_{number}" for number in range(1, len(parts))]
    groups = [f"(?P<{name}>.*?)" for name in names]
    pattern = "".join(part + group for part, group in zip(parts, [*groups, ""], strict=True))
    if not names:
        return pl.DataFrame({"line": lines}).select()
    return lines.str.strip_chars().str.extract_groups(f"^{pattern}$").struct.unnest()


def shapes_of(lines: pl.Series, most: int) -> list[str]:
    """Return the most frequent forms of lines, without words that few of the lines have.

    Names and other words of one line alone are not shown.
    """
    import polars as pl

    words = pl.DataFrame({"line": range(len(lines)), "word": forms_of(lines).str.split(" ")})
    each = words.explode("word").with_columns(
        pl.col("line").n_unique().over("word").alias("lines"),
    )
    is_common = pl.col("lines") >= max(SHOWN_FROM, SHOWN_SHARE * len(lines))
    may_be_a_name = pl.col("word").str.contains(_NAME)
    shown = pl.when(is_common & ~may_be_a_name).then(pl.col("word")).otherwise(pl.lit(ANY))
    shapes = (
        each.with_columns(shown.alias("word"))
        .group_by("line", maintain_order=True)
        .agg(pl.col("word").head(WORDS).str.join(" "))["word"]
        .str.replace_all(r"<\*>(?: <\*>)+", ANY)
        .str.slice(0, SHAPE)
    )
    counted = shapes.value_counts(sort=True, name="n").sort("n", "word", descending=[True, False])
    return counted["word"].head(most).to_list()


def _mined(forms: Iterable[str]) -> list[_Group]:
    """Return the templates of forms, each of which is looked at once."""
    leaves: dict[tuple[object, ...], list[_Group]] = {}
    for form in forms:
        words = form.split(" ")[:WORDS]
        way = tuple(ANY if ANY in word else word for word in words[:DEPTH])
        here = leaves.setdefault((len(words), *way), [])
        best = max(here, key=lambda each: _likeness(each.words, words), default=None)
        if best is None or _likeness(best.words, words) < ALIKE:
            best = _Group(words)
            here.append(best)
        best.words = [
            old if old == new else ANY for old, new in zip(best.words, words, strict=True)
        ]
        best.forms.append(form)
    return [group for groups in leaves.values() for group in groups]


def _likeness(template: list[str], words: list[str]) -> float:
    same = sum(old == new for old, new in zip(template, words, strict=True))
    return same / len(words)
