"""The settings that all providers share. Each provider's own settings stand in its file."""

import ipaddress
import ssl
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

Groups = Annotated[
    frozenset[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]


def wrong(en: str, zh: str) -> PydanticCustomError:
    """Return the error of a value, in both languages."""
    return PydanticCustomError("onedata", "{en}", {"en": en, "zh": zh})


class Settings(BaseModel):
    """Settings read once; an unknown one is an error, and no error repeats a value."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True
    )


class Title(Settings):
    """A text in both languages."""

    en: str
    zh: str


class ProviderSettings(Settings):
    """What every provider has: id, kind, title, and whom it lets in and makes administrators."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    kind: str
    title: Title
    admin_groups: Groups = frozenset()
    allowed_groups: Groups = frozenset()

    @field_validator("title", mode="before")
    @classmethod
    def _title_of_text(cls, value: object) -> object:
        """Let one text stand for both languages."""
        return {"en": value, "zh": value} if isinstance(value, str) else value


class HttpSettings(ProviderSettings):
    """Providers that are reached over HTTP."""

    ca_file: Path | None = None
    proxy: str | None = None
    timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    allow_http: bool = False

    @field_validator("ca_file")
    @classmethod
    def _ca_file_is_there(cls, value: Path | None) -> Path | None:
        return checked_ca(value)

    def checked_url(self, url: object) -> str:
        """Return the address, or raise `ValueError` where its traffic could be read or changed.

        Plain HTTP is for this machine, and elsewhere only by `allow_http: true`.
        """
        return checked_url(url, allow_http=self.allow_http)


def checked_ca(path: Path | None) -> Path | None:
    """Return the path of a file of certificates."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # also ssl.SSLError: the file holds none
        raise wrong(
            f"is no file of PEM certificates ({type(error).__name__})",
            f"不是 PEM 证书文件（{type(error).__name__}）",
        ) from error
    return path


def checked_url(url: object, *, allow_http: bool) -> str:
    """Return the address where it is https, or http to this machine or allowed."""
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or not parts.hostname or parts.scheme not in ("https", "http"):
        raise wrong("is not an https:// address", "不是 https:// 地址")
    if parts.scheme == "http" and not (allow_http or is_loopback(parts.hostname)):
        raise wrong(
            "is plain http: use https, or say allow_http: true for a network you trust",
            "为明文 http：请改用 https，或在可信网络中设置 allow_http: true",
        )
    return str(url)


def is_loopback(host: str) -> bool:
    """Return whether the host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
