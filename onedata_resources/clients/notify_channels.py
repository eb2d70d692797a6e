"""Channels that take a message by HTTP, or keep it in a file, and the channel of a customer's own.

Chat robots are in `notify_robots.py`, e-mail in `notify_mail.py`. A channel has a `name` and
`deliver(message, receivers)`, which raises a `RefusalError` where the message was not taken.
Without receivers the message is for everybody who reads the channel.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import httpx

from onedata_resources.clients import outbound
from onedata_resources.clients.jsonl import append_lines
from onedata_resources.clients.notify_delivery import RefusalError, retry_after
from onedata_resources.clients.notify_message import BOTH, Message, Receiver, cut, one_line
from onedata_resources.clients.notify_options import wrong
from onedata_resources.errors import OneDataError, UnavailableError

HEALING = {408, 425, 429, 500, 502, 503, 504}
"""Statuses after which the same request may be taken a moment later."""

Clock = Callable[[], datetime]


class Channel(Protocol):
    """Where messages go; what a class named by `kind:` in `NOTIFY_FILE` must be."""

    name: str

    def deliver(self, message: Message, receivers: Sequence[Receiver]) -> None:
        """Take one message, for these people where some are named.

        Raises:
            RefusalError: It was not taken.
        """
        ...


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(tz=UTC)


class HttpChannel:
    """A webhook: posts JSON and reads the answer. Subclasses say what they post and when it failed.

    `transport` is None for an address that an administrator configured, and an `OutboundTransport`
    for one that a person typed.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        secret: str = "",
        language: str = BOTH,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = 5.0,
        transport: httpx.BaseTransport | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.name = name
        self.language = language
        self._url = url
        self._secret = secret
        self._headers = dict(headers or {})
        self._timeout = timeout_seconds
        self._transport = transport
        self._clock = clock

    def deliver(self, message: Message, receivers: Sequence[Receiver]) -> None:
        """Post the message once.

        Raises:
            RefusalError: Nothing answered, the status is bad, or the answer holds an error.
        """
        body = self.body(message, receivers)
        content = json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace")
        headers = {**self._headers, **self.signature(content)}
        try:
            answer = outbound.post(
                self.signed_url(),
                content,
                headers=headers,
                timeout_seconds=self._timeout,
                transport=self._transport,
            )
        except httpx.HTTPError as error:
            raise RefusalError(type(error).__name__, heals=True) from None
        except OneDataError as error:
            away = isinstance(error, UnavailableError)
            raise RefusalError(error.en, error.zh, heals=away) from None
        self._check(answer)

    def body(self, message: Message, receivers: Sequence[Receiver]) -> dict[str, Any]:
        """Return all fields of the message, and the names of those whom it is for."""
        people = {"receivers": [one.name for one in receivers]} if receivers else {}
        return {**message.fields(), **people, "channel": self.name}

    def signed_url(self) -> str:
        """Return the address to post to."""
        return self._url

    def signature(self, content: bytes) -> dict[str, str]:
        """Return the headers that prove who sent this content, where a secret is configured.

        HMAC-SHA256 over the time in seconds, a dot, and the content, in hexadecimal.
        """
        if not self._secret:
            return {}
        at = str(int(self._clock().timestamp()))
        sign = hmac.new(self._secret.encode(), f"{at}.".encode() + content, hashlib.sha256)
        return {"X-OneData-Timestamp": at, "X-OneData-Signature": f"sha256={sign.hexdigest()}"}

    def refused(self, told: Mapping[str, Any]) -> RefusalError | None:
        """Return the error inside an answer with a good status, as chat services give it."""
        code = told.get("errcode") or told.get("code")
        if not isinstance(code, int) or isinstance(code, bool) or code == 0:
            return None
        return RefusalError(f"error code {code}")

    def _check(self, answer: outbound.Answer) -> None:
        if not answer.is_success:
            raise RefusalError(
                f"HTTP {answer.status}",
                heals=answer.status in HEALING,
                wait=retry_after(answer.headers),
            )
        if "json" not in answer.headers.get("content-type", ""):
            return
        try:
            told = json.loads(answer.body)
        except ValueError:
            return
        if isinstance(told, dict) and (refusal := self.refused(told)):
            raise refusal


class FileChannel:
    """A file of JSON lines."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path

    def deliver(self, message: Message, receivers: Sequence[Receiver]) -> None:
        """Append the message.

        Raises:
            StorageFullError: There is no room.
            UnavailableError: The file cannot be written.
        """
        people = {"receivers": [one.name for one in receivers]} if receivers else {}
        append_lines(self._path, [{**message.fields(), **people, "channel": self.name}])


class OwnChannel:
    """A channel of a customer's own class, called as `Class(name, options)`."""

    def __init__(self, name: str, inner: Channel) -> None:
        self.name = name
        self._inner = inner

    @classmethod
    def load(cls, name: str, kind: str, options: Mapping[str, Any]) -> "OwnChannel":
        """Return the channel of the class that `kind` names, `package.module.Class`.

        Raises:
            BadInputError: There is no such class, or it does not take the options.
        """
        module, _, made = kind.rpartition(".")
        where = f"channels.{name}"
        try:
            inner = getattr(import_module(module), made)(name, dict(options))
        except Exception as error:  # a customer's code may raise anything
            raise wrong(
                where,
                f"the class {kind} cannot be made ({type(error).__name__}): it must be importable "
                "and take (name, options)",
                f"类 {kind} 无法创建（{type(error).__name__}）：须可导入，且参数为 (name, options)",
            ) from error
        if not callable(getattr(inner, "deliver", None)):
            raise wrong(
                where,
                f"the class {kind} has no deliver(message, receivers)",
                f"类 {kind} 没有 deliver(message, receivers) 方法",
            )
        return cls(name, inner)

    def deliver(self, message: Message, receivers: Sequence[Receiver]) -> None:
        """Hand the message over; whatever the class raises is a refusal."""
        try:
            self._inner.deliver(message, receivers)
        except RefusalError:
            raise
        except Exception as error:  # a customer's code may raise anything
            raise RefusalError(
                f"{type(error).__name__}: {cut(one_line(str(error)), 300)}"
            ) from error
