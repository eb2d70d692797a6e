"""The built pages are served with the right headers, and nothing else is."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from onedata_portal.gateway.headers import Headers
from onedata_portal.web.serve import BASE, pages_app

SCRIPT = b"export const answer = 42;"
INDEX = f"<!doctype html><head>{BASE}</head>"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    root = tmp_path / "dist"
    (root / "static").mkdir(parents=True)
    (root / "index.html").write_text(INDEX)
    (root / "favicon.svg").write_text("<svg/>")
    (root / "static" / "index-abc123.js").write_bytes(SCRIPT)
    (root / "static" / "index-abc123.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret.txt").write_text("not for the web")
    return root


@pytest.fixture
def client(dist: Path) -> TestClient:
    return TestClient(pages_app(dist))


def test_hashed_files_are_kept_for_ever(client: TestClient):
    answer = client.get("/static/index-abc123.js")
    assert answer.content == SCRIPT
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))


def test_the_index_is_asked_for_again_each_time(client: TestClient):
    answer = client.get("/")
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get("/", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/assets/dwd/sales_line", "/assets/a.b/c.js", "/runs/x-1"])
def test_every_address_of_a_page_answers_the_index(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text == INDEX


@pytest.mark.parametrize("path", ["/static/gone-1.js", "/static/", "/static/index-abc123.js.gz"])
def test_files_that_were_not_built_are_not_found(client: TestClient, path: str):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        "/static/../../secret.txt",
        "/static/%2e%2e/%2e%2e/secret.txt",
        "/static/..%5c..%5csecret.txt",
    ],
)
def test_no_spelling_of_a_path_leaves_the_build(client: TestClient, path: str):
    assert "not for the web" not in client.get(path).text


def test_gzip_is_sent_to_those_who_take_it(client: TestClient):
    zipped = client.get("/static/index-abc123.js", headers={"accept-encoding": "br, gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == SCRIPT
    for refusal in ("identity", "gzip;q=0", "br"):
        plain = client.get("/static/index-abc123.js", headers={"accept-encoding": refusal})
        assert "content-encoding" not in plain.headers
        assert plain.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize("path", ["/", "/static/index-abc123.js", "/static/gone.js"])
def test_every_answer_says_what_the_browser_may_load(dist: Path, path: str):
    headers = TestClient(Headers(pages_app(dist))).get(path).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy
    assert headers["cross-origin-opener-policy"] == "same-origin"
    for name in ("x-content-type-options", "referrer-policy", "x-frame-options"):
        assert len(headers.get_list(name)) == 1


def test_the_base_is_the_prefix_of_the_portal(dist: Path):
    client = TestClient(pages_app(dist), root_path="/data/one")
    assert '<base href="/data/one/" />' in client.get("/data/one/assets").text
    assert client.get("/data/one/static/index-abc123.js").content == SCRIPT


def test_the_pages_can_stand_behind_other_routes(dist: Path):
    app = Starlette(routes=[Mount("/", pages_app(dist))])
    client = TestClient(app, root_path="/data")
    assert '<base href="/data/" />' in client.get("/data/home").text


def test_a_prefix_cannot_write_into_the_page(dist: Path):
    client = TestClient(pages_app(dist), root_path='/"><script>')
    assert "<script>" not in client.get("/").text


def test_only_reading_is_answered(client: TestClient):
    assert client.post("/").status_code == 405
    assert client.head("/").content == b""


def test_pages_that_were_not_built_say_how_to_build_them(tmp_path: Path):
    client = TestClient(pages_app(tmp_path / "none"))
    answer = client.get("/")
    assert answer.status_code == 503
    assert "scripts/build-web.sh" in answer.text
    assert "尚未构建" in answer.text
