"""HTTP: what a server answers, kept in a file; a file may be sent to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.kettle.engine.entries.names import formatted
from onedata_resources.kettle.engine.entries.places import local, result_file
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Exchange:
    """One request: its address, the file to send (or none), and the file for the answer."""

    url: str
    upload: str
    target: str


@entry("HTTP")
def http(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """HTTP keeps the answer to each request in its file; a refusal is an error.

    The file is made before the server is asked: without an answer it is empty.
    """
    settings = run.settings(found.xml)
    run.log.write(found.name, "Start of HTTP job entry.")
    result = replace(previous, success=False)
    for exchange in _exchanges(run, settings, previous):
        if run.ended:
            break
        run.log.write(found.name, f"Connecting to [{exchange.url}]...")
        target = local(run, found, _target(run, settings, exchange.target))
        target.open("ab" if settings.flag("file_appended") else "wb").close()
        size = _exchange(run, found, settings, exchange, target)
        run.log.write(found.name, f"Finished writing {size} bytes to result file [{target}]")
        if settings.flag("addfilenameresult", default=True):
            result = result.with_files([result_file(run, found, target)])
        result = replace(result, success=True)
    return result


def _exchanges(run: JobRun, settings: StepXml, previous: JobResult) -> Iterator[Exchange]:
    if not settings.flag("run_every_row"):
        yield Exchange(
            settings.text("url"), settings.text("uploadfilename"), settings.text("targetfilename")
        )
        return
    url = settings.raw("url_fieldname") or "URL"
    upload = settings.raw("upload_fieldname") or "UPLOAD"
    target = settings.raw("dest_fieldname") or "DESTINATION"
    for row in each_row(previous.rows):
        yield Exchange(*(run.expand(row.text(name)) for name in (url, upload, target)))


def _target(run: JobRun, settings: StepXml, name: str) -> str:
    if not settings.flag("date_time_added"):
        return name
    name += formatted(run.clock.now(), "'_'yyyyMMdd'_'HHmmss")
    tags = ("targetfilename_extension", "targetfilename_extention")
    extension = settings.text(tags[0]) or settings.text(tags[1])
    return f"{name}.{extension}" if extension else name


def _exchange(
    run: JobRun, found: Entry, settings: StepXml, exchange: Exchange, target: Path
) -> int:
    """Write the answer to the file; return its bytes."""
    mode = "ab" if settings.flag("file_appended") else "wb"
    scheme = urlsplit(exchange.url).scheme.lower()
    if scheme == "file":
        with Path(local_path(exchange.url)).open("rb") as source, target.open(mode) as file:
            shutil.copyfileobj(source, file)
        return target.stat().st_size
    if scheme not in {"http", "https"}:
        raise refuse(found, f"asks {exchange.url!r}, which is no URL", f"{exchange.url!r} 不是网址")
    upload = local(run, found, exchange.upload) if exchange.upload else None
    try:
        with _client(settings) as client:
            return _answer(client, exchange.url, upload, target, mode)
    except httpx.HTTPError as error:
        what = str(error) or type(error).__name__
        raise UnavailableError(
            f"{exchange.url} gave no answer: {what}", f"{exchange.url} 没有应答：{what}"
        ) from error


def _client(settings: StepXml) -> httpx.Client:
    user = settings.text("username")
    password = decode_password(settings.text("password"))
    host = settings.text("proxy_host")
    without = [each for each in settings.text("non_proxy_hosts").split("|") if each]
    proxy = f"http://{host}:{settings.text('proxy_port') or 80}" if host else None
    named = urlsplit(settings.text("url")).hostname or ""
    headers = [
        (each.text("header_name"), each.text("header_value"))
        for each in settings.items("headers/header")
    ]
    return httpx.Client(
        auth=(user, password) if user else None,
        headers=[pair for pair in headers if all(pair)],
        proxy=None if named in without else proxy,
        follow_redirects=True,
        timeout=TIMEOUT_SECONDS,
        trust_env=False,
    )


def _answer(client: httpx.Client, url: str, upload: Path | None, target: Path, mode: str) -> int:
    content = upload.read_bytes() if upload is not None else None
    size = 0
    with client.stream("GET" if content is None else "POST", url, content=content) as answer:
        if answer.is_error:
            raise BadInputError(
                f"{url} answered {answer.status_code} {answer.reason_phrase}: correct the address"
                " or the login.",
                f"{url} 返回 {answer.status_code} {answer.reason_phrase}：请更正地址或登录信息。",
            )
        with target.open(mode) as file:
            for part in answer.iter_bytes():
                file.write(part)
                size += len(part)
    return size
