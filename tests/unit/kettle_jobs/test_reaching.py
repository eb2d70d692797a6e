"""Entries that ask whether something answers, and those that need a screen or a repository."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from onedata_assets.cli.processes import free_port
from tests.unit.kettle_jobs.entries import ended, run_entry
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import FAIL, run_text


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_port_takes_a_connection_or_not(port):
    xml = "<hostname>127.0.0.1</hostname><port>{}</port><timeout>${{T}}</timeout>"
    for timeout in ("5000", "no number"):
        variables = {"T": timeout}
        run = run_entry("TELNET", xml.format(port), variables=variables)
        assert ended(run) == (True, 0)
        run = run_entry("TELNET", xml.format(free_port()), variables=variables)
        assert ended(run) == (False, 1)
    assert ended(run_entry("TELNET", "<port>1</port>")) == (False, 1)


def test_a_page_is_read_or_not(port, tmp_path):
    (tmp_path / "x").touch()
    pages = {
        f"http://127.0.0.1:{port}/there": (True, 0),
        f"http://127.0.0.1:{port}/gone": (False, 1),
        f"http://127.0.0.1:{free_port()}/": (False, 1),
        f"file://{tmp_path}/x": (True, 0),
        f"file://{tmp_path}/no": (False, 1),
        "nonsense": (False, 1),
        "": (False, 1),
    }
    times = "<connectTimeOut>5000</connectTimeOut><readTimeOut>0</readTimeOut>"
    for url, expected in pages.items():
        assert ended(run_entry("WEBSERVICE_AVAILABLE", f"<url>{url}</url>{times}")) == expected


def test_a_machine_that_refuses_a_connection_answers_java():
    xml = "<hostname>127.0.0.1</hostname><pingtype>systemPing</pingtype><timeout>5000</timeout>"
    assert ended(run_entry("PING", xml)) == (True, 0)
    assert ended(run_entry("PING", xml.replace("127.0.0.1", "no.invalid"))) == (False, 1)


def test_there_is_no_repository():
    assert ended(run_entry("CONNECTED_TO_REPOSITORY", "")) == (False, 1)


def test_a_message_without_a_screen_succeeds_and_leaves_the_errors():
    assert ended(run_entry("MSGBOX_INFO", "<bodymessage>x</bodymessage>")) == (True, 0)
    job = kjb("j", [FAIL, ("m", "MSGBOX_INFO", "")], [*chain("fail"), ("fail", "m", "N")])
    run = run_text(job)
    assert ended(run) == (True, 1)
