"""WebServiceAvailable and FileLocked tell what answers and what is locked."""

import fcntl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

FIELDS = (
    "<urlField>u</urlField><filenamefield>u</filenamefield><resultfieldname>ok</resultfieldname>"
)
ERRORS = (
    "<step_error_handling><error><source_step>c</source_step><target_step>bad</target_step>"
    "<is_enabled>Y</is_enabled></error></step_error_handling>"
)


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def web():
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def told(tmp_path, kind: str, rows: list[str], settings: str = ""):
    given = grid("g", {"u": "String"}, [[each] for each in rows])
    done = run(ktr(given, step("c", kind, FIELDS + settings), text_output("o", tmp_path / "out")))
    assert done.status == "Finished", done.log.text()
    return done, [each.split("|")[-1] for each in rows_of(tmp_path / "out")]


def test_a_page_answers_or_not(tmp_path, web):
    limits = "<connectTimeOut>2000</connectTimeOut><readTimeOut>2000</readTimeOut>"
    urls = [
        f"{web}/there",
        f"{web}/away",
        "http://127.0.0.1:9/",
        "nonsense",
        f"file://{tmp_path}/x",
    ]
    assert told(tmp_path, "WebServiceAvailable", urls, limits)[1] == ["Y", "N", "N", "N", "N"]


def test_a_row_without_an_address_is_an_error(web):
    given = grid("g", {"u": "String"}, [[""], [f"{web}/there"]])
    steps = (given, step("c", "WebServiceAvailable", FIELDS), step("d", "Dummy"))
    hops = [("g", "c"), ("c", "d"), ("c", "bad")]
    done = run(ktr(*steps, step("bad", "Dummy"), hops=hops, extra=ERRORS))
    assert [metrics(done, name).read for name in ("d", "bad")] == [1, 1]
    assert "The URL is empty!" in run(ktr(*steps)).log.text()


def test_a_file_is_locked_or_not(tmp_path):
    free, locked = tmp_path / "free", tmp_path / "locked"
    free.touch()
    names = [str(free), str(locked), str(tmp_path / "no"), ""]
    with locked.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        added = "<addresultfilenames>Y</addresultfilenames>"
        done, found = told(tmp_path, "FileLocked", names, added)
    assert found == ["N", "Y", "N", "N"]
    assert [each.path for each in done.outcome.files][:2] == names[:2]


@pytest.mark.parametrize("kind", ["WebServiceAvailable", "FileLocked"])
def test_settings_that_cannot_work_are_refused(kind):
    with pytest.raises(PrepareError, match="name the field to check"):
        run(ktr(grid("g", {"u": "String"}, []), step("c", kind)))
