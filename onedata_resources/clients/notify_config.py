"""`NOTIFY_FILE`: the channels of an installation and who gets what, read from YAML.

channels:
  ops-mail: {kind: email, host: smtp.example.com, user: onedata, password: "${SMTP_PASSWORD}",
             from: OneData <onedata@example.com>, to: [ops@example.com]}
  wecom-data: {kind: wecom, url: "${WECOM_URL}", format: markdown, mention: [zhangsan]}
  own: {kind: company.push.SmsChannel, region: cn}
admins:
  - {kinds: [run_failed], levels: [error], projects: [retail], channels: [ops-mail]}
people:
  - {channels: [ops-mail]}
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from onedata_resources.clients.endpoints import Endpoint
from onedata_resources.clients.notify_channels import (
    Channel,
    FileChannel,
    HttpChannel,
    OwnChannel,
)
from onedata_resources.clients.notify_mail import MailChannel
from onedata_resources.clients.notify_message import BOTH
from onedata_resources.clients.notify_options import Options, wrong
from onedata_resources.clients.notify_robot import FORMATS
from onedata_resources.clients.notify_robots import ROBOTS
from onedata_resources.clients.notify_routes import Routes, Rule
from onedata_resources.errors import BadInputError

KINDS = ("email", "webhook", "file", *ROBOTS)


@dataclass(frozen=True)
class NotifyConfig:
    """The channels by name, and the rules."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    routes: Routes = field(default_factory=Routes)


def read_config(
    path: Path,
    *,
    known: Mapping[str, Channel],
    environ: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
) -> NotifyConfig:
    """Return what the file says; `known` are channels that are configured elsewhere.

    Raises:
        BadInputError: The file is missing, is no YAML, or an option in it is wrong.
    """
    options = Options("the file", _loaded(path), environ)
    channels = {
        name: _channel(name, Options(f"channels.{name}", raw, environ), transport)
        for name, raw in _mapping(options, "channels").items()
    }
    if twice := sorted(channels.keys() & known.keys()):
        raise wrong(
            f"channels.{twice[0]}",
            "has the name of a channel of ALARMS_URL or ALARMS_CHANNELS: rename it",
            "与 ALARMS_URL 或 ALARMS_CHANNELS 的通道重名：请改名",
        )
    every = [*known, *channels]
    rules = {
        part: tuple(
            Rule.from_options(
                Options(f"{part}[{number}]", raw, environ), every, personal=part == "people"
            )
            for number, raw in enumerate(_list(options, part), 1)
        )
        for part in ("admins", "people")
    }
    options.end()
    return NotifyConfig(channels, Routes(rules["admins"], rules["people"]))


def _loaded(path: Path) -> Any:  # noqa: ANN401  whatever YAML brought
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise BadInputError(
            f"NOTIFY_FILE: {path} cannot be read ({error.strerror}): correct the path",
            f"NOTIFY_FILE：无法读取 {path}（{error.strerror}）：请更正路径",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise BadInputError(
            f"NOTIFY_FILE: {path}{line} is not YAML: correct it",
            f"NOTIFY_FILE：{path}{line} 不是 YAML：请更正",
        ) from None


def _mapping(options: Options, name: str) -> Mapping[str, Any]:
    found = options.raw(name)
    return Options(name, found if found is not None else {}).whole()


def _list(options: Options, name: str) -> list[Any]:
    found = options.raw(name)
    if found is not None and not isinstance(found, list):
        raise wrong(name, "must be a list of rules", "应为规则列表")
    return found or []


def _channel(name: str, options: Options, transport: httpx.BaseTransport | None) -> Channel:
    kind = options.text("kind")
    if "." in kind:
        return OwnChannel.load(name, kind, options.rest())
    makers: dict[str, Callable[[], Channel]] = {
        "email": lambda: MailChannel.from_options(name, options),
        "file": lambda: FileChannel(name, Path(options.text("path"))),
        "webhook": lambda: _webhook(name, options, transport),
    }
    if kind in ROBOTS:
        made: Channel = _robot(name, kind, options, transport)
    elif kind in makers:
        made = makers[kind]()
    else:
        listed = ", ".join(KINDS)
        raise wrong(
            f"{options.where}.kind",
            f"must be one of {listed}, or a class as package.module.Class",
            f"应为 {listed} 之一，或 package.module.Class 形式的类",
        )
    options.end()
    return made


def _webhook(name: str, options: Options, transport: httpx.BaseTransport | None) -> HttpChannel:
    return HttpChannel(
        name,
        **_http(options, transport),
        secret=options.text("secret", ""),
        headers=options.pairs("headers"),
    )


def _robot(
    name: str, kind: str, options: Options, transport: httpx.BaseTransport | None
) -> HttpChannel:
    return ROBOTS[kind](
        name,
        **_http(options, transport),
        secret=options.text("secret", "") if ROBOTS[kind].signs else "",
        form=options.choice("format", FORMATS, "text"),
        mention=options.texts("mention"),
        mention_mobiles=options.texts("mention_mobiles"),
    )


def _http(options: Options, transport: httpx.BaseTransport | None) -> dict[str, Any]:
    url = options.text("url")
    if Endpoint.of(url, f"NOTIFY_FILE: {options.where}.url").file:
        raise wrong(f"{options.where}.url", "must be an HTTP address", "应为 HTTP 地址")
    return {
        "url": url,
        "language": options.choice("language", ["zh", "en", BOTH], BOTH),
        "transport": transport or _trusting(options),
    }


def _trusting(options: Options) -> httpx.BaseTransport | None:
    """Return what trusts the authority of `ca_file`, a company's own; None without one."""
    ca_file = options.text("ca_file", "")
    if not ca_file:
        return None
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError:
        raise wrong(
            f"{options.where}.ca_file", "must be a readable file of PEM", "应为可读的 PEM 文件"
        ) from None
    nothing_kept = httpx.Limits(max_keepalive_connections=0)
    return httpx.HTTPTransport(verify=context, trust_env=False, limits=nothing_kept)
