"""HTTP, HTTPPOST and Rest: a call per row; what comes back is in new fields."""

from __future__ import annotations

from pathlib import Path

import httpx

from onedata_resources.kettle.engine.failures import unreadable
from onedata_resources.kettle.engine.http_calls import Answer, call, request
from onedata_resources.kettle.engine.http_rows import RowCalls, Values
from onedata_resources.kettle.engine.http_texts import (
    form,
    replaced_query,
    with_matrix,
    with_parameters,
    with_query,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.http import (
    HttpPostSettings,
    HttpSettings,
    Pairs,
    RestSettings,
    Service,
)

UNAUTHORIZED = 401


@step("HTTP")
def http(scope: StepScope, settings: HttpSettings, inputs: Inputs) -> Outputs:
    """Return the rows with what a GET for each gives; a failed call goes to the error hop."""

    def get(http: httpx.Client, values: Values) -> tuple[Answer, str]:
        url = with_query(_url(settings.service, values), _filled(settings.arguments, values))
        headers = _headers(settings.headers, values)
        answer = _authorized(call(http, request(http, "GET", url, headers=headers)), url)
        return answer, answer.text(settings.encoding)

    needed = [*_fields(settings.arguments), *_fields(settings.headers)]
    stream = inputs.required()
    calls = RowCalls(scope, settings.service, get, needed, at_once=True)
    return calls.outputs(stream, settings.results, "HTTP001")


@step("HTTPPOST")
def http_post(scope: StepScope, settings: HttpPostSettings, inputs: Inputs) -> Outputs:
    """Return the rows with what a POST for each gives; a failed call goes to the error hop."""
    own_type = any(name.lower() == "content-type" for name, _ in settings.headers)
    kind = f"text/xml; {settings.encoding}" if settings.encoding else "text/xml"

    def post(http: httpx.Client, values: Values) -> tuple[Answer, str]:
        url = _url(settings.service, values)
        if settings.query:
            url = replaced_query(url, _filled(settings.query, values))
        headers = _headers(settings.headers, values)
        headers = headers if own_type else [("Content-Type", kind), *headers]
        body = _post_body(settings, values)
        answer = call(http, request(http, "POST", url, headers=headers, content=body))
        return _authorized(answer, url), answer.text(settings.encoding)

    needed = [*_fields(settings.form), *_fields(settings.headers), *_fields(settings.query)]
    needed += [settings.body_field] if settings.body_field else []
    calls = RowCalls(scope, settings.service, post, needed, at_once=False)
    return calls.outputs(inputs.required(), settings.results, "HTTPPOST001")


def _post_body(settings: HttpPostSettings, values: Values) -> bytes:
    if not settings.body_field:
        return form(_filled(settings.form, values)).encode("ascii")
    text = values[settings.body_field] or ""
    if not settings.body_is_file:
        return text.encode(settings.encoding or "utf-8", "replace")
    try:
        return Path(local_path(text)).read_bytes()
    except OSError as error:
        raise unreadable(text, error) from error


@step("Rest")
def rest(scope: StepScope, settings: RestSettings, inputs: Inputs) -> Outputs:
    """Return the rows with what a call for each gives; a failed call goes to the error hop."""

    def send(http: httpx.Client, values: Values) -> tuple[Answer, str]:
        method = values[settings.method_field] if settings.method_field else settings.method
        if not method:
            raise StepError("The HTTP method is missing.", "缺少 HTTP 方法。")
        url = with_matrix(_url(settings.service, values), _filled(settings.matrix, values))
        url = with_parameters(url, _filled(settings.parameters, values))
        headers = _headers(settings.headers, values)
        body = None
        if method in {"POST", "PUT", "PATCH"}:
            body = (values.get(settings.body_field) or "").encode()
            if not any(name == "Content-Type" for name, _ in headers):
                headers.append(("Content-Type", settings.media_type))
        answer = call(http, request(http, method, url, headers=headers, content=body))
        return answer, answer.text()

    needed = [*_fields(settings.headers), *_fields(settings.parameters), *_fields(settings.matrix)]
    needed += [each for each in (settings.body_field, settings.method_field) if each]
    harmless = settings.method in {"GET", "HEAD", "OPTIONS"}
    calls = RowCalls(scope, settings.service, send, needed, at_once=harmless)
    return calls.outputs(inputs.required(), settings.results, "Rest001")


def _fields(pairs: Pairs) -> list[str]:
    return [field for _, field in pairs]


def _filled(pairs: Pairs, values: Values) -> list[tuple[str, str | None]]:
    return [(name, values[field]) for name, field in pairs]


def _headers(pairs: Pairs, values: Values) -> list[tuple[str, str]]:
    return [(name, value or "") for name, value in _filled(pairs, values)]


def _url(service: Service, values: Values) -> str:
    return (values[service.url_field] or "") if service.url_field else service.url


def _authorized(answer: Answer, url: str) -> Answer:
    if answer.status == UNAUTHORIZED:
        raise StepError(
            f"Authentication failed: [{url}] answered with status {answer.status}.",
            f"认证失败：[{url}] 返回状态 {answer.status}。",
        )
    return answer
