"""The house's import rules hold, and each would notice a breach."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("onedata_assets", "onedata_portal", "onedata_resources")

DOMAIN = "onedata_assets.domain.processing.contract"
LIB = "onedata_assets.lib.keys"
COMPONENT = "onedata_assets.components.kettle_project"
CLIENT = "onedata_resources.clients.jsonl"
KETTLE = "onedata_resources.kettle.variables"
PORTAL = "onedata_portal.planted"
PLANTED = [
    ("layers", DOMAIN, "onedata_assets.lib.keys"),
    ("layers", LIB, "onedata_assets.components.kettle_project"),
    ("layers", LIB, "onedata_assets.definitions"),
    ("layers", COMPONENT, "onedata_assets.defs.serving.department_sales"),
    ("layers", "onedata_assets.defs.operations.retention", "onedata_assets.cli.up"),
    ("layers", "onedata_assets.definitions", "onedata_assets.cli.main"),
    (
        "systems",
        "onedata_assets.defs.serving.department_sales",
        "onedata_assets.defs.training.inputs",
    ),
    ("domain", DOMAIN, "dagster"),
    ("domain", DOMAIN, "dagster_shared"),
    ("domain", DOMAIN, "httpx"),
    ("domain", DOMAIN, "requests"),
    ("domain", DOMAIN, "mlflow"),
    ("domain", DOMAIN, "sqlalchemy"),
    ("domain", DOMAIN, "onedata_resources.errors"),
    ("domain", DOMAIN, "onedata_portal"),
    ("resources-layers", "onedata_resources.services", "onedata_resources.registry"),
    ("resources-layers", CLIENT, "onedata_resources.services"),
    ("resources-layers", KETTLE, "onedata_resources.dbt_plugin"),
    ("resources-layers", "onedata_resources.settings", "onedata_resources.clients.jsonl"),
    ("resources-dagster", CLIENT, "dagster"),
    ("resources-dagster", CLIENT, "dagster_shared"),
    ("resources-dagster", KETTLE, "dagster"),
    ("resources-dagster", "onedata_resources.settings", "dagster"),
    ("resources-up", CLIENT, "onedata_assets.lib.keys"),
    ("resources-up", KETTLE, "onedata_portal"),
    ("portal", PORTAL, "dagster"),
    ("portal", PORTAL, "onedata_assets.cli.up"),
    ("portal", PORTAL, "onedata_assets.components.dbt_lake"),
    ("portal", PORTAL, "onedata_assets.definitions"),
    ("portal", PORTAL, "onedata_assets.defs.serving.department_sales"),
    ("portal", PORTAL, "onedata_assets.lib.keys"),
    ("portal", PORTAL, "onedata_resources.dagster_storage"),
    ("portal", PORTAL, "onedata_resources.dbt_plugin"),
    ("portal", PORTAL, "onedata_resources.registry"),
    ("portal", PORTAL, "onedata_resources.services"),
    ("assets-portal", LIB, "onedata_portal"),
    ("product", LIB, "demo"),
    ("product", COMPONENT, "tests"),
    ("product", CLIENT, "scripts"),
    ("product", PORTAL, "bench"),
]
"""A contract, a module, and what it imports against that contract."""


def lint(folder: Path) -> str:
    """Return the report on the packages in a folder."""
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def contract_names() -> dict[str, str]:
    """Return the name of each contract by its identifier."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {one["id"]: one["name"] for one in settings["tool"]["importlinter"]["contracts"]}


def copied(folder: Path) -> Path:
    """Copy the packages and their contracts into a folder, and return it."""
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "*.js")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def breaches(tmp_path_factory):
    """What the linter says of each contract, by its name, once every breach is planted."""
    copy = copied(tmp_path_factory.mktemp("house"))
    for _, module, imported in PLANTED:
        path = copy / f"{module.replace('.', '/')}.py"
        path.touch()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    _, _, told = lint(copy).partition("Broken contracts")
    parts = re.split(r"^(.+)\n-+$", told, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("contract", "module", "imported"), PLANTED)
def test_a_planted_forbidden_import_breaks_its_contract(breaches, contract, module, imported):
    told = breaches.get(contract_names()[contract], "")
    assert re.search(rf"{re.escape(module)} -> {re.escape(imported)}(\.\w+)* \(l\.\d+\)", told), (
        told
    )


def test_every_contract_has_a_planted_breach():
    assert {contract for contract, _, _ in PLANTED} == set(contract_names())


@pytest.mark.parametrize("package", ["onedata_assets", "onedata_resources"])
def test_a_new_part_of_the_house_must_take_its_place_among_the_layers(tmp_path, package):
    (copied(tmp_path) / package / "unplaced.py").touch()
    assert f"{package}.unplaced" in lint(tmp_path)
