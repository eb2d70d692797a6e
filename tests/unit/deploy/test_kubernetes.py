"""The kustomize bases and overlays: rendered, then each object against the official schemas."""

import shutil
import subprocess
from copy import deepcopy
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
import yaml

from onedata_resources.settings import value_of
from tests.unit.deploy.files import DEPLOY, declared_variables, documents, load

RENDERED = ("base", "overlays/production")
KUBERNETES_VERSION = "1.34"
TRITON = (DEPLOY / "images/triton/Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=RENDERED)
def objects(request) -> list[dict]:
    return rendered(request.param)


def rendered(folder: str) -> list[dict]:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed: kustomize output is not rendered")
    argv = [kubectl, "kustomize", DEPLOY / "kubernetes" / folder]
    return documents(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)


def pod_specs(objects: list[dict]) -> list[dict]:
    return [one["spec"]["template"]["spec"] for one in objects if one["kind"] == "Deployment"]


def containers(objects: list[dict]) -> list[dict]:
    return [
        container
        for spec in pod_specs(objects)
        for container in [*spec["containers"], *spec.get("initContainers", [])]
    ]


def named(objects: list[dict], kind: str, name: str) -> dict:
    [found] = [one for one in objects if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return found


def test_every_object_meets_the_official_schema_strictly(objects):
    for one in objects:
        kubernetes_validate.validate(one, KUBERNETES_VERSION, strict=True)


def test_a_misspelt_field_would_be_noticed(objects):
    broken = {**named(objects, "Deployment", "onedata-code")}
    broken["spec"] = {**broken["spec"], "replicaz": 2}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, KUBERNETES_VERSION, strict=True)


def test_every_pod_meets_the_restricted_pod_security_standard(objects):
    for spec in pod_specs(objects):
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
    for container in containers(objects):
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert security["readOnlyRootFilesystem"] is True


def test_every_container_states_resources_and_a_fixed_image(objects):
    for container in containers(objects):
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert "memory" in container["resources"]["limits"]
        assert container["image"].rpartition(":")[2] not in ("latest", "")


def test_every_service_process_is_probed(objects):
    for spec in pod_specs(objects):
        for container in spec["containers"]:
            assert {"livenessProbe", "startupProbe"} <= container.keys()


def test_every_selector_finds_a_pod(objects):
    labels = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in objects
        if one["kind"] == "Deployment"
    ]
    for one in objects:
        if one["kind"] == "Service":
            wanted = one["spec"]["selector"]
        elif one["kind"] == "PodDisruptionBudget":
            wanted = one["spec"]["selector"]["matchLabels"]
        else:
            continue
        assert any(wanted.items() <= given.items() for given in labels), one["metadata"]["name"]


def test_every_config_map_claim_and_account_that_a_pod_names_is_rendered(objects):
    rendered = {(one["kind"], one["metadata"]["name"]) for one in objects}
    for spec in pod_specs(objects):
        assert ("ServiceAccount", spec["serviceAccountName"]) in rendered
        for volume in spec["volumes"]:
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in rendered
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                assert ("PersistentVolumeClaim", claim) in rendered
    for container in containers(objects):
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                assert ("ConfigMap", source["configMapRef"]["name"]) in rendered


def test_only_accounts_that_launch_runs_have_rights_and_the_others_no_token(objects):
    bound = {
        subject["name"]
        for one in objects
        if one["kind"] == "RoleBinding"
        for subject in one["subjects"]
    }
    assert bound == {"onedata-control", "onedata-runs"}
    for name in ("onedata-code", "onedata-carte", "onedata-mlflow", "onedata-triton"):
        spec = named(objects, "Deployment", name)["spec"]["template"]["spec"]
        assert spec["serviceAccountName"] == "onedata-none"
        assert spec["automountServiceAccountToken"] is False
    assert not [one for one in objects if one["kind"].startswith("ClusterRole")]


def test_the_run_launcher_names_objects_that_exist(objects):
    instance = named(objects, "ConfigMap", "onedata-instance")["data"]
    launcher = yaml.safe_load(instance["dagster.yaml"])["run_launcher"]["config"]
    rendered = {(one["kind"], one["metadata"]["name"]) for one in objects}
    assert ("ServiceAccount", launcher["service_account_name"]) in rendered
    assert ("ConfigMap", launcher["instance_config_map"]) in rendered
    assert {("ConfigMap", name) for name in launcher["env_config_maps"]} <= rendered
    assert "workspace.yaml" in instance


def test_runs_use_the_image_of_the_code_location(objects):
    [code] = named(objects, "Deployment", "onedata-code")["spec"]["template"]["spec"]["containers"]
    assert {"name": "DAGSTER_CURRENT_IMAGE", "value": code["image"]} in code["env"]


def test_every_address_within_the_cluster_is_a_service_of_this_namespace(objects):
    environment = named(objects, "ConfigMap", "onedata-environment")["data"]
    asked = {name: urlsplit(url) for name, url in environment.items() if url.startswith("http:")}
    assert asked.keys() == {"KETTLE_BASE_URL", "MLFLOW_TRACKING_URI", "TRITON_BASE_URL"}
    for address in asked.values():
        ports = named(objects, "Service", str(address.hostname))["spec"]["ports"]
        assert address.port in [port["port"] for port in ports]


def test_the_model_server_loads_from_the_claim_that_runs_publish_to(objects):
    """A claim belongs to one namespace, so the server must be in that of the runs."""
    environment = named(objects, "ConfigMap", "onedata-environment")["data"]
    published = value_of("TRITON_MODEL_REPOSITORY", environment)
    triton = named(objects, "Deployment", "onedata-triton")
    code = named(objects, "Deployment", "onedata-code")
    assert triton["metadata"]["namespace"] == code["metadata"]["namespace"]
    homes = [
        (one["persistentVolumeClaim"]["claimName"], mount["mountPath"])
        for deployment in (triton, code)
        for one in deployment["spec"]["template"]["spec"]["volumes"]
        for mount in deployment["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
        if "persistentVolumeClaim" in one and one["name"] == mount["name"]
    ]
    assert homes == [("onedata-home", environment["ONEDATA_HOME"])] * 2
    assert f'"--model-repository={published}"' in TRITON


def test_the_registry_is_written_through_one_server_on_postgresql(objects):
    """Several pods would lock and lose a SQLite file on a shared claim."""
    environment = named(objects, "ConfigMap", "onedata-environment")["data"]
    assert environment["MLFLOW_TRACKING_URI"].startswith("http://onedata-mlflow")
    server = named(objects, "Deployment", "onedata-mlflow")["spec"]
    assert server["replicas"] == 1
    assert server["strategy"] == {"type": "Recreate"}
    [container] = server["template"]["spec"]["containers"]
    assert container["args"] == ["mlflow"]
    assert {"DAGSTER_PG_HOST", "DAGSTER_PG_USER", "MLFLOW_PG_DB"} <= environment.keys()


def test_every_replica_of_the_portal_signs_with_the_one_key_of_a_secret(objects):
    """A key that each made for itself would refuse the sessions of the others."""
    portal = named(objects, "Deployment", "onedata-portal")["spec"]
    assert portal["replicas"] == 2
    [container] = portal["template"]["spec"]["containers"]
    [key] = [one for one in container["env"] if one["name"] == "ONEDATA_SECRET_KEY"]
    assert key["valueFrom"] == {
        "secretKeyRef": {"name": "onedata-portal", "key": "ONEDATA_SECRET_KEY"}
    }
    environment = named(objects, "ConfigMap", "onedata-environment")["data"]
    assert not {"ONEDATA_SECRET_KEY", "STORE_URL"} & environment.keys()
    assert environment["ONEDATA_PG_DB"] != environment["DAGSTER_PG_DB"]


def test_no_other_pod_and_no_run_gets_the_secret_of_the_portal(objects):
    """But for where its records are, which the daemon needs to launch runs of projects."""
    for one in objects:
        if one["metadata"]["name"] != "onedata-portal" and one["kind"] == "Deployment":
            spec = deepcopy(one["spec"]["template"]["spec"])
            env = spec["containers"][0].get("env", [])
            records = [pair for pair in env if pair["name"] == "STORE_URL"]
            assert bool(records) is (one["metadata"]["name"] == "onedata-daemon")
            for pair in records:
                assert pair["valueFrom"]["secretKeyRef"]["key"] == "STORE_URL"
                env.remove(pair)
            assert "'onedata-portal'" not in str(spec)
    instance = named(objects, "ConfigMap", "onedata-instance")["data"]
    launcher = yaml.safe_load(instance["dagster.yaml"])["run_launcher"]["config"]
    assert launcher["env_secrets"] == ["onedata-secrets"]


def test_a_portal_that_cannot_reach_its_store_gets_no_requests_and_is_not_restarted(objects):
    [container] = named(objects, "Deployment", "onedata-portal")["spec"]["template"]["spec"][
        "containers"
    ]
    assert container["readinessProbe"]["httpGet"]["path"] == "/api/session"
    assert not container["livenessProbe"]["httpGet"]["path"].startswith("/api")


def test_beside_the_chart_there_is_what_it_lacks_and_nothing_twice():
    beside = rendered("overlays/chart")
    for one in beside:
        kubernetes_validate.validate(one, KUBERNETES_VERSION, strict=True)
    deployed = {one["metadata"]["name"] for one in beside if one["kind"] == "Deployment"}
    assert deployed == {"onedata-portal", "onedata-carte", "onedata-mlflow", "onedata-triton"}
    [code] = load("helm/values.yaml")["dagster-user-deployments"]["deployments"]
    environment = named(beside, "ConfigMap", "onedata-environment")["data"]
    assert environment["ONEDATA_CODE_HOST"] == code["name"]
    policies = {one["metadata"]["name"] for one in beside if one["kind"] == "NetworkPolicy"}
    assert policies == {"onedata-portal"}


def test_every_variable_is_one_that_the_project_documents(objects):
    given = named(objects, "ConfigMap", "onedata-environment")["data"].keys()
    assert given - {"HOME"} <= declared_variables()


def test_no_secret_is_kept_in_the_repository(objects):
    assert not [one for one in objects if one["kind"] == "Secret"]
