"""Where the deployment files are, and how the tests read them."""

import re
from collections.abc import Iterator

import yaml

from onedata_resources.settings import project_dir
from onedata_resources.variables import VARIABLES

DEPLOY = project_dir() / "deploy"
REFERENCE = re.compile(r"\$\{([A-Z_0-9]+)(?::[-?][^}]*)?\}")


def documents(text: str) -> list[dict]:
    """Return the YAML documents of a text."""
    return [one for one in yaml.safe_load_all(text) if one]


def load(name: str) -> dict:
    """Return one YAML file under `deploy/`."""
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def declared_variables() -> set[str]:
    """Return every environment variable that the project documents."""
    return {one.name for one in VARIABLES} | {one["name"] for one in load_list("variables.yaml")}


def load_list(name: str) -> list[dict]:
    """Return one YAML file under `deploy/` that holds a list."""
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def env_references(node: object) -> Iterator[str]:
    """Yield the names of `{env: NAME}` anywhere in a dagster.yaml or workspace.yaml."""
    if isinstance(node, dict):
        if set(node) == {"env"} and isinstance(node["env"], str):
            yield node["env"]
        for child in node.values():
            yield from env_references(child)
    elif isinstance(node, list):
        for child in node:
            yield from env_references(child)
