"""Truths about the whole code location: it loads anywhere, and every asset says what it is."""

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.definitions import build_defs
from onedata_assets.lib.keys import System

ROOT = Path(__file__).resolve().parents[2]
LOAD = (
    "import dagster as dg; from onedata_assets.definitions import defs; "
    "dg.Definitions.validate_loadable(defs())"
)
HEAVY = (
    "dbt", "dagster_dbt", "deltalake", "duckdb", "great_expectations", "lancedb", "lightgbm",
    "llama_index", "mlflow", "pandas", "polars", "pyarrow", "rapidocr", "torch", "unstructured",
)  # fmt: skip
NO_ROWS = {
    "analytics/report/sales": "a page for people; its figures are in the tables it depends on",
    "metadata/source/click_log": "versions of a structure; its log is an asset of its own",
    "metadata/relations/sources": "keys between tables, which the platform's records keep",
    "metadata/source/lake": "versions of a structure; its tables are assets of their own",
    "metadata/source/retail": "versions of a structure; its tables are assets of their own",
    "documents/retail_documents": "a folder of files of any form; its rows are dwd/document",
}
"""The assets without columns, each with the reason."""


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    return build_defs()


@pytest.fixture(scope="module")
def specs(defs):
    return {spec.key: spec for spec in defs.resolve_all_asset_specs()}


def python(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **env}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_code_location_loads_in_a_fresh_interpreter_without_env():
    """The gRPC server has no fixtures: import order and missing env must not matter."""
    done = python(LOAD)
    assert done.returncode == 0, done.stderr[-3000:]


def test_code_location_loads_without_any_network():
    refuse = (
        "import socket\n"
        "def refuse(*a, **k): raise OSError('no network while definitions load')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
    )
    done = python(refuse + LOAD)
    assert done.returncode == 0, done.stderr[-3000:]


def test_nothing_heavy_is_imported_to_load_the_definitions():
    done = python(f"{LOAD}; import sys; print([m for m in {HEAVY} if m in sys.modules])")
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_there_are_assets_of_every_kind_that_the_demo_makes(specs):
    names = {key.to_user_string() for key in specs}
    assert {
        "ods/transactions",
        "dwd/sales_line",
        "dws/department_day",
        "training/model/department_sales",
        "ads/department_sales_forecast",
        "serving/service/department_sales",
        "knowledge/index/retail_documents",
        "analytics/report/sales",
    } <= names


def test_asset_keys_are_those_that_others_may_rely_on(specs):
    """A renamed key breaks bookmarks, schedules and history: change the snapshot knowingly."""
    listed = (ROOT / "tests/definitions/asset_keys.txt").read_text(encoding="utf-8").split()
    assert sorted(key.to_user_string() for key in specs) == listed


def test_every_asset_has_a_description_in_both_languages(specs):
    def both(text: str) -> bool:
        return any("一" <= c <= "鿿" for c in text) and any(
            c.isascii() and c.isalpha() for c in text
        )

    assert [str(key) for key, spec in specs.items() if not both(spec.description or "")] == []


@pytest.mark.parametrize("fact", ["group_name", "owners", "kinds"])
def test_every_asset_says_its(specs, fact):
    assert [str(key) for key, spec in specs.items() if not getattr(spec, fact)] == []


def test_every_group_and_owner_is_one_of_the_systems(specs):
    systems = {system.value for system in System}
    wrong = [
        (str(key), spec.group_name, list(spec.owners))
        for key, spec in specs.items()
        if spec.group_name not in systems
        or not set(spec.owners) <= {f"team:{system}" for system in systems}
    ]
    assert wrong == []


def test_every_asset_carries_its_domain_and_sensitivity(specs):
    wrong = [
        str(key)
        for key, spec in specs.items()
        if not spec.tags.get("domain") or spec.tags.get("pii") not in {"none", "indirect", "direct"}
    ]
    assert wrong == []


def columns(spec: dg.AssetSpec) -> list[dg.TableColumn]:
    schema = spec.metadata.get("dagster/column_schema")
    declared = getattr(schema, "value", schema)
    return list(declared.columns) if declared else []


def test_every_asset_declares_its_columns_with_meanings(specs):
    def told(spec: dg.AssetSpec) -> bool:
        return bool(columns(spec)) and all(c.description and c.type for c in columns(spec))

    assert {key.to_user_string() for key, spec in specs.items() if not told(spec)} == set(NO_ROWS)


def test_the_columns_of_a_model_are_its_features_and_its_answer(specs):
    import numpy as np

    from onedata_assets.domain.training.features import samples
    from tests.unit.training.panels import weekly_panel

    model = specs[dg.AssetKey(["training", "model", "department_sales"])]
    features = samples(weekly_panel(100), np.array([99])).names
    assert [column.name for column in columns(model)] == [*features, "ratio"]


def test_the_columns_of_a_service_are_the_tensors_that_its_server_takes_and_gives(specs):
    from onedata_assets.domain.serving.package import CONFIG

    service = specs[dg.AssetKey(["serving", "service", "department_sales"])]
    tensors = re.findall(r'name: "(\w+)" data_type', CONFIG)
    assert [column.name for column in columns(service)] == tensors


def test_the_columns_of_an_index_are_those_of_a_passage(specs):
    from onedata_resources.clients.vector_records import Passage

    for kind in ("candidate", "index"):
        index = specs[dg.AssetKey(["knowledge", kind, "retail_documents"])]
        assert {column.name for column in columns(index)} == {one.name for one in fields(Passage)}


def test_every_dependency_is_an_asset_that_is_defined(specs):
    unknown = {
        dep.asset_key.to_user_string()
        for spec in specs.values()
        for dep in spec.deps
        if dep.asset_key not in specs
    }
    assert unknown == set()


def test_every_asset_job_schedule_and_sensor_resolves(defs):
    dg.Definitions.validate_loadable(defs)


def test_every_environment_variable_of_the_registry_is_in_the_example():
    from onedata_resources.variables import VARIABLES

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [v.name for v in VARIABLES if f"{v.name}=" not in example] == []


def test_registry_reads_only_declared_variables():
    source = (ROOT / "onedata_resources/registry.py").read_text(encoding="utf-8")
    from onedata_resources.variables import VARIABLES

    read = set(re.findall(r'env\("([A-Z_]+)"\)', source))
    assert read <= {variable.name for variable in VARIABLES}


def test_environment_variables_are_opened_in_the_registry_alone():
    places = [
        str(path.relative_to(ROOT))
        for package in ("onedata_assets", "onedata_resources", "onedata_portal")
        for path in (ROOT / package).rglob("*.py")
        if "dg.EnvVar(" in path.read_text(encoding="utf-8")
    ]
    assert places == ["onedata_resources/registry.py"]
