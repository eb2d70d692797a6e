"""Who gets what: the rules of `NOTIFY_FILE`, matched by kind, level, project, owner and person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Self

from onedata_resources.clients.notify_message import Level, Message, Receiver
from onedata_resources.clients.notify_options import Options, wrong


@dataclass(frozen=True)
class Rule:
    """Which messages it is for, and the channels that they go to; empty conditions are on all."""

    channels: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    goes_on: bool = False

    @classmethod
    def from_options(cls, options: Options, known: Iterable[str], *, personal: bool) -> Self:
        """Return the rule that the options describe; `people` stands only in personal rules.

        Raises:
            BadInputError: A channel is not known, or an option is wrong.
        """
        rule = cls(
            options.texts("channels"),
            options.texts("kinds"),
            options.texts("levels"),
            options.texts("projects"),
            options.texts("owners"),
            options.texts("people") if personal else (),
            options.flag("continue"),
        )
        options.end()
        names = list(known)
        _check_known(f"{options.where}.channels", rule.channels, names)
        _check_known(f"{options.where}.levels", rule.levels, [level.value for level in Level])
        return rule

    def takes(self, message: Message, receiver: Receiver | None = None) -> bool:
        """Tell whether the rule is for this message, and for this person where one is named."""
        return (
            _like({message.kind}, self.kinds)
            and _like({message.level.value}, self.levels)
            and _like(message.projects, self.projects)
            and _like(message.owners, self.owners)
            and (receiver is None or _like({receiver.name}, self.people))
        )


@dataclass(frozen=True)
class Routes:
    """The rules for administrators and those for people, each in the order of the file."""

    admins: tuple[Rule, ...] = ()
    people: tuple[Rule, ...] = ()

    def for_admins(self, message: Message) -> tuple[str, ...]:
        """Return the channels of the first rule that takes it, and of what that lets go on."""
        return _chosen(self.admins, message, None)

    def for_people(
        self, message: Message, receivers: Sequence[Receiver]
    ) -> Mapping[str, list[Receiver]]:
        """Return the receivers by the channel that each of them is reached by."""
        chosen: dict[str, list[Receiver]] = {}
        for receiver in receivers:
            for channel in _chosen(self.people, message, receiver):
                chosen.setdefault(channel, []).append(receiver)
        return chosen


def _chosen(rules: Iterable[Rule], message: Message, receiver: Receiver | None) -> tuple[str, ...]:
    chosen: dict[str, None] = {}
    for rule in rules:
        if rule.takes(message, receiver):
            chosen |= dict.fromkeys(rule.channels)
            if not rule.goes_on:
                break
    return tuple(chosen)


def _like(values: Iterable[str], patterns: Sequence[str]) -> bool:
    return not patterns or any(
        fnmatchcase(value, pattern) for value in values for pattern in patterns
    )


def _check_known(where: str, names: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in known]:
        listed = ", ".join(known)
        raise wrong(
            where,
            f"names {unknown[0]!r}, which is not there: use {listed}",
            f"引用了不存在的 {unknown[0]!r}：可用 {listed}",
        )
