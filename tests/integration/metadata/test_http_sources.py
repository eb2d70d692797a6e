"""HTTP interfaces as sources, over a real server on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Family, TableKind, TableName
from onedata_assets.domain.metadata.sources import Asking, Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients import catalog_http_asking
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_http_asking import Interface
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

pytestmark = pytest.mark.row("S07")

SILENT = "did not answer"
SECRET = "Bearer s3cret-value"
ORDERS = [
    {"id": n, "customer": {"name": f"王{n}", "city": "北京"}, "lines": [{"sku": "a", "count": n}],
     "paid": n % 2 == 0, "note": None}
    for n in range(7)
]  # fmt: skip
DOCUMENT = {
    "openapi": "3.1.0",
    "servers": [{"url": "/v1"}],
    "paths": {
        "/orders": {
            "get": {
                "summary": "Orders",
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {
                                    "$ref": "#/components/schemas/Order"}}
                            }
                        }
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "integer"},
                               "customer": {"properties": {"name": {"type": "string"}}}},
            }
        }
    },
}  # fmt: skip


ANSWERS: dict[str, tuple[object, int, str]] = {
    "/openapi.json": (DOCUMENT, 200, ""),
    "/v1/orders": (ORDERS, 200, ""),
    "/orders": (ORDERS, 200, ""),
    "/wrapped": ({"code": 0, "msg": "ok", "data": {"list": ORDERS, "total": 7}}, 200, ""),
    "/away": ({"items": [{"id": 1}], "next": "http://203.0.113.9/paged"}, 200, ""),
    "/gbk": ('[{"城市": "北京"}]'.encode("gbk"), 200, ""),
    "/drip": (b"[]", 200, ""),
    "/empty": ([], 200, ""),
    "/moved": ([], 302, "/orders"),
    "/elsewhere": ([], 302, "http://203.0.113.9/orders?token=s3cret-value"),
    "/round": ([], 302, "/round"),
    "/busy": ([], 503, ""),
    "/page": (b"<html></html>", 200, ""),
    "/large": ([{"text": "x" * 1000}] * 3000, 200, ""),
}
"""What paths answer: body, status and where they lead."""


def answer(path: str, query: dict[str, list[str]], token: str) -> tuple[object, int, str]:
    """Return what a path answers that depends on how it is asked, or what it always does."""
    if path == "/paged":
        page = int(query.get("page", ["1"])[0])
        following = f"/paged?page={page + 1}" if page < 3 else None
        return {"items": [{"id": page}], "next": following}, 200, ""
    if path == "/signed":
        return ([{"id": 1}], 200, "") if token == SECRET else ({"error": SECRET}, 401, "")
    if path == "/slow":
        time.sleep(1)
    return ANSWERS.get(path, ({"detail": "nothing"}, 404, ""))


class Handler(BaseHTTPRequestHandler):
    """A shop's interface, which remembers what it was asked and with which token."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer."""
        parts, token = urlsplit(self.path), self.headers.get("Authorization", "")
        self.asked.append((self.path, token))
        body, status, location = answer(parts.path, parse_qs(parts.query), token)
        sent = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(sent)))
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked waits no longer
            self.end_headers()
            for at in range(len(sent)) if parts.path == "/drip" else ():
                self.wfile.write(sent[at : at + 1])
                time.sleep(0.3)
            self.wfile.write(sent)


@contextmanager
def served() -> Iterator[str]:
    Handler.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def shop() -> Iterator[str]:
    with served() as url:
        yield url


def source(*paths: str, headers: dict[str, str] | None = None, base: str = "") -> Source:
    asking = Asking(paths, tuple((headers or {}).items()), base)
    return Source("shop", SourceKind.HTTP, "SHOP_API", Wanted(), asking)


def rows(catalog: Catalog, asked: Source) -> pl.DataFrame:
    [(_, frame)] = catalog.samples(asked, catalog.structure(asked).tables)
    assert isinstance(frame, pl.DataFrame)
    return frame


def failure(catalog: Catalog, asked: Source) -> str:
    """Return how a scan fails, or what it says of its only path."""
    try:
        [problem] = catalog.structure(asked).problems
    except OneDataError as error:
        return str(error)
    return f"{problem.en}\n{problem.zh}"


def test_a_document_gives_tables_and_their_rows_are_asked_for_where_it_says(shop):
    catalog = Catalog({"SHOP_API": f"{shop}/openapi.json"})
    [table] = catalog.structure(source()).tables
    assert (table.name, table.kind) == (TableName("", "orders"), TableKind.ENDPOINT)
    assert [each.name for each in table.columns] == ["id", "customer.name"]
    assert rows(catalog, source())["customer.name"].to_list()[:2] == ["王0", "王1"]


def test_a_document_in_a_file_needs_a_base_for_rows(shop, tmp_path):
    (tmp_path / "shop.json").write_text(json.dumps(DOCUMENT))
    environ = {"SHOP_API": str(tmp_path / "shop.json"), "SHOP_BASE": f"{shop}/v1"}
    catalog = Catalog(environ)
    found = catalog.structure(source())
    [problem] = found.problems
    assert ("`base`" in problem.en, problem.is_partial) == (True, True)
    [(_, frame)] = catalog.samples(source(), found.tables)
    assert isinstance(frame, pl.DataFrame)
    assert (frame.height, frame.columns) == (0, ["id", "customer.name"])
    assert rows(catalog, source(base="SHOP_BASE")).height == 7


def test_a_server_on_another_host_is_not_asked(shop, tmp_path):
    document = {**DOCUMENT, "servers": [{"url": "http://203.0.113.9/v1"}]}
    (tmp_path / "shop.json").write_text(json.dumps(document))
    catalog = Catalog({"SHOP_API": f"file://{tmp_path}/shop.json"})
    found = catalog.structure(source())
    assert "203.0.113.9" in found.problems[0].en
    [(_, frame)] = catalog.samples(source(), found.tables)
    assert isinstance(frame, pl.DataFrame)
    assert frame.is_empty()


@pytest.mark.parametrize(
    ("path", "rows_at"), [("/orders", None), ("/wrapped", "data.list"), ("/moved", None)]
)
def test_a_path_is_a_table_of_what_it_answers(shop, path, rows_at):
    catalog = Catalog({"SHOP_API": shop})
    [table] = catalog.structure(source(path)).tables
    assert table.properties.get("rows_at") == rows_at
    assert {each.name: each.family for each in table.columns} == {
        "id": Family.INTEGER,
        "customer.name": Family.TEXT,
        "customer.city": Family.TEXT,
        "lines": Family.NESTED,
        "paid": Family.BOOLEAN,
        "note": Family.TEXT,
    }
    assert rows(catalog, source(path)).height == 7


def test_pages_are_followed_and_never_to_another_host(shop):
    catalog = Catalog({"SHOP_API": shop})
    assert rows(catalog, source("/paged"))["id"].to_list() == [1, 2, 3]
    assert rows(catalog, source("/away"))["id"].to_list() == [1]


def test_headers_come_out_of_the_environment_and_never_into_errors(shop):
    signed = source("/signed", headers={"Authorization": "SHOP_TOKEN"})
    good = Catalog({"SHOP_API": shop, "SHOP_TOKEN": SECRET})
    assert rows(good, signed)["id"].to_list() == [1]
    wrong = Catalog({"SHOP_API": f"{shop}/?key=s3cret", "SHOP_TOKEN": "Bearer s3cret-wrong"})
    told = failure(wrong, signed)
    assert "401" in told
    assert "headers" in told
    assert "s3cret" not in told
    broken = Catalog({"SHOP_API": shop, "SHOP_TOKEN": "s3cret\nX-Other: 1"})
    with pytest.raises(BadInputError, match="one line") as error:
        broken.structure(signed)
    assert "s3cret" not in str(error.value)
    unset = Catalog({"SHOP_API": shop})
    with pytest.raises(BadInputError, match="SHOP_TOKEN"):
        unset.structure(signed)


def test_headers_go_to_the_base_and_not_to_a_document_elsewhere(shop):
    with served() as other:
        environ = {"SHOP_API": f"{other}/openapi.json", "SHOP_BASE": f"{shop}/v1", "TOKEN": SECRET}
        catalog = Catalog(environ)
        rows(catalog, source(headers={"Authorization": "TOKEN"}, base="SHOP_BASE"))
    assert dict(Handler.asked) == {
        "/openapi.json": "",
        "/v1/orders": SECRET,
    }


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("/none", "HTTP 404", "请更正地址"),
        ("/busy", "HTTP 503", "稍后重试"),
        ("/page", "not answer in JSON", "不是 JSON"),
        ("/empty", "no rows", "没有数据"),
        ("/elsewhere", "redirects to http://203.0.113.9/orders", "未跟随"),
        ("/round", "more than 3 times", "超过 3 次"),
    ],
)
def test_what_goes_wrong_is_told_in_both_languages_without_secrets(shop, path, en, zh):
    told = failure(Catalog({"SHOP_API": shop}), source(path))
    assert en in told
    assert zh in told
    assert "s3cret" not in told


def test_a_path_that_fails_stops_no_other(shop):
    found = Catalog({"SHOP_API": shop}).structure(source("/orders", "/none"))
    assert [str(each.name) for each in found.tables] == ["orders"]
    assert [str(each.table) for each in found.problems] == ["none"]


def test_an_interface_that_is_away_fails_its_scan():
    with served() as gone:
        pass
    with pytest.raises(UnavailableError, match=SILENT):
        Catalog({"SHOP_API": gone}).structure(source("/orders"))
    with pytest.raises(UnavailableError, match=SILENT):
        Catalog({"SHOP_API": f"{gone}/openapi.json"}).structure(source())


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://a.cn/x", "http://host"),
        ("http://user:s3cret@a.cn/x", "without a user"),
        ("http://169.254.169.254/latest/meta-data", "metadata service"),
        ("/no/such/document.json", "no file"),
    ],
)
def test_an_address_that_is_none_is_refused(address, reason):
    with pytest.raises(OneDataError, match=reason) as error:
        Catalog({"SHOP_API": address}).structure(source())
    assert "s3cret" not in str(error.value)


def test_what_is_no_document_is_refused_with_what_to_do(shop):
    with pytest.raises(BadInputError, match=r"openapi\.json"):
        Catalog({"SHOP_API": f"{shop}/page"}).structure(source())


def test_an_answer_is_read_up_to_a_limit_of_bytes_and_of_time(shop, monkeypatch):
    large = pytest.raises(BadInputError, match="more than 1 MiB")
    with Interface({}, most_bytes=1 << 20) as interface, large:
        interface.get(f"{shop}/large")
    with Interface({}, seconds=0.2) as interface, pytest.raises(UnavailableError, match=SILENT):
        interface.get(f"{shop}/slow")
    monkeypatch.setattr(catalog_http_asking, "WHOLE_SECONDS", 0.1)
    with Interface({}) as interface, pytest.raises(UnavailableError, match=SILENT):
        interface.get(f"{shop}/drip")


def test_an_interface_that_speaks_gbk_is_read(shop):
    frame = rows(Catalog({"SHOP_API": shop}), source("/gbk"))
    assert frame.to_dicts() == [{"城市": "北京"}]


def test_the_file_of_a_document_is_read_as_utf8(tmp_path):
    path = Path(tmp_path) / "接口.json"
    path.write_text(json.dumps({**DOCUMENT, "info": {"title": "订单"}}), encoding="utf-8-sig")
    assert len(Catalog({"SHOP_API": str(path)}).structure(source()).tables) == 1
