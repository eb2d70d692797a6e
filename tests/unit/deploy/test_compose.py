"""The compose file against the schema of the Compose specification (in `check-jsonschema`)."""

import json
import re
from importlib.resources import files
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml

from onedata_resources.variables import VARIABLES
from tests.unit.deploy.files import DEPLOY, REFERENCE, declared_variables, load

TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SCHEMA = files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json"


@pytest.fixture
def compose() -> dict:
    return load("compose.yaml")


def ours(compose: dict) -> dict[str, dict]:
    return {name: one for name, one in compose["services"].items() if "ONEDATA" in one["image"]}


def test_the_file_meets_the_specification(compose):
    jsonschema.validate(compose, json.loads(SCHEMA.read_text("utf-8")))


def test_a_misspelt_key_would_be_noticed(compose):
    compose["services"]["daemon"]["comand"] = ["daemon"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(compose, json.loads(SCHEMA.read_text("utf-8")))


def test_every_substituted_variable_is_documented():
    assert set(REFERENCE.findall(TEXT)) <= declared_variables()


def test_every_setting_of_the_platform_reaches_the_processes(compose):
    names = {one.name for one in VARIABLES}
    for name, service in ours(compose).items():
        assert names <= service["environment"].keys(), name
        assert service["environment"].keys() - {"HOME"} <= declared_variables()


def test_the_platforms_records_are_by_default_in_a_database_of_this_postgresql(compose):
    environment = compose["services"]["portal"]["environment"]
    assert environment["STORE_URL"] == "${STORE_URL:-}"
    defaults = [environment[name] for name in ("DAGSTER_PG_DB", "MLFLOW_PG_DB", "ONEDATA_PG_DB")]
    assert len(set(defaults)) == 3


def test_passwords_have_no_default(compose):
    for name in ("DAGSTER_PG_PASSWORD", "KETTLE_PASSWORD"):
        assert re.search(rf"\$\{{{name}:\?", TEXT)
        assert not re.search(rf"\$\{{{name}:-", TEXT)


def test_no_image_follows_a_moving_tag(compose):
    for service in compose["services"].values():
        default = re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", service["image"])
        assert re.search(r":[\w.]*\d", default), default
        assert "latest" not in default


def test_only_loopback_ports_are_published(compose):
    published = [port for one in compose["services"].values() for port in one.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_our_processes_have_no_rights_beyond_their_own_files(compose):
    for service in ours(compose).values():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_a_service_waits_only_for_what_tells_its_health(compose):
    services = compose["services"]
    for name, service in services.items():
        for other, wait in service.get("depends_on", {}).items():
            assert other in services, name
            if wait["condition"] == "service_healthy" and other not in ours(compose):
                assert "test" in services[other]["healthcheck"]


def test_the_demo_profile_brings_every_source_of_the_main_job(compose):
    services = compose["services"]
    demo = {name for name, one in services.items() if one.get("profiles") == ["demo"]}
    assert demo == {"seed", "weather"}
    assert services["seed"]["build"]["args"] == {"EXTRAS": "demo"}
    assert services["weather"]["image"] == services["seed"]["image"]
    assert services["code"]["image"] != services["seed"]["image"]


def test_no_service_waits_for_one_of_a_profile_that_may_be_off(compose):
    services = compose["services"]
    for name, service in services.items():
        waited = [services[other].get("profiles") for other in service.get("depends_on", {})]
        assert service.get("profiles") or not any(waited), name


@pytest.mark.parametrize(
    "name", ["KETTLE_BASE_URL", "MLFLOW_TRACKING_URI", "TRITON_BASE_URL", "WEATHER_BASE_URL"]
)
def test_every_address_is_by_default_a_service_of_this_file(compose, name):
    environment = compose["services"]["code"]["environment"]
    address = urlsplit(re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", environment[name]))
    assert address.hostname in compose["services"]


def test_the_model_server_is_built_here_and_reads_what_runs_publish(compose):
    triton, code = compose["services"]["triton"], compose["services"]["code"]
    assert (DEPLOY.parent / triton["build"]["dockerfile"]).exists()
    assert triton["volumes"] == [f"{one}:ro" for one in code["volumes"]]
    assert "command" not in triton  # the image's own loads every model


def test_named_volumes_are_declared(compose):
    used = {
        mount.partition(":")[0]
        for service in compose["services"].values()
        for mount in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


class Override(yaml.SafeLoader):
    """Reads Compose's tag for what is replaced instead of merged."""


Override.add_constructor(
    "!override", lambda loader, node: loader.construct_mapping(node, deep=True)
)


@pytest.fixture
def mysql() -> dict:
    text = (DEPLOY / "compose.mysql.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Override)


def test_the_override_for_mysql_meets_the_specification_and_is_documented(mysql):
    jsonschema.validate(mysql, json.loads(SCHEMA.read_text("utf-8")))
    text = (DEPLOY / "compose.mysql.yaml").read_text(encoding="utf-8")
    assert set(REFERENCE.findall(text)) <= declared_variables()


def test_with_mysql_no_process_of_ours_has_or_awaits_postgresql(compose, mysql):
    for name in ours(compose):
        url = mysql["services"][name]["environment"]["DAGSTER_STORAGE_URL"]
        assert url.endswith("@mysql:3306/dagster")
        awaits = {**compose["services"][name], **mysql["services"][name]}.get("depends_on", {})
        assert "postgres" not in awaits, name
    assert mysql["services"]["postgres"] == {"profiles": ["postgresql"]}


def test_the_account_of_mysql_may_make_the_other_databases(mysql):
    rights = (DEPLOY / "docker/mysql-rights.sql").read_text(encoding="utf-8")
    server, environment = mysql["services"]["mysql"], mysql["x-mysql"]["environment"]
    assert any("docker/mysql-rights.sql" in each for each in server["volumes"])
    user = server["environment"]["MARIADB_USER"]
    for name in ("MLFLOW_PG_DB", "ONEDATA_PG_DB"):
        assert f"ON `{environment[name]}`.* TO '{user}'@'%'" in rights
