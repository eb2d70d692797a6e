"""An HTTP call for each row of a step, and the answers as fields beside it."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace

import httpx
import polars as pl

from onedata_resources.kettle.engine.http_calls import TIMEOUT_SECONDS, Answer, client, in_order
from onedata_resources.kettle.engine.http_texts import header_json
from onedata_resources.kettle.engine.rejections import as_they_came
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.http import ResultNames, Service
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
BODY, STATUS, TIME, HEADERS, WHY = (
    f"__kettle_http_{each}" for each in ("body", "status", "time", "headers", "why")
)
ANSWERED = {
    BODY: pl.String(),
    STATUS: pl.Int64(),
    TIME: pl.Int64(),
    HEADERS: pl.String(),
    WHY: pl.String(),
}
Values = dict[str, str | None]
"""The texts of a row's fields that a call needs."""
Call = Callable[[httpx.Client, Values], tuple[Answer, str]]
"""Makes a row's call and returns the answer with the text of its body."""
NO_CONTENT = 204


class RowCalls:
    """The calls of one step: several at once where that harms nothing, else row after row."""

    def __init__(
        self, scope: StepScope, service: Service, make: Call, needed: list[str], *, at_once: bool
    ) -> None:
        self.scope = scope
        self.service = service
        self.make = make
        self.needed = list(dict.fromkeys([*needed, *filter(None, [service.url_field])]))
        self.at_once = at_once

    def outputs(self, stream: Stream, results: ResultNames, code: str) -> Outputs:
        """Return the rows with the answers, and those whose call failed."""
        stream, unread = readable(self.scope, stream, self.needed, code=code)
        columns = [f"__kettle_needed_{number}" for number in range(len(self.needed))]
        texts = [
            to_text(stream.value(name), stream.field(name)).alias(column)
            for name, column in zip(self.needed, columns, strict=True)
        ]
        frame = stream.frame.with_columns(texts)

        def answered(batch: pl.DataFrame) -> pl.DataFrame:
            rows = [
                dict(zip(self.needed, row, strict=True)) for row in batch.select(columns).rows()
            ] or [{} for _ in range(batch.height if not columns else 0)]
            with _client(self.service) as http:
                if self.at_once:
                    found = in_order(lambda values: self._one(http, values), rows)
                else:
                    found = [self._one(http, values) for values in rows]
            made = pl.DataFrame(found, schema=ANSWERED, orient="row")
            return pl.concat([batch.drop(columns), made], how="horizontal")

        known = [Field(name, K.STRING if kind == pl.String else K.INTEGER)
                 for name, kind in ANSWERED.items()]  # fmt: skip
        fields = (*stream.fields, *known)
        if self.at_once:
            schema = dict(stream.frame.collect_schema()) | ANSWERED
            wide = Stream(self.scope.tap(frame, answered, schema=schema), fields)
        else:
            wide = self.scope.whole(Stream(frame, stream.fields), answered, fields)
        done = self._split(wide, stream, results, code)
        return replace(done, rejected=with_unread(done.rejected, unread))

    def _one(self, http: httpx.Client, values: Values) -> tuple[object, ...]:
        self.scope.state.control.check()
        try:
            answer, text = self.make(http, values)
        except StepError as error:
            if self.scope.error_hop is None:
                raise
            return None, None, None, None, str(error)
        text = "" if answer.status == NO_CONTENT else text
        return text, answer.status, answer.milliseconds, header_json(answer.headers), None

    def _split(self, wide: Stream, stream: Stream, results: ResultNames, code: str) -> Outputs:
        bad = pl.col(WHY).is_not_null()
        good, rejected = self.scope.split(wide, bad, pl.col(WHY), fields="", code=code)
        came = [(each, pl.col(each.name)) for each in stream.fields]
        made = [
            (results.body, K.STRING, BODY),
            (results.status, K.INTEGER, STATUS),
            (results.time, K.INTEGER, TIME),
            (results.headers, K.STRING, HEADERS),
        ]
        added = [(made_field(name, kind), pl.col(column)) for name, kind, column in made if name]
        main = good.selected([*came, *added])
        return Outputs(main, rejected=as_they_came(rejected, wide, stream.fields))


def _client(service: Service) -> httpx.Client:
    verify: ssl.SSLContext | bool = not service.ignore_ssl
    if service.trust_store:
        try:
            verify = ssl.create_default_context(cafile=local_path(service.trust_store))
        except (OSError, ssl.SSLError) as error:
            raise StepError(
                f"The trust store {service.trust_store} cannot be read: {error}. It must be a file"
                " of PEM certificates; `keytool -exportcert -rfc` makes one of a Java store.",
                f"信任库 {service.trust_store} 无法读取：{error}。须为 PEM 证书文件，"
                "可用 `keytool -exportcert -rfc` 从 Java 密钥库导出。",
            ) from error
    proxy = f"http://{service.proxy_host}:{service.proxy_port}" if service.proxy_host else None
    return client(
        connect_seconds=_seconds(service.connect_timeout),
        read_seconds=_seconds(service.read_timeout),
        proxy=proxy,
        auth=(service.login, service.password) if service.login else None,
        verify=verify,
    )


def _seconds(milliseconds: int) -> float:
    return milliseconds / 1000 if milliseconds > 0 else TIMEOUT_SECONDS
