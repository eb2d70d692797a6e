"""Message push: the one place that messages to people go through.

Channels are `ALARMS_URL` (the one called `default`), those of `ALARMS_CHANNELS`, and those of
`NOTIFY_FILE`, which also says who gets what (`notify_config.py`, `notify_routes.py`). What a
channel sends is in `notify_channels.py`, `notify_robots.py` and `notify_mail.py`. Which owner's
alarms go to which channel where no rule says so: `onedata_assets/domain/operations/routing.py`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from onedata_resources.clients.endpoints import Endpoint
from onedata_resources.clients.notify_channels import Channel, FileChannel
from onedata_resources.clients.notify_config import NotifyConfig, read_config
from onedata_resources.clients.notify_delivery import RefusalError, persistently
from onedata_resources.clients.notify_message import Message, Receiver
from onedata_resources.clients.notify_robots import channel_at
from onedata_resources.clients.outbound import OutboundTransport, checked_url
from onedata_resources.clients.outbound_policy import OutboundPolicy
from onedata_resources.errors import BadInputError, UnavailableError

DEFAULT_CHANNEL = "default"
PAUSE_SECONDS = 60.0
"""How long a channel that failed is passed over by the same client, so that a backlog of alarms
does not wait for it at each of them."""


@dataclass(frozen=True)
class Delivery:
    """The channels that took a message, and why others did not, by channel."""

    took: tuple[str, ...] = ()
    refused: Mapping[str, RefusalError] = field(default_factory=dict)


@dataclass
class _Done:
    """How far one message came."""

    message: Message
    took: dict[str, None] = field(default_factory=dict)
    refused: dict[str, RefusalError] = field(default_factory=dict)
    lost: list[Receiver] = field(default_factory=list)


class NotifyClient:
    """Delivers messages to named channels; `url` is the default one.

    `channels` adds others: `name=url` pairs parted by spaces; `file` is a `NOTIFY_FILE`. A channel
    that is not known, or fails, is replaced by the default, so that a mistake in routing never
    swallows a message. `ui_url` is the root that links in messages begin with. `outbound_allow`
    opens addresses to webhooks that people typed.
    """

    def __init__(
        self,
        url: str,
        *,
        channels: str = "",
        file: str = "",
        ui_url: str = "",
        outbound_allow: str = "",
        timeout_seconds: float = 5.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.ui_url = ui_url.rstrip("/")
        self._http = {"timeout_seconds": timeout_seconds}
        self._transport = transport
        self._sleep = sleep
        self._policy = OutboundPolicy.parse(outbound_allow)
        self._failed_at: dict[str, float] = {}
        own = {DEFAULT_CHANNEL: self._bare(DEFAULT_CHANNEL, url, "ALARMS_URL")}
        for name, at in _parsed(channels).items():
            own[name] = self._bare(name, at, "ALARMS_CHANNELS")
        config = NotifyConfig()
        if file:
            config = read_config(Path(file), known=own, transport=transport)
        self._channels: dict[str, Channel] = {**own, **config.channels}
        self.routes = config.routes

    @property
    def channels(self) -> list[str]:
        """The names of the channels."""
        return list(self._channels)

    def send(self, message: Mapping[str, Any] | Message, channel: str = DEFAULT_CHANNEL) -> str:
        """Deliver an alarm and return the channel that took it, or several joined by commas.

        The rules for administrators decide the channels; where none takes the message it is
        `channel`. One that fails is replaced by the default before giving up.

        Raises:
            UnavailableError: No channel took it.
            StorageFullError: The file of the channel has no room.
        """
        whole = message if isinstance(message, Message) else Message.of(message)
        chosen = channel if channel in self._channels else DEFAULT_CHANNEL
        return ",".join(self._to_all(whole, self.routes.for_admins(whole) or (chosen,)).took)

    def push_admins(self, message: Message) -> Delivery:
        """Deliver a message to the administrators, as the rules say; else to the default channel.

        Raises:
            UnavailableError: No channel took it.
        """
        return self._to_all(message, self.routes.for_admins(message) or (DEFAULT_CHANNEL,))

    def push_people(self, message: Message, receivers: Sequence[Receiver]) -> Delivery:
        """Deliver a message to these people, each as the rules say and to their own webhook.

        Whom no rule and no webhook reaches is named to the default channel.

        Raises:
            UnavailableError: No channel took it.
        """
        chosen = self.routes.for_people(message, receivers)
        reached = {one.name for people in chosen.values() for one in people}
        lost = [one for one in receivers if one.name not in reached and not one.webhook]
        done = _Done(message)
        for name, people in chosen.items():
            if name == DEFAULT_CHANNEL:
                lost += people
            else:
                self._each(done, self._channels[name], people)
        for one in receivers:
            if one.webhook:
                self._each(done, self._own_webhook(one), [one])
        if lost := [*lost, *done.lost]:
            self._each(done, self._channels[DEFAULT_CHANNEL], lost)
        return self._told(done)

    def try_channel(self, channel: str, message: Message) -> None:
        """Deliver a message to this channel and no other; for a person who tests it.

        Raises:
            BadInputError: There is no such channel.
            UnavailableError: It did not take the message.
        """
        if channel not in self._channels:
            listed = ", ".join(self._channels)
            raise BadInputError(
                f"there is no channel {channel!r}: use one of {listed}",
                f"没有通道 {channel!r}：可用 {listed}",
            )
        try:
            self._deliver(self._channels[channel], message, [])
        except RefusalError as refusal:
            raise _away(channel, refusal) from None

    def try_webhook(self, receiver: Receiver, url: str, message: Message) -> None:
        """Deliver a message to an address that this person typed, and nowhere else.

        Raises:
            BadInputError: It is no address that is open.
            UnavailableError: It did not take the message.
        """
        checked_url(url, self._policy)
        channel = self._own_webhook(replace(receiver, webhook=url))
        self._failed_at.pop(channel.name, None)
        try:
            self._deliver(channel, message, [receiver])
        except RefusalError as refusal:
            raise _away(channel.name, refusal) from None

    def _to_all(self, message: Message, channels: Sequence[str]) -> Delivery:
        """Deliver to everybody who reads these channels."""
        done = _Done(message)
        for name in channels:
            if name != DEFAULT_CHANNEL:
                self._each(done, self._channels[name], [])
        if DEFAULT_CHANNEL in channels or done.refused:
            self._each(done, self._channels[DEFAULT_CHANNEL], [])
        return self._told(done)

    def _each(self, done: "_Done", channel: Channel, people: Sequence[Receiver]) -> None:
        """Deliver to the people by this channel, each by themselves where it says so."""
        alone = getattr(channel, "alone", False) and people
        for group in [[one] for one in people] if alone else [list(people)]:
            try:
                self._deliver(channel, done.message, group)
            except RefusalError as refusal:
                done.refused[channel.name] = refusal
                done.lost += group
            else:
                done.took[channel.name] = None

    @staticmethod
    def _told(done: "_Done") -> Delivery:
        if done.refused and not done.took:
            raise _away(*list(done.refused.items())[-1])
        return Delivery(tuple(done.took), done.refused)

    def _deliver(self, channel: Channel, message: Message, people: Sequence[Receiver]) -> None:
        paused = time.monotonic() - self._failed_at.get(channel.name, -PAUSE_SECONDS)
        if paused < PAUSE_SECONDS and channel.name != DEFAULT_CHANNEL:
            raise RefusalError("failed a moment ago", "刚刚失败过")
        try:
            persistently(lambda: channel.deliver(message, people), self._sleep)
        except UnavailableError as error:
            raise RefusalError(error.en, error.zh) from None
        except RefusalError as refusal:
            if refusal.heals:
                self._failed_at[channel.name] = time.monotonic()
            raise

    def _own_webhook(self, receiver: Receiver) -> Channel:
        """Return the channel of an address that a person typed."""
        return channel_at(
            f"webhook of {receiver.name}",
            receiver.webhook,
            language=receiver.language,
            transport=OutboundTransport(self._policy),
            **self._http,
        )

    def _bare(self, name: str, url: str, setting: str) -> Channel:
        """Return the channel of an address that an administrator configured."""
        endpoint = Endpoint.of(url, setting)
        if endpoint.file:
            return FileChannel(name, endpoint.file)
        return channel_at(name, endpoint.url, transport=self._transport, **self._http)


def _away(channel: str, refusal: RefusalError) -> UnavailableError:
    # The URL of a webhook is its secret: name the channel and the kind of failure only.
    return UnavailableError(
        f"alarm channel {channel!r} did not take the message ({refusal.en}): "
        "check ALARMS_URL, ALARMS_CHANNELS and NOTIFY_FILE",
        f"告警通道 {channel!r} 未接收消息（{refusal.zh}）：请检查 "
        "ALARMS_URL、ALARMS_CHANNELS 与 NOTIFY_FILE",
    )


def _parsed(channels: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in channels.split()]
    if broken := [name for name, sign, _ in pairs if not (name and sign)]:
        raise BadInputError(
            f"ALARMS_CHANNELS: {broken[0]!r} must have the form name=url",
            f"ALARMS_CHANNELS：{broken[0]!r} 应为 名称=地址 的形式",
        )
    return {name: url for name, _, url in pairs}
