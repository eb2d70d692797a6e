"""A service is recognized by its own protocol; an open port alone is no service."""

import pytest

from onedata_assets.cli import services
from onedata_assets.cli.addresses import Address, local_url
from onedata_assets.cli.probes import PROTOCOLS, WEATHER_PAGE, Answer, ask_mlflow, probe
from onedata_assets.cli.processes import free_port, listens
from onedata_assets.defs.ingestion.store_weather import PATH
from onedata_resources.errors import BadInputError, UnavailableError
from tests.unit.cli.answering import answering

STATUS = "<serverstatus><statusdesc>{}</statusdesc></serverstatus>"
RIGHT = {
    "KETTLE_BASE_URL": {"/kettle/status/": STATUS.format("Online")},
    "WEATHER_BASE_URL": {PATH: '{"items": [], "next": null}'},
    "TRITON_BASE_URL": {"/v2": '{"name": "triton", "version": "2.65", "extensions": []}'},
    "ONEDATA_UI_URL": {"/api/session": '{"signed_in": false, "product": {}}'},
}


@pytest.fixture(autouse=True)
def language(monkeypatch):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")


def test_every_service_of_the_settings_has_an_answer_here():
    assert RIGHT.keys() == PROTOCOLS.keys()
    assert WEATHER_PAGE.startswith(f"{PATH}?")


@pytest.mark.parametrize("setting", RIGHT)
def test_the_right_answer_is_recognized(setting):
    with answering(RIGHT[setting]) as url:
        assert probe(setting, {setting: f"{url}/"}).answer is Answer.RIGHT


@pytest.mark.parametrize("setting", RIGHT)
@pytest.mark.parametrize(
    ("body", "status"), [("", 404), ("<html>welcome</html>", 200), ("[]", 200), ("{}", 500)]
)
def test_another_program_at_the_address_is_told_apart(setting, body, status):
    answers = dict.fromkeys(RIGHT[setting], body)
    with answering(answers, status) as url:
        found = probe(setting, {setting: url})
    assert found.answer is Answer.OTHER
    assert found.problem
    assert url in found.problem.en


def test_a_carte_that_refuses_the_login_is_told_apart():
    with answering(RIGHT["KETTLE_BASE_URL"], 401) as url:
        found = probe("KETTLE_BASE_URL", {"KETTLE_BASE_URL": url})
    assert found.problem
    assert "KETTLE_PASSWORD" in found.problem.en


def test_a_carte_that_is_not_online_is_told_apart():
    with answering({"/kettle/status/": STATUS.format("Offline")}) as url:
        assert probe("KETTLE_BASE_URL", {"KETTLE_BASE_URL": url}).answer is Answer.OTHER


@pytest.mark.parametrize("setting", RIGHT)
def test_nothing_at_the_address_is_absent(setting):
    url = f"http://127.0.0.1:{free_port()}"
    assert probe(setting, {setting: url}).answer is Answer.ABSENT


def test_mlflow_is_recognized_by_its_health():
    with answering({"/health": "OK"}) as url:
        ask_mlflow(url)
    with answering({"/health": "<html>"}) as url, pytest.raises(UnavailableError, match="MLflow"):
        ask_mlflow(url)


def test_a_password_in_an_address_is_not_told():
    with answering({}) as url:
        secret = url.replace("//", "//ada:hunter2@")
        with pytest.raises(UnavailableError) as refused:
            ask_mlflow(secret)
        found = probe("TRITON_BASE_URL", {"TRITON_BASE_URL": secret})
    with pytest.raises(BadInputError) as unread:
        Address.of("TRITON_BASE_URL", "ada:hunter2@host")
    for error in (refused.value, found.problem, unread.value):
        assert "hunter2" not in str(error)


def test_a_host_that_does_not_exist_does_not_listen():
    assert not listens("http://no-such-host.invalid:8081")


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8081", "localhost:8081", "http://", "http://h:port", "ftp://h", "/kettle"]
)
def test_what_is_no_address_is_refused_with_the_setting_and_an_example(url):
    with pytest.raises(BadInputError) as refused:
        Address.of("KETTLE_BASE_URL", url)
    for message in (refused.value.en, refused.value.zh):
        assert "KETTLE_BASE_URL" in message
        assert "http://127.0.0.1:8081" in message


@pytest.mark.parametrize(
    ("url", "host", "port", "local"),
    [
        ("http://127.0.0.2:81/", "127.0.0.2", 81, True),
        ("https://localhost", "localhost", 443, True),
        ("http://[::1]:8081", "::1", 8081, True),
        ("http://carte.example.com", "carte.example.com", 80, False),
        ("http://10.0.0.1:1", "10.0.0.1", 1, False),
    ],
)
def test_an_address_has_its_host_and_port(url, host, port, local):
    found = Address.of("X", url)
    assert (found.host, found.port, found.local) == (host, port, local)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.2", "http://127.0.0.2:3"),
        ("0.0.0.0", "http://127.0.0.1:3"),
        ("::", "http://[::1]:3"),
        ("example.com", "http://example.com:3"),
    ],
)
def test_what_listens_on_a_host_is_asked_there(host, url):
    assert local_url(host, 3) == url


def test_a_service_that_runs_is_used_and_said(capsys):
    with answering(RIGHT["KETTLE_BASE_URL"]) as url:
        assert not services.wanted("KETTLE_BASE_URL", {"KETTLE_BASE_URL": url})
    assert f"using what runs at {url}" in capsys.readouterr().out.replace("\n", " ")


def test_another_program_at_the_address_is_refused_with_what_to_do():
    with answering({}) as url, pytest.raises(UnavailableError) as refused:
        services.wanted("KETTLE_BASE_URL", {"KETTLE_BASE_URL": url})
    assert "set KETTLE_BASE_URL to another address" in refused.value.en
    assert "另设地址" in refused.value.zh


def test_a_service_of_this_machine_that_is_absent_is_wanted():
    url = f"http://127.0.0.1:{free_port()}"
    assert services.wanted("KETTLE_BASE_URL", {"KETTLE_BASE_URL": url})


def test_a_service_elsewhere_that_is_absent_is_said_and_not_started_here(capsys):
    away = {"KETTLE_BASE_URL": "http://carte.invalid:8081"}
    assert not services.wanted("KETTLE_BASE_URL", away)
    assert "not this machine" in capsys.readouterr().out.replace("\n", " ")


def test_without_the_demo_folder_no_weather_is_started(tmp_path, monkeypatch, capsys):
    env = {"WEATHER_BASE_URL": f"http://127.0.0.1:{free_port()}"}
    assert services.weather_wanted(env)
    monkeypatch.setattr(services, "project_dir", lambda: tmp_path)
    assert not services.weather_wanted(env)
    assert "Set WEATHER_BASE_URL" in capsys.readouterr().out.replace("\n", " ")


def test_services_listen_where_their_setting_says():
    env = {"KETTLE_BASE_URL": "http://127.0.0.2:8181", "WEATHER_BASE_URL": "http://localhost"}
    assert services.carte(env).argv[-4:] == ["--host", "127.0.0.2", "--port", "8181"]
    assert services.weather(env).argv[-4:] == ["--host", "localhost", "--port", "80"]
