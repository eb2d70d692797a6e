"""What is said for and against a reference, in both languages, with its figures.

The judgement itself is in `references.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.containment import Containment, is_run
from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.name_kinds import is_measure, is_ordinal
from onedata_assets.domain.metadata.name_match import FAIR_NAME, NameMatch
from onedata_assets.domain.metadata.references import Judged, least_held
from onedata_assets.domain.metadata.row_numbers import proves_nothing

_HOW = {
    "same": ("the name is that of the table", "名称与目标表一致"),
    "itself": ("it is the key's own part", "即目标键自身的一部分"),
    "column": ("the name is that of the key", "名称与目标键一致"),
    "short": ("the name is short or another word for it", "名称是目标的缩写或同义词"),
    "role": ("the name ends with it, after the role that it plays", "名称以目标结尾，前面是其角色"),
    "part": ("the name has a part of it", "名称含有目标的一部分"),
    "end": ("the name ends that of the table", "名称是目标名称的结尾部分"),
    "role_word": ("the name is a role that such rows play", "名称是此类记录所担任的角色"),
    "self": ("the name is that of a row above or beside its own", "名称指同表中的上级或相关记录"),
    "above": (
        "the name is that of a row above, every row has one, and the table's name continues this "
        "one's",
        "名称指上级记录，每行均有取值，且本表名以该表名开头",
    ),
    "led": (
        "the name begins with it, before the role that it plays",
        "名称以目标开头，后面是其角色",
    ),
    "linked": (
        "it refers to what this part of the key refers to",
        "该列与键的这一部分引用同一目标",
    ),
    "within": (
        "the name says nothing; beside the other columns it has only values of this part of the "
        "key",
        "名称没有提示；与其他列组合后，其值均为键的这一部分的值",
    ),
    "subtype": (
        "the names are of two things, yet every row of the table is a row of the other one",
        "名称指两种事物，但本表的每一行都是对方表中的一行",
    ),
    "fits": (
        "no table is named for it; of keys that nothing refers to, it fills this one alone",
        "没有同名的表；在无人引用的键中，仅此键与其取值范围吻合",
    ),
    "beside": (
        "it differs by its side only from a column that refers to this key",
        "与引用该键的另一列仅以方位词区分",
    ),
    "filled": (
        "no table is named for it; its values fill the key of these persons from end to end",
        "没有同名的表；其取值从首至尾布满该人员表的键",
    ),
    "person": (
        "the name is a role of a person, and these are the persons whose numbers it has",
        "名称是人员担任的角色，其取值为该人员表的编号",
    ),
    "among": (
        "no table is named for it; its numbers are far from one and lie among those of this key "
        "alone",
        "没有同名的表；其取值远大于 1，且仅落在此键的取值范围内",
    ),
    "counterpart": (
        "a key of the same name, of a table of the same name, in another source",
        "另一数据源中同名表的同名键",
    ),
    "meaning": (
        "both are recognised as the same thing that tells one person or thing from all others",
        "两列识别为同一种可唯一标识个体的含义",
    ),
    "none": ("the name says nothing", "名称没有提示"),
}

HARDLY = 0.0005
"""A probability that is told as none: below it stands 0.0 %."""


def name_evidence(name: NameMatch) -> Evidence:
    """Return what the name says."""
    en, zh = _HOW[name.how]
    return Evidence(f"{en} (name score {name.score:.2f})", f"{zh}（名称得分 {name.score:.2f}）")


def data_evidence(held: Containment) -> Evidence:
    """Return what the values say: the match rate, and how many values there are on both sides."""
    if held.distinct == 0:
        return Evidence(
            "the column has no value yet: only its name speaks", "该列尚无数据，仅凭名称判断"
        )
    none = f"; {held.none} rows say none by 0, -1 or nothing" if held.none else ""
    nothing = f"；{held.none} 行以 0、-1 或空文本表示无" if held.none else ""
    return Evidence(
        f"{held.rows:.2%} of the rows and {held.values:.2%} of {held.distinct} different values "
        f"are among {held.parent_distinct} keys, {held.coverage:.1%} of which are "
        f"referred to{none}",
        f"{held.rows:.2%} 的行、{held.distinct} 个不同值中的 {held.values:.2%} 在 "
        f"{held.parent_distinct} 个键中，{held.coverage:.1%} 的键被引用{nothing}",
    )


def chance_evidence(judged: Judged) -> Evidence:
    """Return how much it means that the values are inside."""
    if judged.chance >= 0.5 and is_run(judged.parent.profile):
        key = judged.parent.profile
        return Evidence(
            f"the key is every number from {key.low} to {key.high}, so small numbers are inside "
            "whatever they mean: the values say nothing",
            f"目标键是 {key.low} 到 {key.high} 的连续整数，较小的整数都在其中，数据不能说明引用",
        )
    if judged.chance < HARDLY:
        return Evidence(
            "that unrelated values would all be inside is practically impossible",
            "无关的值几乎不可能恰好全部落入",
        )
    return Evidence(
        f"unrelated values would all be inside with a probability of {judged.chance:.1%}",
        f"无关的值恰好全部落入的概率为 {judged.chance:.1%}",
    )


def refusal_evidence(judged: Judged) -> tuple[Evidence, ...]:
    """Return why a column that lies inside a key is not taken for a reference to it."""
    said = [data_evidence(judged.held), name_evidence(judged.name)]
    if judged.held.values < least_held(judged.name):
        return (*said, _too_few(judged))
    said.append(chance_evidence(judged))
    if proves_nothing(judged):
        said.append(
            Evidence(
                "the key is of small or running numbers, days or letters, which hold such values "
                "whatever they mean",
                "目标键为较小或连续的编号、日期或单字母，无论含义如何都会包含这些值",
            )
        )
    if is_measure(judged.child.name) or is_ordinal(judged.child.name):
        said.append(
            Evidence("it is named as a count or an amount", "该列的名称表示数量、金额或序号")
        )
    if judged.child.profile.unique and judged.name.score < FAIR_NAME:
        said.append(Evidence("it is a key of its own table", "该列是本表自己的键"))
    return tuple(said)


def better_evidence(taken: Judged) -> Evidence:
    """Return why another key of the same column was taken instead."""
    return Evidence(
        f"{taken.parent.at} is the better target ({taken.confidence:.2f})",
        f"{taken.parent.at} 是更合适的目标（{taken.confidence:.2f}）",
    )


def cardinality_evidence(one_to_one: bool, optional: bool) -> Evidence:
    """Return how many rows stand on each side."""
    en = "at most one row refers to a key (1:1)" if one_to_one else "many rows refer to a key (N:1)"
    zh = "每个键至多被一行引用（1:1）" if one_to_one else "多行可引用同一个键（N:1）"
    return Evidence(
        en + (", some rows to none" if optional else ", every row to one"),
        zh + ("，部分行为空" if optional else "，每行都有值"),
    )


def _too_few(judged: Judged) -> Evidence:
    least = least_held(judged.name)
    return Evidence(
        f"a name that says so much needs {least:.1%} of the values inside",
        f"名称的提示程度要求至少 {least:.1%} 的值落入目标键",
    )
