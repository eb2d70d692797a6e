"""Login, redirects, limits and the two languages of the answers: XML and HTML."""

import pytest
from starlette.testclient import TestClient

from onedata_resources.kettle.xml import parse
from tests.unit.kettle_server.conftest import basic
from tests.unit.kettle_server.files import generated, kjb, posted
from tests.unit.kettle_server.recordings import about, exchanges, shape, texts


def register(carte, xml: str, servlet: str = "registerTrans") -> str:
    answer = carte.post(f"/kettle/{servlet}/", params={"xml": "Y"}, content=posted(xml))
    root = parse(answer.content, "answer")
    assert root.findtext("result") == "OK", answer.text
    return root.findtext("id")


@pytest.mark.parametrize(
    "header",
    [None, "", "Basic", "Basic ###", basic(password="wrong"), basic("x"), "Bearer abc"],
)
def test_a_call_without_the_right_login_is_refused_as_a_real_server_does(app, header):
    headers = {} if header is None else {"Authorization": header}
    answer = TestClient(app).get("/kettle/status/?xml=Y", headers=headers)
    [recorded, *_] = exchanges()
    assert answer.status_code == recorded.status == 401
    assert answer.headers["WWW-Authenticate"] == 'basic realm="Kettle"'
    assert "HTTP ERROR: 401" in answer.text


def test_a_password_may_hold_colons_and_any_letters():
    from onedata_resources.kettle.server.config import CarteConfig
    from onedata_resources.kettle.server.http import logged_in

    config = CarteConfig(user="用户", password="a:b:密")
    assert logged_in(config, basic("用户", "a:b:密"))
    assert not logged_in(config, basic("用户", "a:b"))


def test_a_path_without_the_slash_is_redirected_with_its_parameters(carte):
    answer = carte.get("/kettle/status?xml=Y&name=%E8%BD%AC")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "http://testserver/kettle/status/?xml=Y&name=%E8%BD%AC"


@pytest.mark.parametrize("path", ["/kettle/nosuch/", "/kettle/", "/other", "/kettle/nosuch"])
def test_an_unknown_path_is_not_found(carte, path):
    assert carte.get(path).status_code == 404


def test_the_root_shows_the_menu(carte):
    assert 'href="/kettle/status/"' in carte.get("/").text


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_methods_are_not_distinguished(carte, method):
    answer = carte.request(method, "/kettle/status/", params={"xml": "Y"})
    assert parse(answer.content, "answer").findtext("statusdesc") == "Online"


def test_parameters_may_come_from_a_posted_form(carte):
    object_id = register(carte, generated("表单"))
    form = {"name": "表单", "id": object_id, "xml": "y", "from": "0"}
    answer = carte.post("/kettle/transStatus/", data=form)
    assert parse(answer.content, "answer").findtext("transname") == "表单"


def test_a_body_that_is_too_large_is_refused(carte):
    answer = carte.post("/kettle/registerTrans/?xml=Y", content=b"<" + b"a" * 300_000)
    assert answer.status_code == 413


def test_the_server_status_has_the_recorded_elements(carte):
    register(carte, generated("one"))
    register(carte, kjb("two", []), "registerJob")
    got = carte.get("/kettle/status/?xml=Y")
    assert got.headers["content-type"] == "text/xml;charset=UTF-8"
    expected = [
        *("statusdesc", "memory_free", "memory_total", "cpu_cores", "cpu_process_time", "uptime"),
        *("thread_count", "load_avg", "os_name", "os_version", "os_arch"),
        *("transstatuslist", "jobstatuslist"),
    ]
    root = parse(got.content, "answer")
    assert [element.tag for element in root] == expected
    assert root.findtext("transstatuslist/transstatus/logging_string") == "<![CDATA[]]>"
    assert root.findtext("jobstatuslist/jobstatus/jobname") == "two"


def test_a_registered_transformation_waits_in_the_recorded_shape(carte):
    object_id = register(carte, generated("Generate Row - basics"))
    got = carte.get(
        "/kettle/transStatus/",
        params={"name": "Generate Row - basics", "id": object_id, "xml": "Y"},
    )
    recorded = next(e for e in about("Generate Row - basics") if e.servlet == "transStatus")
    assert shape(got.content) == shape(recorded.body.encode())
    assert texts(got.content) == texts(recorded.body.encode())


def test_a_registered_job_waits_in_the_recorded_shape(carte):
    object_id = register(carte, kjb("j1", []), "addJob")
    got = carte.get("/kettle/jobStatus/", params={"name": "j1", "id": object_id, "xml": "Y"})
    recorded = next(e for e in about("j1") if e.servlet == "jobStatus")
    assert shape(got.content) == shape(recorded.body.encode())
    assert texts(got.content) == texts(recorded.body.encode())


UNKNOWN = [e for e in about("nope", "zzz") if "executeTrans" not in e.path]


@pytest.mark.parametrize("recorded", UNKNOWN, ids=lambda e: e.path)
def test_an_unknown_object_is_answered_with_the_recorded_status(carte, recorded):
    got = carte.request(recorded.method, recorded.path)
    assert got.status_code == recorded.status
    if recorded.status == 200:
        assert shape(got.content) == shape(recorded.body.encode())
        [result] = [value for tag, value in texts(got.content) if tag == "result"]
        assert result == "ERROR"
        if "(trace)" not in recorded.body:
            assert texts(got.content) == texts(recorded.body.encode())


def test_the_name_alone_finds_the_newest_of_that_name(carte):
    register(carte, generated("same"))
    second = register(carte, generated("same"))
    answer = carte.get("/kettle/transStatus/?name=same&xml=Y")
    assert parse(answer.content, "answer").findtext("id") == second


def test_the_id_decides_and_the_asked_name_is_echoed(carte):
    object_id = register(carte, generated("real"))
    answer = carte.get(f"/kettle/transStatus/?name=whatever&id={object_id}&xml=Y")
    assert parse(answer.content, "answer").findtext("transname") == "whatever"


def test_an_id_of_the_other_kind_is_unknown(carte):
    object_id = register(carte, generated("t"))
    answer = carte.get(f"/kettle/jobStatus/?name=t&id={object_id}&xml=Y")
    assert parse(answer.content, "answer").findtext("result") == "ERROR"


def test_without_xml_the_answers_are_pages_with_escaped_names(carte):
    name = "<b>&\"'转换"
    object_id = register(carte, generated(name))
    for path in ("/kettle/status/", f"/kettle/transStatus/?id={object_id}"):
        answer = carte.get(path)
        assert answer.headers["content-type"].startswith("text/html")
        assert "<b>&" not in answer.text
        assert "&lt;b&gt;&amp;&quot;&#x27;转换" in answer.text


def test_an_object_that_was_not_prepared_cannot_be_started(carte):
    object_id = register(carte, generated("n"))
    answer = carte.get(f"/kettle/startExec/?name=n&id={object_id}&xml=Y")
    assert (
        "The specified transformation [n] is not ready to be started. "
        "(Was not prepared for execution)" in answer.text
    )


def test_removed_objects_are_gone(carte):
    object_id = register(carte, generated("g"))
    assert carte.get(f"/kettle/removeTrans/?id={object_id}&xml=Y").status_code == 200
    assert carte.get(f"/kettle/removeTrans/?id={object_id}&xml=Y").status_code == 500


def test_the_oldest_objects_make_room_for_new_ones(carte):
    ids = [register(carte, generated(f"t{number}")) for number in range(8)]
    kept = [each for each in ids if each in carte.get("/kettle/status/?xml=Y").text]
    assert kept == ids[-5:]


def test_a_client_may_end_the_server(app, carte):
    answer = carte.get("/kettle/stopCarte/?xml=Y")
    assert parse(answer.content, "answer").tag == "request_accepted"
    assert app.state.carte.stopping.is_set()
