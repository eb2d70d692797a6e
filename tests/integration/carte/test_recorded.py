"""The recorded exchanges with a real 8.1 are repeated; the answers must be the same."""

import pytest

from tests.integration.carte.serving import Server
from tests.unit.kettle_server.files import chain, kjb, ktr, rows
from tests.unit.kettle_server.recordings import Exchange, about, shape, texts

pytestmark = pytest.mark.integration

ABORT = (
    "<row_threshold>5</row_threshold><message>boom yes</message>"
    "<always_log_rows>Y</always_log_rows>"
)
OBJECTS = {
    "Generate Row - basics": ktr(
        "Generate Row - basics",
        [("Generate Rows", "RowGenerator", rows(10)), ("Dummy (do nothing)", "Dummy", "")],
        [("Generate Rows", "Dummy (do nothing)")],
    ),
    "abort": ktr(
        "abort",
        [("gen", "RowGenerator", rows(20)), ("ab", "Abort", ABORT), ("out", "Dummy", "")],
        [("gen", "ab"), ("ab", "out")],
    ),
    "initfail": ktr("initfail", [("ti", "TableInput", "<sql>select 1</sql>")]),
    "unk": ktr("unk", [("u", "NoSuchPlugin", "")]),
    "j1": kjb("j1", [("ok", "SUCCESS", "")], chain("ok")),
    "jfail": kjb("jfail", [("ab", "ABORT", "<message>halt q</message>")], chain("ab")),
}
UNLIKE = {
    "abort": "how far the steps come before an abort is a matter of luck",
    "initfail": "the engine's own sentence says what is missing",
    "unk": "the engine's own sentence says what is missing",
}


def conversation(name: str) -> list[Exchange]:
    calls = about(name, "whatever" if name.startswith("Gen") else name)
    return [e for e in calls if e.servlet not in {"registerTrans", "addTrans", "registerJob"}]


@pytest.mark.parametrize("name", OBJECTS)
def test_the_server_answers_as_the_recorded_one(server: Server, name):
    import httpx

    who = server.register(OBJECTS[name])
    status = "jobStatus" if name.startswith("j") else "transStatus"
    over = ("Finished", "Finished (with errors)")
    with httpx.Client(base_url=server.url, auth=("cluster", "cluster"), timeout=60) as client:
        for recorded in conversation(name):
            params = {**recorded.params, "id": who["id"]}
            ended = any(f"<status_desc>{each}<" in recorded.body for each in over)
            if ended or recorded.servlet == "sniffStep":  # recorded after the end
                server.wait(status, who, *over)
            got = client.get(recorded.path.split("?")[0], params=params)
            assert got.status_code == recorded.status, recorded.path
            if recorded.status == 200 and recorded.body:
                compare(name, recorded, got.content)


def compare(name: str, recorded: Exchange, got: bytes) -> None:
    real = recorded.body.encode()
    assert without_steps(shape(got)) == without_steps(shape(real)), recorded.path
    mine, theirs = texts(got, steps=name not in UNLIKE), texts(real, steps=name not in UNLIKE)
    if "sendResult" in recorded.params:
        return
    if name in UNLIKE:
        mine, theirs = (
            [t for t in each if t[0] not in {"message", "paused"}] for each in (mine, theirs)
        )
    assert mine == theirs, recorded.path


def without_steps(paths: list[str]) -> list[str]:
    """Leave out what the two servers may count differently: steps of a run that failed early."""
    extra = ("/result/result-file", "/result/result-rows", "/stepstatuslist/")
    return [path for path in paths if not any(each in path for each in extra)]
