"""Group robots of WeCom, DingTalk and Feishu, and Slack's webhooks: their forms and signatures.

Each has its limit of length, which a message is cut to, and its own way to refuse inside an answer
whose status is good.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus, urlsplit

from onedata_resources.clients.notify_channels import HttpChannel
from onedata_resources.clients.notify_message import (
    BOTH,
    OPEN_LINK,
    Message,
    Receiver,
    cut,
    fitted,
    harmless,
    marked,
    one_line,
)
from onedata_resources.clients.notify_robot import Robot, WholeRobot


class WeComRobot(Robot):
    """A group robot of WeCom (企业微信): text with mentions, or markdown."""

    kind = "wecom"
    healing_codes = frozenset({-1})
    text_bytes = 2048
    markdown_bytes = 4096

    def body(self, message: Message, receivers: Sequence[Receiver]) -> dict[str, Any]:
        """Return the form that WeCom takes; markdown mentions by `<@name>`, text by its lists."""
        language, names = self.language_for(receivers), self.names(receivers)
        if self._form == "markdown":
            tail = "".join(f"\n<@{one_line(name)}>" for name in names)
            text = marked(message, language, self.markdown_bytes - len(tail.encode()))
            return {"msgtype": "markdown", "markdown": {"content": text + tail}}
        content = fitted(message.plain(language), message.link, self.text_bytes)
        lists = {
            "mentioned_list": names,
            "mentioned_mobile_list": self.mobiles(receivers),
        }
        told = {name: people for name, people in lists.items() if people}
        return {"msgtype": "text", "text": {"content": content, **told}}


class DingTalkRobot(WholeRobot):
    """A group robot of DingTalk (钉钉), signed by `timestamp` and `sign` where it has a secret."""

    kind = "dingtalk"
    signs = True
    healing_codes = frozenset({-1})
    max_request = 20_000

    def body_within(
        self, message: Message, receivers: Sequence[Receiver], size: int
    ) -> dict[str, Any]:
        """Return the form that DingTalk takes; a mention shows only where its text has it too."""
        language = self.language_for(receivers)
        names, mobiles = self.names(receivers), self.mobiles(receivers)
        called = [one_line(one) for one in (*mobiles, *(n for n in names if n != "@all"))]
        tail = "\n" + " ".join(f"@{one}" for one in called) if called else ""
        at = {
            "atMobiles": mobiles,
            "atUserIds": [name for name in names if name != "@all"],
            "isAtAll": "@all" in names,
        }
        room = size - len(tail.encode())
        if self._form == "markdown":
            title = cut(one_line(message.title.said(language)), 200)
            text = marked(message, language, room) + (f"\n{tail}" if tail else "")
            return {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": at}
        text = fitted(message.plain(language), message.link, room) + tail
        return {"msgtype": "text", "text": {"content": text}, "at": at}

    def signed_url(self) -> str:
        """Return the address with the time in milliseconds and the signature over it."""
        if not self._secret:
            return self._url
        at = str(round(self._clock().timestamp() * 1000))
        digest = hmac.new(self._secret.encode(), f"{at}\n{self._secret}".encode(), hashlib.sha256)
        sign = quote_plus(base64.b64encode(digest.digest()))
        joint = "&" if urlsplit(self._url).query else "?"
        return f"{self._url}{joint}timestamp={at}&sign={sign}"


class FeishuRobot(WholeRobot):
    """A group robot of Feishu or Lark (飞书); with a secret the body holds the signature."""

    kind = "feishu"
    signs = True
    healing_codes = frozenset({9499, 11232})
    """Too many requests in a moment."""
    max_request = 20_000

    def body_within(
        self, message: Message, receivers: Sequence[Receiver], size: int
    ) -> dict[str, Any]:
        """Return the form that Feishu takes; `markdown` is a card with a coloured head."""
        language, names = self.language_for(receivers), self.names(receivers)
        ids = ["all" if name == "@all" else one_line(name) for name in names]
        if self._form == "markdown":
            tail = "".join(f"\n<at id={one}></at>" for one in ids)
            form = self._card(message, language, tail, size)
        else:
            tail = "".join(f'\n<at user_id="{one}"></at>' for one in ids)
            room = size - len(tail.encode())
            text = fitted(harmless(message.plain(language)), message.link, room) + tail
            form = {"msg_type": "text", "content": {"text": text}}
        return {**self._signed(), **form}

    def _card(self, message: Message, language: str, tail: str, size: int) -> dict[str, Any]:
        colour = {"error": "red", "warning": "orange"}.get(message.level.value, "blue")
        title = cut(one_line(message.title.said(language)), 300)
        text = marked(message, language, size - len((tail + title).encode())) + tail
        return {
            "msg_type": "interactive",
            "card": {
                "header": {
                    "title": {"tag": "plain_text", "content": title},
                    "template": colour,
                },
                "elements": [{"tag": "markdown", "content": text}],
            },
        }

    def _signed(self) -> dict[str, str]:
        if not self._secret:
            return {}
        at = str(int(self._clock().timestamp()))
        digest = hmac.new(f"{at}\n{self._secret}".encode(), b"", hashlib.sha256).digest()
        return {"timestamp": at, "sign": base64.b64encode(digest).decode()}


class SlackWebhook(Robot):
    """An incoming webhook of Slack; its answer is a word, and a bad one has a bad status."""

    kind = "slack"
    max_characters = 3900
    """A text over 4,000 is split into several messages by Slack."""

    def body(self, message: Message, receivers: Sequence[Receiver]) -> dict[str, Any]:
        """Return the form that Slack takes; what is written by anybody is escaped as it asks."""
        language = self.language_for(receivers)
        ids = self.names(receivers)
        tail = "".join("\n<!channel>" if one == "@all" else f"\n<@{one_line(one)}>" for one in ids)
        room = self.max_characters - len(tail)
        if self._form == "markdown":
            return {"text": self._marked(message, language, room) + tail}
        text, link = message.plain(language), f"\n{_escaped(message.link)}"
        if len(_escaped(text)) > room:
            return {"text": _escaped_within(text, room - len(link)) + link + tail}
        return {"text": _escaped(text) + tail}

    def _marked(self, message: Message, language: str, room: int) -> str:
        """Return the message in Slack's own markup: the title bold, the link named."""
        title = _escaped_within(one_line(message.title.said(language)), 300)
        link = message.link if not set("<>| \n") & set(message.link) else ""
        end = f"\n<{_escaped(link)}|{OPEN_LINK[language]}>" if link else ""
        head = f"*{title}*\n"
        return head + _escaped_within(message.body.said(language), room - len(head + end)) + end


ROBOTS: Mapping[str, type[Robot]] = {
    robot.kind: robot for robot in (WeComRobot, DingTalkRobot, FeishuRobot, SlackWebhook)
}
HOSTS: Mapping[str, type[HttpChannel]] = {
    "qyapi.weixin.qq.com": WeComRobot,
    "oapi.dingtalk.com": DingTalkRobot,
    "open.feishu.cn": FeishuRobot,
    "open.larksuite.com": FeishuRobot,
    "hooks.slack.com": SlackWebhook,
}


def channel_at(name: str, url: str, **options: Any) -> HttpChannel:  # noqa: ANN401
    """Return the channel of a bare address: the robot that its host has, else a webhook."""
    made = HOSTS.get((urlsplit(url).hostname or "").lower(), HttpChannel)
    return made(name, url, **{"language": BOTH, **options})


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escaped_within(text: str, room: int) -> str:
    """Return the text escaped, cut where that has more than `room` characters."""
    whole = _escaped(text)
    if len(whole) <= room:
        return whole
    kept, used = [], 1
    for letter in map(_escaped, text):
        used += len(letter)
        if used > room:
            break
        kept.append(letter)
    return "".join(kept) + "…"
