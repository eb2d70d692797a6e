"""What chat robots share: whom they mention, their language, and their limits of length.

The robots themselves are in `notify_robots.py`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from onedata_resources.clients.notify_channels import HttpChannel
from onedata_resources.clients.notify_delivery import RefusalError
from onedata_resources.clients.notify_message import Message, Receiver, mentioned

FORMATS = ("text", "markdown")


class Robot(HttpChannel):
    """What the robots share: a format, people to mention, and codes that heal by themselves."""

    kind = ""
    signs = False
    """Whether it takes a `secret`."""
    healing_codes: frozenset[int] = frozenset()

    def __init__(
        self,
        name: str,
        url: str,
        *,
        form: str = "text",
        mention: Sequence[str] = (),
        mention_mobiles: Sequence[str] = (),
        **options: Any,  # noqa: ANN401  those of HttpChannel
    ) -> None:
        super().__init__(name, url, **options)
        self._form = form
        self._mention = tuple(mention)
        self._mobiles = tuple(mention_mobiles)

    def signature(self, content: bytes) -> dict[str, str]:
        """Return no headers: robots have signatures of their own, or none."""
        del content
        return {}

    def refused(self, told: Mapping[str, Any]) -> RefusalError | None:
        """Return the error inside the answer; some heal a moment later."""
        refusal = super().refused(told)
        if refusal is None:
            return None
        code = told.get("errcode") or told.get("code")
        return RefusalError(refusal.en, heals=code in self.healing_codes)

    def language_for(self, receivers: Sequence[Receiver]) -> str:
        """Return the receivers' language where they share one, else the channel's."""
        languages = {one.language for one in receivers}
        return languages.pop() if len(languages) == 1 else self.language

    def names(self, receivers: Sequence[Receiver]) -> list[str]:
        """Return whom to mention by the name they have in this chat."""
        return list(dict.fromkeys([*self._mention, *mentioned(receivers, self.kind)]))

    def mobiles(self, receivers: Sequence[Receiver]) -> list[str]:
        """Return whom to mention by their number: those who have no name in this chat."""
        more = [one.mobile for one in receivers if one.mobile and self.kind not in one.handles]
        return list(dict.fromkeys([*self._mobiles, *more]))


class WholeRobot(Robot):
    """A robot whose limit is on the whole request, in which JSON makes a line break two bytes."""

    max_request = 0

    def body(self, message: Message, receivers: Sequence[Receiver]) -> dict[str, Any]:
        """Return the form with as much of the text as the request has room for."""
        size = self.max_request * 9 // 10
        while True:
            form = self.body_within(message, receivers, size)
            whole = json.dumps(form, ensure_ascii=False).encode("utf-8", "replace")
            if len(whole) <= self.max_request or size < 1000:
                return form
            size //= 2

    def body_within(
        self, message: Message, receivers: Sequence[Receiver], size: int
    ) -> dict[str, Any]:
        """Return the form with a text of at most `size` bytes."""
        raise NotImplementedError
