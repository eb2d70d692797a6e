"""Where an HTTP interface and the document that describes it are, and what the document holds.

What the document means is in `domain/metadata/interfaces`; what paths answer, in `catalog_http.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from onedata_assets.domain.metadata.interfaces.documents import (
    NoDocumentError,
    document_of,
    servers,
)
from onedata_assets.domain.metadata.interfaces.json_types import Json
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.catalog_http_asking import (
    MOST_BYTES,
    Interface,
    same_host,
    shown,
)
from onedata_resources.errors import BadInputError, UnavailableError


@dataclass(frozen=True)
class HttpSource:
    """An interface: `address` is its document's, or with `paths` that below which these are."""

    address: str
    base: str = ""
    paths: tuple[str, ...] = ()


def read_document(source: HttpSource, interface: Interface) -> Json:
    """Return the document that describes an interface."""
    try:
        return document_of(_document_text(source, interface))
    except NoDocumentError as error:
        where = shown(source.address) if _is_url(source.address) else source.address
        raise BadInputError(
            f"{where} holds no description of an interface: {error.en}.",
            f"{where} 不是接口描述文档：{error.zh}。",
        ) from error


def _document_text(source: HttpSource, interface: Interface) -> str:
    if _is_url(source.address):
        signed = not source.base or same_host(source.address, source.base)
        return interface.get(source.address, signed=signed).text
    path = Path(unquote(source.address.removeprefix("file://")))
    if not path.is_file():
        raise UnavailableError(
            f"There is no file {path}: write the path or the URL of a document into the source's"
            " variable.",
            f"没有文件 {path}：请在数据源的环境变量中填写文档的路径或 URL。",
        )
    if path.stat().st_size > MOST_BYTES:
        raise BadInputError(
            f"{path} is larger than {MOST_BYTES >> 20} MiB.",
            f"{path} 超过 {MOST_BYTES >> 20} MiB。",
        )
    return path.read_text(encoding="utf-8-sig", errors="replace")


def base_of(source: HttpSource, document: Json) -> str:
    """Return where the interface is that a document describes; empty where it is elsewhere."""
    if source.base:
        return source.base
    return next((each for each in _servers(source, document) if _is_own(source, each)), "")


def _servers(source: HttpSource, document: Json) -> list[str]:
    return servers(document, source.address if _is_url(source.address) else "")


def _is_own(source: HttpSource, server: str) -> bool:
    return _is_url(source.address) and same_host(source.address, server)


def without_base(source: HttpSource, document: Json) -> Problem:
    """Return why no rows are asked for where `base_of` is empty."""
    listed = ", ".join(shown(each) for each in _servers(source, document)[:3])
    where, zh = "no address", "未说明接口地址"
    if listed:
        where = f"the interface is at {listed}, not where the document is"
        zh = f"称接口位于 {listed}，与文档所在主机不同"
    return Problem(
        TableName("", "*"),
        f"No rows were asked for: the document says {where}. Name it by `base`, a variable with"
        " the interface's address.",
        f"未采样：文档{zh}。请用 base 指定存放接口地址的环境变量。",
        is_partial=True,
    )


def _is_url(address: str) -> bool:
    return "://" in address and not address.startswith("file://")
