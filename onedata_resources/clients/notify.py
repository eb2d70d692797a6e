"""Where alarms go: channels, each a file of JSON lines or an HTTP webhook.

Which alarm goes to which channel is decided in `onedata_assets/domain/operations/routing.py`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from onedata_resources.clients.endpoints import Endpoint
from onedata_resources.clients.jsonl import append_lines
from onedata_resources.errors import BadInputError, UnavailableError

DEFAULT_CHANNEL = "default"
WECOM_CHARACTERS = 680
"""WeCom refuses texts over 2,048 bytes; a Chinese character takes three."""


class NotifyClient:
    """Delivers messages to named channels; `url` is the default one.

    `channels` adds others: `name=url` pairs parted by spaces. A channel that is not known is served
    by the default, so that a mistake in routing never swallows an alarm. `ui_url` is the root that
    links in messages begin with.
    """

    def __init__(
        self,
        url: str,
        *,
        channels: str = "",
        ui_url: str = "",
        timeout_seconds: float = 5.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.ui_url = ui_url.rstrip("/")
        self._timeout = timeout_seconds
        self._transport = transport
        self._endpoints = {
            DEFAULT_CHANNEL: Endpoint.of(url, "ALARMS_URL"),
            **{name: Endpoint.of(at, "ALARMS_CHANNELS") for name, at in _parsed(channels).items()},
        }

    @property
    def channels(self) -> list[str]:
        """The names of the channels."""
        return list(self._endpoints)

    def send(self, message: Mapping[str, Any], channel: str = DEFAULT_CHANNEL) -> str:
        """Deliver one message and return the channel that took it.

        A channel that fails is replaced by the default one before giving up.

        Raises:
            UnavailableError: No channel took it.
            StorageFullError: The file of the channel has no room.
        """
        chosen = channel if channel in self._endpoints else DEFAULT_CHANNEL
        try:
            self._deliver(chosen, {**message, "channel": chosen})
        except UnavailableError:
            if chosen == DEFAULT_CHANNEL:
                raise
            chosen = DEFAULT_CHANNEL
            self._deliver(chosen, {**message, "channel": chosen})
        return chosen

    def _deliver(self, channel: str, message: Mapping[str, Any]) -> None:
        endpoint = self._endpoints[channel]
        if endpoint.file:
            append_lines(endpoint.file, [message])
            return
        reason = self._posted(endpoint.url, message)
        if reason is not None:
            # The URL of a webhook is its secret: name the channel and the kind of failure only.
            raise UnavailableError(
                f"alarm channel {channel!r} did not take the message ({reason}): "
                "check ALARMS_URL and ALARMS_CHANNELS",
                f"告警通道 {channel!r} 未接收消息（{reason}）：请检查 "
                "ALARMS_URL 与 ALARMS_CHANNELS",
            )

    def _posted(self, url: str, message: Mapping[str, Any]) -> str | None:
        """Return why the webhook did not take the message, or None where it did."""
        try:
            with httpx.Client(
                timeout=self._timeout, transport=self._transport, trust_env=False
            ) as http:
                answer = http.post(url, json=body_for(url, message))
        except httpx.HTTPError as error:
            return type(error).__name__
        if not answer.is_success:
            return f"HTTP {answer.status_code}"
        return refusal_in(answer)


def body_for(url: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message as the receiver at `url` reads it.

    WeCom, DingTalk, Feishu and Slack take only their own forms; any other webhook gets all fields.
    """
    text = str(message.get("text", message))
    host = urlsplit(url).hostname or ""
    forms: dict[str, dict[str, Any]] = {
        "qyapi.weixin.qq.com": {"msgtype": "text", "text": {"content": text[:WECOM_CHARACTERS]}},
        "oapi.dingtalk.com": {"msgtype": "text", "text": {"content": text}},
        "open.feishu.cn": {"msg_type": "text", "content": {"text": text}},
        "open.larksuite.com": {"msg_type": "text", "content": {"text": text}},
        "hooks.slack.com": {"text": text},
    }
    return forms.get(host, dict(message))


def refusal_in(answer: httpx.Response) -> str | None:
    """Return the error inside an answer with status 200, as the Chinese chat services give it."""
    if "json" not in answer.headers.get("content-type", ""):
        return None
    try:
        told = answer.json()
    except ValueError:
        return None
    code = (told.get("errcode") or told.get("code")) if isinstance(told, dict) else None
    return f"error code {code}" if isinstance(code, int) and code != 0 else None


def _parsed(channels: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in channels.split()]
    if broken := [name for name, sign, _ in pairs if not (name and sign)]:
        raise BadInputError(
            f"ALARMS_CHANNELS: {broken[0]!r} must have the form name=url",
            f"ALARMS_CHANNELS：{broken[0]!r} 应为 名称=地址 的形式",
        )
    return {name: url for name, _, url in pairs}
