"""Settings of the steps that call HTTP services for each row: HTTP, HTTPPOST, Rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

MEDIA_TYPES = {
    "TEXT PLAIN": "text/plain",
    "XML": "application/xml",
    "JSON": "application/json",
    "OCTET STREAM": "application/octet-stream",
    "XHTML": "application/xhtml+xml",
    "FORM URLENCODED": "application/x-www-form-urlencoded",
    "ATOM XML": "application/atom+xml",
    "SVG XML": "application/svg+xml",
    "TEXT XML": "text/xml",
}
Pairs = tuple[tuple[str, str], ...]
"""Names of headers or parameters, each with the field that has its value."""


@dataclass(frozen=True)
class Service:
    """Where a step calls, how it gets there, and how long it waits; times are milliseconds."""

    url: str
    url_field: str
    login: str
    password: str
    proxy_host: str
    proxy_port: int
    connect_timeout: int = -1
    read_timeout: int = -1
    trust_store: str = ""
    ignore_ssl: bool = False

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read it.

        Raises:
            SettingsError: There is no URL and no field for it.
        """
        in_field = xml.flag("urlInField")
        url, url_field = xml.text("url"), xml.text("urlField") if in_field else ""
        if not (url_field if in_field else url):
            raise SettingsError("the URL is missing", "缺少 URL")
        read_timeout = xml.number("socketTimeout", -1)
        return cls(
            url="" if in_field else url,
            url_field=url_field,
            login=xml.text("httpLogin"),
            password=_password(xml),
            proxy_host=xml.text("proxyHost"),
            proxy_port=xml.number("proxyPort", 8080),
            connect_timeout=xml.number("connectionTimeout", read_timeout),
            read_timeout=read_timeout,
            trust_store=xml.text("trustStoreFile"),
            ignore_ssl=xml.flag("ignoreSsl"),
        )


def _password(xml: StepXml) -> str:
    try:
        return decode_password(xml.text("httpPassword"))
    except ValueError as error:
        raise SettingsError(
            "the password is not encoded as Kettle does", "密码的编码不是 Kettle 的格式"
        ) from error


@dataclass(frozen=True)
class ResultNames:
    """The fields for an answer's body, status, milliseconds and headers; none where empty."""

    body: str
    status: str
    time: str
    headers: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            body=xml.text("result/name"),
            status=xml.text("result/code"),
            time=xml.text("result/response_time"),
            headers=xml.text("result/response_header"),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that are given."""
        return tuple(name for name in vars(self).values() if name)


@dataclass(frozen=True)
class HttpSettings:
    """A GET per row, with the values of fields as arguments of the URL."""

    service: Service
    results: ResultNames
    encoding: str
    arguments: Pairs
    headers: Pairs

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            service=Service.from_xml(xml),
            results=ResultNames.from_xml(xml),
            encoding=xml.text("encoding"),
            arguments=_pairs(xml, "lookup/arg", "parameter", "name"),
            headers=_pairs(xml, "lookup/header", "parameter", "name"),
        )


@dataclass(frozen=True)
class HttpPostSettings:
    """A POST per row: the body is a field, a file that a field names, or parameters as a form."""

    service: Service
    results: ResultNames
    encoding: str
    body_field: str
    body_is_file: bool
    form: Pairs
    headers: Pairs
    query: Pairs

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        arguments = list(xml.items("lookup/arg"))
        headers = [each for each in arguments if each.flag("header")]
        return cls(
            service=Service.from_xml(xml),
            results=ResultNames.from_xml(xml),
            encoding=xml.text("encoding"),
            body_field=xml.text("requestEntity"),
            body_is_file=xml.flag("postafile"),
            form=tuple(
                (each.text("parameter"), each.raw("name"))
                for each in arguments
                if not each.flag("header")
            ),
            headers=tuple((each.text("parameter"), each.raw("name")) for each in headers),
            query=_pairs(xml, "lookup/query", "parameter", "name"),
        )


@dataclass(frozen=True)
class RestSettings:
    """A call per row by any method; parameters and a body only go with methods that take them."""

    service: Service
    results: ResultNames
    method: str
    method_field: str
    body_field: str
    media_type: str
    headers: Pairs
    parameters: Pairs
    matrix: Pairs

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        method, dynamic = xml.text("method"), xml.flag("dynamicMethod")
        method_field = xml.text("methodFieldName") if dynamic else ""
        if not (method_field if dynamic else method):
            raise SettingsError("the HTTP method is missing", "缺少 HTTP 方法")
        with_body = method in {"POST", "PUT", "PATCH"}
        with_parameters = with_body or method == "DELETE"
        none: Pairs = ()
        return cls(
            service=Service.from_xml(xml),
            results=ResultNames.from_xml(xml),
            method="" if dynamic else method,
            method_field=method_field,
            body_field=xml.text("bodyField") if with_body else "",
            media_type=MEDIA_TYPES.get(xml.raw("applicationType"), "text/plain"),
            headers=_pairs(xml, "headers/header", "name", "field"),
            parameters=_pairs(xml, "parameters/parameter", "name", "field")
            if with_parameters
            else none,
            matrix=_pairs(xml, "matrixParameters/matrixParameter", "name", "field")
            if with_parameters
            else none,
        )


def _pairs(xml: StepXml, path: str, name: str, field: str) -> Pairs:
    return tuple((each.text(name), each.text(field)) for each in xml.items(path))


STEPS = {
    "HTTP": HttpSettings,
    "HTTPPOST": HttpPostSettings,
    "Rest": RestSettings,
}
