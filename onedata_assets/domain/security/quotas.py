"""What a project and each of its members may use at once: cores, memory and cards.

The strings are Cube Studio's. Cores and memory are in `amounts.py`; cards are written

    2      0.5      2(V100)      1(npu)      1(npu,910B)      2(V100);1(npu)

The same strings say what one run asks for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from onedata_assets.domain.security.amounts import (
    Range,
    cores_text,
    memory_text,
    number_text,
    parse_cores,
    parse_memory,
    range_text,
)
from onedata_assets.domain.security.refusals import Fault, SettingError, gathering, refused, shown

VENDORS: Mapping[str, str] = {
    "gpu": "nvidia.com/gpu",
    "npu": "huawei.com/Ascend910",
    "dcu": "hygon.com/dcu",
    "mlu": "cambricon.com/mlunum",
    "xpu": "kunlunxin.com/xpu",
    "metax": "metax-tech.com/gpu",
    "biren": "birentech.com/gpu",
    "mthreads": "mthreads.com/gpu",
    "iluvatar": "iluvatar.com/gpu",
}
"""The resource that each maker's device plug-in offers, by the word that people write."""

_CARDS = re.compile(r"(?P<count>[0-9]{1,6}(\.[0-9]{1,2})?)\s*(\((?P<kind>[^()]*)\))?")
_FULL_WIDTH = str.maketrans("，；（）", ",;()")
_BETWEEN = re.compile(r"[;\n\r]|,(?![^()]*\))")
_MODEL = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Cards:
    """A number of accelerator cards of a vendor, of one model or of any."""

    count: Decimal
    vendor: str = "gpu"
    model: str = ""

    def __str__(self) -> str:
        """Return the text that `parse_cards` reads."""
        named = [self.vendor] if self.vendor != "gpu" or self.model.lower() in VENDORS else []
        kind = ",".join([*named, *filter(None, [self.model])])
        return f"{number_text(self.count)}({kind})" if kind else number_text(self.count)


@dataclass(frozen=True)
class Resources:
    """Cores, memory and cards; what is None or empty is not limited, or not asked for."""

    cpu: Range | None = None
    memory: Range | None = None
    gpu: tuple[Cards, ...] = ()

    def written(self) -> dict[str, str]:
        """Return the strings that `parse_resources` reads."""
        found = {
            "cpu": range_text(self.cpu, cores_text) if self.cpu else "",
            "memory": range_text(self.memory, memory_text) if self.memory else "",
            "gpu": ";".join(map(str, self.gpu)),
        }
        return {name: text for name, text in found.items() if text}


@dataclass(frozen=True)
class Quotas:
    """The limit of a project, and the limit of each member in it."""

    project: Resources = field(default_factory=Resources)
    member: Resources = field(default_factory=Resources)


def parse_resources(raw: Mapping[str, str], where: str) -> Resources:
    """Return what the strings of `cpu`, `memory` and `gpu` say; `where` names them in refusals.

    Raises:
        SettingError: A string is not of its grammar.
    """
    text = {name: raw.get(name, "").strip() for name in ("cpu", "memory", "gpu")}
    faults: list[Fault] = []
    cpu = memory = None
    gpu: tuple[Cards, ...] = ()
    with gathering(faults):
        cpu = parse_cores(text["cpu"], f"{where}.cpu") if text["cpu"] else None
    with gathering(faults):
        memory = parse_memory(text["memory"], f"{where}.memory") if text["memory"] else None
    with gathering(faults):
        gpu = parse_cards(text["gpu"], f"{where}.gpu")
    if faults:
        raise SettingError(faults)
    return Resources(cpu, memory, gpu)


def parse_cards(text: str, where: str) -> tuple[Cards, ...]:
    """Return the cards that the text names, in its order.

    Raises:
        SettingError: It is not of the grammar, or names one kind twice.
    """
    cards: dict[tuple[str, str], Cards] = {}
    for part in filter(None, map(str.strip, _BETWEEN.split(text.translate(_FULL_WIDTH)))):
        one = _cards(part, where)
        if (one.vendor, one.model) in cards:
            raise refused(
                where,
                f"{shown(part)}: this kind of card stands twice: write one number for it",
                f"{shown(part)}：该卡型重复：请合并为一个数量",
            )
        cards[one.vendor, one.model] = one
    return tuple(cards.values())


def excesses(limit: Resources, used: Resources, asked: Resources) -> Iterator[tuple[str, str, str]]:
    """Yield what would go over the limit: its name, how much it would be, and the limit."""
    for name, written in (("cpu", cores_text), ("memory", memory_text)):
        most, now, more = (getattr(one, name) for one in (limit, used, asked))
        if most is None or more is None:
            continue
        low, high = (now.low + more.low, now.high + more.high) if now else (more.low, more.high)
        if low > most.low or high > most.high:
            yield name, range_text(Range(low, high), written), range_text(most, written)
    yield from _card_excesses(limit.gpu, used.gpu, asked.gpu)


def _card_excesses(
    limit: tuple[Cards, ...], used: tuple[Cards, ...], asked: tuple[Cards, ...]
) -> Iterator[tuple[str, str, str]]:
    """A limit without a model is on all cards of its vendor; what no limit names is not free."""
    if not limit:
        return
    for more in (cards for cards in asked if cards.count):
        caps = [cap for cap in limit if cap.vendor == more.vendor and cap.model in {"", more.model}]
        if not caps:
            yield "gpu", str(more), ";".join(map(str, limit))
        for cap in caps:
            total = sum(
                (
                    cards.count
                    for cards in (*used, *asked)
                    if cards.vendor == cap.vendor and cap.model in {"", cards.model}
                ),
                Decimal(0),
            )
            if total > cap.count:
                yield "gpu", str(Cards(total, cap.vendor, cap.model)), str(cap)


def _cards(text: str, where: str) -> Cards:
    found = _CARDS.fullmatch(text)
    kind = _kind(found["kind"]) if found else None
    if found is None or kind is None:
        raise refused(
            where,
            f"{shown(text)} is no number of cards: write 2, 0.5, 2(V100), 1(npu) or 1(npu,910B)",
            f"{shown(text)} 不是卡数：请写 2、0.5、2(V100)、1(npu) 或 1(npu,910B)",
        )
    return Cards(Decimal(number_text(Decimal(found["count"]))), *kind)


def _kind(written: str | None) -> tuple[str, str] | None:
    """Return the vendor and model in the brackets; None where they hold something else."""
    if written is None:
        return "gpu", ""
    words = [word.strip() for word in written.split(",")]
    if words[0].lower() not in VENDORS:
        words.insert(0, "gpu")
    model = words[1] if len(words) == 2 else ""
    if len(words) > 2 or (len(words) == 2 and not _MODEL.fullmatch(model)):
        return None
    return words[0].lower(), model
