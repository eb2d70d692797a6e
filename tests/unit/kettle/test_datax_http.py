"""httpreader and httpwriter of DataX, against a server in the test."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.unit.kettle.datax_jobs import TWO, finished, job, plugin, ran, stream, text_file

pytestmark = pytest.mark.row("F098")
ROWS = [
    {"id": 1, "dept": {"name": "北京"}, "tags": [{"k": "a"}]},
    {"id": 2, "dept": {}, "tags": [{"k": "b"}]},
]


class Service(BaseHTTPRequestHandler):
    """Answers with rows; a path of /no is refused. What came is kept."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.seen.append((self.command, self.path, body, self.headers))  # type: ignore[attr-defined]
        self.send_response(500 if self.path.startswith("/no") else 200)
        data = json.dumps({"data": {"rows": ROWS}}).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as found:
        found.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def url(service: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{service.server_port}{path}"


def test_keys_of_the_answer_become_columns(service, tmp_path: Path) -> None:
    read = plugin(
        "httpreader",
        url=url(service, "/rows"),
        reqParams={"day": "$day", "who": "a b"},
        resultKey="data.rows",
        column=["id", "dept.name", "tags[0].k"],
        username="u",
        password="p",
        headers={"X-Key": "k"},
    )
    finished(job(read, text_file(tmp_path)), day="2024-01-02")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "1,北京,a\n2,null,b\n"
    [(method, path, _, headers)] = service.seen
    assert (method, path) == ("GET", "/rows?day=2024-01-02&who=a+b")
    assert headers["X-Key"] == "k"
    assert headers["Authorization"].startswith("Basic ")


def test_parameters_of_a_post_are_a_form(service, tmp_path: Path) -> None:
    read = plugin("httpreader", url=url(service, "/rows"), method="post", reqParams={"a": 1},
                  resultKey="data.rows", column=["id"])  # fmt: skip
    finished(job(read, text_file(tmp_path)))
    assert service.seen[0][0] == "POST"
    assert service.seen[0][2] == "a=1"


@pytest.mark.parametrize(("size", "sent"), [(1, [1, 1, 1]), (2, [2, 1])])
def test_rows_are_sent_as_lists_of_objects(service, size: int, sent: list[int]) -> None:
    write = plugin("httpwriter", url=url(service, "/in"), column=["name", "n"], batchSize=size)
    finished(job(stream(*TWO, rows=3), write))
    bodies = [json.loads(body) for _, _, body, _ in service.seen]
    assert [len(each) for each in bodies] == sent
    assert bodies[0][0] == {"name": "a", "n": 7}


def test_an_answer_that_is_no_success_fails_the_job(service, tmp_path: Path) -> None:
    read = plugin("httpreader", url=url(service, "/no"), column=["id"])
    assert ran(job(read, text_file(tmp_path))).status != "Finished"
    write = plugin("httpwriter", url=url(service, "/no"), column=["name", "n"])
    assert ran(job(stream(*TWO), write)).status != "Finished"
