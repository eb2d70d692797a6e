"""What the web server tells of the code location, over HTTP."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from onedata_assets.cli.location import Automation, Dagster, automation, location_problem


@pytest.fixture
def webserver() -> Iterator[tuple[str, dict[str, Any]]]:
    """A server on loopback that answers every query with what the test puts into the dict."""
    data: dict[str, Any] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"data": data}).encode())

        def log_message(self, *args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", data
    server.shutdown()
    thread.join()
    server.server_close()


def test_sensors_and_schedules_are_told_by_whether_they_are_on(webserver):
    url, data = webserver
    data["repositoriesOrError"] = {
        "nodes": [
            {
                "sensors": [
                    {"name": "b_sensor", "sensorState": {"status": "RUNNING"}},
                    {"name": "a_sensor", "sensorState": {"status": "STOPPED"}},
                ],
                "schedules": [{"name": "a_schedule", "scheduleState": {"status": "RUNNING"}}],
            }
        ]
    }
    assert automation(Dagster(url, "od_key")) == Automation(
        on=("a_schedule", "b_sensor"), off=("a_sensor",)
    )


def test_a_location_that_does_not_load_is_told_by_its_innermost_error(webserver):
    url, data = webserver
    error = {
        "__typename": "PythonError",
        "message": "outer",
        "errorChain": [{"error": {"message": "no module"}}],
    }
    good = {"__typename": "RepositoryLocation"}
    data["workspaceOrError"] = {
        "locationEntries": [{"locationOrLoadError": error}, {"locationOrLoadError": good}]
    }
    assert location_problem(Dagster(url, "od_key")) == "no module"
