"""The images: what their Dockerfiles promise, and that the entrypoint knows its roles."""

import json
import re
import subprocess
import sys

import pytest

from onedata_resources.settings import project_dir
from tests.unit.deploy.files import DEPLOY, load

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
ENTRYPOINT = DEPLOY / "docker" / "entrypoint.sh"
ROLES = ("portal", "daemon", "code", "carte", "mlflow", "seed", "weather", "migrate")
TRITON = (DEPLOY / "images/triton/Dockerfile").read_text(encoding="utf-8")


def instructions(name: str, dockerfile: str = DOCKERFILE) -> list[str]:
    joined = dockerfile.replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.*)$", joined, flags=re.MULTILINE)


def test_both_python_stages_start_from_one_base_with_a_full_version():
    bases = [one.split()[0] for one in instructions("FROM")]
    assert bases == ["${NODE_IMAGE}", "${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]
    [base] = [one for one in instructions("ARG") if one.startswith("PYTHON_IMAGE=")]
    assert re.search(r"=python:3\.11\.\d+-slim-\w+$", base)


def test_the_pages_are_built_by_a_node_that_is_not_in_the_image():
    [node] = [one for one in instructions("ARG") if one.startswith("NODE_IMAGE=")]
    major, minor = map(int, re.findall(r"=node:(\d+)\.(\d+)\.\d+-\w+-slim$", node)[0])
    assert (major, minor) >= (20, 19)
    pages, python, last = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert "npm ci" in pages
    assert "npm run --silent build" in pages
    assert "COPY --from=pages /pages/dist onedata_portal/web/dist\n" in python
    assert "node" not in last.lower()
    ignored = (project_dir() / ".dockerignore").read_text().splitlines()
    assert "onedata_portal/web/dist" in ignored  # or a stale build of this machine would be taken


def test_the_process_is_not_root():
    uid, _, gid = instructions("USER")[-1].partition(":")
    assert int(uid) > 0
    assert int(gid) > 0


def test_dependencies_come_from_the_constraints():
    assert any("-c constraints.txt" in one for one in instructions("RUN"))


def test_no_secret_is_baked_in():
    given = " ".join(instructions("ENV") + instructions("ARG"))
    assert not re.search(r"(PASSWORD|SECRET|TOKEN|_KEY)=", given)
    ignored = (project_dir() / ".dockerignore").read_text().splitlines()
    assert {".env", ".git", ".onedata"} <= set(ignored)


def test_health_is_asked_and_signals_reach_the_process():
    assert instructions("HEALTHCHECK")
    assert '"tini"' in instructions("ENTRYPOINT")[-1]


@pytest.mark.parametrize("dockerfile", [DOCKERFILE, TRITON], ids=["onedata", "triton"])
def test_every_file_that_is_copied_exists(dockerfile):
    for one in instructions("COPY", dockerfile):
        parts = [part for part in one.split() if not part.startswith("--")]
        if "--from" not in one:
            for source in parts[:-1]:
                assert (project_dir() / source).exists(), source


@pytest.mark.parametrize("role", ROLES)
def test_the_entrypoint_has_every_role(role):
    assert re.search(rf"^  {role}\)", ENTRYPOINT.read_text(), flags=re.MULTILINE)


def test_the_entrypoint_is_valid_shell_and_passes_other_commands_on():
    assert subprocess.run(["sh", "-n", ENTRYPOINT], check=False).returncode == 0
    done = subprocess.run(["sh", ENTRYPOINT, "echo", "a run"], capture_output=True, check=True)
    assert done.stdout == b"a run\n"


def test_roles_that_compose_starts_are_roles_of_the_image():
    services = load("compose.yaml")["services"]
    started = {one["command"][0] for one in services.values() if "ONEDATA" in one["image"]}
    assert started == set(ROLES)


def test_the_model_server_has_what_a_served_model_imports():
    source = (project_dir() / "onedata_assets/domain/serving/triton_model.py").read_text("utf-8")
    imported = set(re.findall(r"^import (\w+)", source, flags=re.MULTILINE))
    given = {"numpy", "triton_python_backend_utils"} | set(sys.stdlib_module_names)
    [install] = [one for one in instructions("RUN", TRITON) if "pip install" in one]
    assert "-c /tmp/constraints.txt lightgbm " in install
    assert imported - given == {"lightgbm"}


def test_the_model_server_loads_every_published_model_when_it_starts():
    [entrypoint] = instructions("ENTRYPOINT", TRITON)
    wanted = {"--model-control-mode=explicit", "--load-model=*", "--strict-readiness=false"}
    assert wanted <= set(json.loads(entrypoint))


def test_the_model_server_is_not_root_and_of_a_fixed_version():
    assert instructions("USER", TRITON) == ["10001:10001"]
    [base] = instructions("ARG", TRITON)
    assert re.search(r"/tritonserver:\d\d\.\d\d-py3$", base)
