"""httpreader and httpwriter: rows from the JSON that a service answers, and rows sent to one.

An answer that is no success ends the job. All values that are read are texts, as in DataX.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from onedata_resources.kettle.datax.builder import Builder, Column, Rows, abort_settings
from onedata_resources.kettle.datax.job import Part, Plugin, Text, Texts
from onedata_resources.kettle.datax.merging import merged
from onedata_resources.kettle.generate.cleaning import filter_rows
from onedata_resources.kettle.generate.elements import Pair, field_of
from onedata_resources.kettle.generate.inputs import json_fields
from onedata_resources.kettle.generate.places import FileColumn
from onedata_resources.kettle.generate.plan import Filter
from onedata_resources.kettle.values.types import KettleType

BODY, STATUS = "http_body", "http_status"
FIRST_NO_SUCCESS = "300"
_NAME = re.compile(r"[^\W\d]\w*")


class Proxy(Part):
    """A proxy for HTTP."""

    host: Text


class HttpService(Part):
    """Where a plugin calls, and with which account and headers."""

    url: Text
    method: Text = ""
    username: Text = ""
    password: Text = Field(default="", repr=False)
    headers: dict[str, Text] = Field(default_factory=dict, repr=False)
    proxy: Proxy | None = None


class HttpReader(HttpService):
    """The parameters of httpreader."""

    reqParams: dict[str, Text] = Field(default_factory=dict)  # noqa: N815 - DataX's key
    resultKey: Text = ""  # noqa: N815 - DataX's key
    column: Texts = Field(min_length=1)
    isPage: bool = False  # noqa: N815 - DataX's key


class HttpWriter(HttpService):
    """The parameters of httpwriter: a JSON list of `batchSize` objects for each call."""

    column: Texts = Field(min_length=1)
    batchSize: int = Field(default=1, ge=1)  # noqa: N815 - DataX's key


def read_http(builder: Builder, plugin: Plugin, width: int | None) -> list[Rows]:
    """Return a row for each object in the answer.

    Raises:
        KettleFileError: A parameter is missing, wrong or not supported.
    """
    del width
    reader = plugin.read(HttpReader)
    method = _method(plugin, reader, "GET")
    if reader.isPage:
        raise plugin.refuse("isPage", "pages are not read; ask for all rows.", "不支持分页读取。")
    if reader.column == ("*",):
        raise plugin.refuse("column", "list the keys that are read.", "请逐个列出要读取的键。")
    url = reader.url
    if reader.reqParams and method == "GET":
        query = urlencode(reader.reqParams, safe="${}")
        url += ("&" if urlsplit(url).query else "?") + query
    body = urlencode(reader.reqParams, safe="${}") if method == "POST" else ""
    fields = [*_header_fields(reader), field_of("http_request", "String", variable=body)]
    started = builder.start("what is asked", "GetVariable", [("fields", fields)])
    call = _call(plugin, reader, url, method, body="http_request", kind="FORM URLENCODED")
    answered = builder.then(Rows((started,), ()), "call the service", "Rest", call)
    good = _successes(builder, answered, plugin)
    columns = tuple(Column(name, KettleType.STRING) for name in reader.column)
    settings = _json_input(reader)
    return [Rows(builder.then(good, "rows of the answer", "JsonInput", settings).steps, columns)]


def write_http(builder: Builder, plugin: Plugin, sources: list[Rows]) -> None:
    """Place the calls that send the rows.

    Raises:
        KettleFileError: A parameter is missing, wrong or not supported.
    """
    writer = plugin.read(HttpWriter)
    rows = merged(builder, sources)
    if rows.columns is None or len(rows.columns) != len(writer.column):
        raise plugin.refuse(
            "column",
            f"it names {len(writer.column)} keys, and the reader gives"
            f" {'?' if rows.columns is None else len(rows.columns)} columns.",
            f"写入端列出 {len(writer.column)} 个键，与读取端的字段数不一致。",
        )
    pairs: list[Pair] = [
        ("field", [("name", name), ("element", key)])
        for name, key in zip(rows.names, writer.column, strict=True)
    ]
    settings: list[Pair] = [
        ("outputValue", BODY),
        ("jsonBloc", None),
        ("nrRowsInBloc", writer.batchSize),
        ("operation_type", "outputvalue"),
        ("compatibility_mode", False),
        ("encoding", "UTF-8"),
        ("addtoresult", False),
        ("file", [("name", None), ("extention", None), ("append", False)]),
        ("fields", pairs),
    ]
    rows = builder.then(rows, "objects", "JsonOutput", settings)
    headers = _header_fields(writer)
    if headers:
        rows = builder.then(rows, "headers", "GetVariable", [("fields", headers)])
    method = _method(plugin, writer, "POST")
    call = _call(plugin, writer, writer.url, method, body=BODY, kind="JSON", result="http_answer")
    rows = builder.then(rows, "send", "Rest", call)
    good = _successes(builder, rows, plugin)
    builder.writing += builder.then(good, "sent", "Dummy", []).steps


def _method(plugin: Plugin, service: HttpService, default: str) -> str:
    method = service.method.strip().upper() or default
    allowed = ("GET", "POST") if default == "GET" else ("POST", "PUT")
    if method not in allowed:
        raise plugin.refuse(
            "method",
            f"{method} is not supported; use {' or '.join(allowed)}.",
            f"不支持 {method}；请使用 {' 或 '.join(allowed)}。",
        )
    return method


def _header_fields(service: HttpService) -> list[Pair]:
    return [
        field_of(f"http_header_{number}", "String", variable=value)
        for number, value in enumerate(service.headers.values(), 1)
    ]


def _call(
    plugin: Plugin,
    service: HttpService,
    url: str,
    method: str,
    *,
    body: str,
    kind: str,
    result: str = BODY,
) -> list[Pair]:
    """Return a Rest step."""
    proxy = urlsplit(service.proxy.host) if service.proxy is not None else None
    if proxy is not None and proxy.scheme not in {"http", "https"}:
        raise plugin.refuse(
            "proxy.host", "only proxies for HTTP are supported.", "仅支持 HTTP 代理。"
        )
    headers: list[Pair] = [
        ("header", [("field", f"http_header_{number}"), ("name", name)])
        for number, name in enumerate(service.headers, 1)
    ]
    return [
        ("applicationType", kind),
        ("method", method),
        ("url", url),
        ("urlInField", False),
        ("dynamicMethod", False),
        ("methodFieldName", None),
        ("urlField", None),
        ("bodyField", body),
        ("httpLogin", service.username),
        ("httpPassword", service.password),
        ("proxyHost", proxy.hostname if proxy is not None else None),
        ("proxyPort", proxy.port if proxy is not None else None),
        ("preemptive", True),
        ("trustStoreFile", None),
        ("trustStorePassword", None),
        ("headers", headers),
        ("parameters", None),
        ("matrixParameters", None),
        (
            "result",
            [
                ("name", result),
                ("code", STATUS),
                ("response_time", None),
                ("response_header", None),
            ],
        ),
    ]


def _successes(builder: Builder, rows: Rows, plugin: Plugin) -> Rows:
    """Return the rows of calls that succeeded; another one ends the job."""
    below = Filter(
        column=STATUS, function="<", value=FIRST_NO_SUCCESS, type=KettleType.INTEGER, mask="0"
    )
    checked = builder.then(rows, "success?", "FilterRows", filter_rows([below]))
    message = f"{plugin.name}: the service at {urlsplit(plugin.parameter['url']).netloc} refused"
    failed = builder.after(checked.steps, "no success", "Abort", abort_settings(0, message))
    good = builder.then(checked, "answers", "Dummy", [])
    builder.send(checked.steps[0], true=good.steps[0], false=failed)
    return good


def _json_input(reader: HttpReader) -> list[Pair]:
    root = "$" + "".join(f".{part}" for part in reader.resultKey.split(".") if part) + "[*]"
    columns = [
        FileColumn(name=each, path=root + "".join(_part(part) for part in each.split(".")))
        for each in reader.column
    ]
    return json_fields(columns, value_field=BODY)


def _part(written: str) -> str:
    """Return one part of a path; `KK[0]` keeps its index."""
    name, bracket, index = written.partition("[")
    quoted = f".{name}" if _NAME.fullmatch(name) else f"[{json.dumps(name, ensure_ascii=False)}]"
    return quoted + bracket + index
