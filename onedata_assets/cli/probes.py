"""Whether what answers at a service's address is that service, asked in its own protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

from onedata_assets.cli.addresses import Address, shown
from onedata_assets.cli.processes import listens
from onedata_resources.clients.carte import CarteClient
from onedata_resources.errors import OneDataError, UnavailableError
from onedata_resources.settings import value_of

ASK_SECONDS = 3.0
WEATHER_PAGE = "/v1/store-weather?from=2017-01-01&to=2017-01-01&page=1&size=1"


class Answer(StrEnum):
    """What is at an address."""

    RIGHT = "right"
    ABSENT = "absent"
    OTHER = "other"


@dataclass(frozen=True)
class Probe:
    """What is at the address of a service; `problem` says why it is not the right one."""

    address: Address
    answer: Answer
    problem: OneDataError | None = None


def probe(setting: str, environ: Mapping[str, str] | None = None) -> Probe:
    """Ask the service whose address a setting holds.

    Raises:
        BadInputError: The setting is no address.
    """
    address = Address.of(setting, value_of(setting, environ))
    if not listens(address.url):
        return Probe(address, Answer.ABSENT)
    try:
        PROTOCOLS[setting](address.url, environ)
    except OneDataError as error:
        return Probe(address, Answer.OTHER, _placed(error, address.shown))
    return Probe(address, Answer.RIGHT)


def ask_carte(url: str, environ: Mapping[str, str] | None) -> None:
    """Return if a Carte server takes the login.

    Raises:
        UnavailableError: It is no Carte server, or not online.
        BadInputError: It refuses the login.
    """
    login = value_of("KETTLE_USER", environ), value_of("KETTLE_PASSWORD", environ)
    with CarteClient(url, auth=login, timeout_seconds=ASK_SECONDS) as client:
        if not client.status().online:
            raise UnavailableError(
                f"the Carte server at {shown(url)} is not online",
                f"{shown(url)} 的 Carte 服务未在线",
            )


def ask_inference(url: str, _environ: Mapping[str, str] | None) -> None:
    """Return if a server of the open inference protocol is alive."""
    names = "a server of the open inference protocol", "开放推理协议服务"
    _told(url, "/v2", names, lambda told: {"name", "version"} <= told.keys())


def ask_weather(url: str, _environ: Mapping[str, str] | None) -> None:
    """Return if the store weather interface answers a page."""
    names = "the store weather interface", "门店天气接口"
    _told(url, WEATHER_PAGE, names, lambda told: isinstance(told.get("items"), list))


def ask_web_page(url: str, _environ: Mapping[str, str] | None) -> None:
    """Return if the portal answers."""
    names = "the portal", "门户"
    _told(url, "/api/session", names, lambda told: {"signed_in", "product"} <= told.keys())


def ask_mlflow(url: str) -> None:
    """Return if an MLflow server is well."""
    answer = _get(url, "/health")
    if not (answer.is_success and answer.text.strip() == "OK"):
        raise _other(url, "/health", ("an MLflow server", "MLflow 服务"), answer)


PROTOCOLS: dict[str, Callable[[str, Mapping[str, str] | None], None]] = {
    "KETTLE_BASE_URL": ask_carte,
    "WEATHER_BASE_URL": ask_weather,
    "TRITON_BASE_URL": ask_inference,
    "ONEDATA_UI_URL": ask_web_page,
}
"""The settings that hold a service's address, and how each service is asked."""


def _placed(error: OneDataError, url: str) -> OneDataError:
    """Return the error with the address in it."""
    if url in error.en:
        return error
    return UnavailableError(f"{url}: {error.en}", f"{url}：{error.zh}")


def _told(
    url: str, path: str, names: tuple[str, str], fits: Callable[[dict[str, Any]], bool]
) -> None:
    """Return if the answer is a JSON object that fits.

    Raises:
        UnavailableError: It is not.
    """
    answer = _get(url, path)
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not (answer.is_success and isinstance(told, dict) and fits(told)):
        raise _other(url, path, names, answer)


def _get(url: str, path: str) -> httpx.Response:
    try:
        return httpx.get(f"{url}{path}", timeout=ASK_SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        raise UnavailableError(
            f"something listens at {shown(url)} and does not answer {path} ({why})",
            f"{shown(url)} 有程序监听，但对 {path} 没有应答（{why}）",
        ) from error


def _other(url: str, path: str, names: tuple[str, str], answer: httpx.Response) -> UnavailableError:
    return UnavailableError(
        f"what answers at {shown(url)} is not {names[0]}: HTTP {answer.status_code} to {path}",
        f"{shown(url)} 上应答的不是{names[1]}：对 {path} 返回 HTTP {answer.status_code}",
    )
