"""One dbt call for a selection of models and tests, and its results as Dagster's.

dagster-dbt starts dbt and reads its events. Rows, columns and types are read from what dbt left in
the lake, and column lineage from the SQL that it ran: asking through dagster-dbt would load dbt a
second time into this process.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from onedata_assets.domain.processing.sql_lineage import Making, column_makings
from onedata_assets.lib.dbt_manifest import dbt_environment
from onedata_assets.lib.dbt_specs import (
    UNIQUE_ID,
    checks_of,
    model_schema,
    models_of,
    node_key,
    parents_of,
)
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.lineage import column_lineage
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import BadInputError, OneDataError, StorageFullError

if TYPE_CHECKING:
    from dagster_dbt import DbtCliInvocation

# What dbt leaves behind that nobody reads: 3 MB a run, against 100 KB of log, SQL and results.
_UNREAD = ("manifest.json", "semantic_manifest.json", "graph.gpickle", "partial_parse.msgpack")
_DONE = {"success", "pass", "warn", "fail"}


@dataclass(frozen=True)
class DbtCall:
    """What one call is about: the project, its manifest, the lake, and where output goes."""

    project: Path
    manifest_file: Path
    manifest: Mapping[str, Any]
    lake: LakeClient
    target: Path

    def run(
        self, models: Sequence[dg.AssetKey], checks: Sequence[dg.AssetCheckKey]
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        """Build the models, run the tests, and yield what came of each.

        Raises:
            PermanentFailure: A source is missing, or a model cannot be built. A test that fails is
                a check that did not pass, not a failure of the step.
        """
        self._require_sources(models)
        try:
            invocation = self._start(models, checks)
            messages = [event.raw_event for event in invocation.stream_raw_events()]
        except OSError as error:
            raise _failed(str(error)) from error
        try:
            results = invocation.get_artifact("run_results.json")["results"]
        except FileNotFoundError as error:
            raise _failed(str(messages[-1]["info"]["msg"]) if messages else "") from error
        for name in _UNREAD:
            (self.target / name).unlink(missing_ok=True)
        by_id = {result["unique_id"]: result for result in results}
        yield from self._materializations(models, by_id)
        yield from self._checks(checks, by_id)
        if errors := [result for result in results if result["status"] == "error"]:
            raise _failed("\n".join(f"{r['unique_id']}: {r['message']}" for r in errors))

    def _require_sources(self, models: Sequence[dg.AssetKey]) -> None:
        """Refuse to start while a table that is not built here is missing from the lake."""
        by_key = models_of(self.manifest)
        needed = {parent for key in models for parent in parents_of(self.manifest, by_key[key])}
        try:
            for parent in sorted(needed - set(models)):
                self.lake.table(parent.path)
        except OneDataError as error:
            raise PermanentFailure(error) from error

    def _start(
        self, models: Sequence[dg.AssetKey], checks: Sequence[dg.AssetCheckKey]
    ) -> "DbtCliInvocation":
        """Start dbt on the models with their tests, and on tests whose model is not selected.

        `DbtCliResource.cli` would ask dbt for its version and load an adapter here first, which
        takes as long as the models.
        """
        from dagster_dbt import DagsterDbtTranslator, DbtCliInvocation
        from packaging.version import Version

        self.target.mkdir(parents=True, exist_ok=True)
        parsed = self.manifest_file.with_name("partial_parse.msgpack")
        if parsed.exists():
            shutil.copy(parsed, self.target)
        return DbtCliInvocation.run(
            args=[sys.executable, "-m", "dbt.cli.main", *self._arguments(models, checks)],
            env=self._environment(),
            manifest=self.manifest,
            dagster_dbt_translator=DagsterDbtTranslator(),
            project_dir=self.project,
            target_path=self.target,
            raise_on_error=False,
            context=None,
            adapter=None,
            cli_version=Version(self.manifest["metadata"]["dbt_version"]),
        )

    def _arguments(
        self, models: Sequence[dg.AssetKey], checks: Sequence[dg.AssetCheckKey]
    ) -> list[str]:
        """Return the arguments of the call; tests of tables outside the selection do not run."""
        by_key, tests = models_of(self.manifest), checks_of(self.manifest)
        chosen = [".".join(by_key[key]["fqn"]) for key in models]
        chosen += [tests[key]["name"] for key in checks if key.asset_key not in models]
        return ["build", "--select", *chosen, "--indirect-selection", "buildable"]

    def _environment(self) -> dict[str, str]:
        """Return the environment of the call; DuckDB shows the tables that the project names."""
        nodes = [*models_of(self.manifest).values(), *self.manifest["sources"].values()]
        return dbt_environment(
            LAKE_URI=self.lake.uri,
            DBT_LAKE_TABLES=",".join(sorted({"/".join(node_key(node).path) for node in nodes})),
            DBT_PROJECT_DIR=str(self.project),
            DBT_PROFILES_DIR=str(self.project),
            DBT_TARGET_PATH=str(self.target),
            DBT_LOG_PATH=str(self.target),
            DBT_LOG_FORMAT="json",
            PYTHONUNBUFFERED="1",
        )

    def _materializations(
        self, models: Sequence[dg.AssetKey], results: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[dg.MaterializeResult]:
        """Yield the models that were built, parents first."""
        by_key = models_of(self.manifest)
        position = {name: place for place, name in enumerate(results)}
        built = [
            (key, by_key[key])
            for key in models
            if results.get(by_key[key]["unique_id"], {}).get("status") == "success"
        ]
        for key, node in sorted(built, key=lambda pair: position[pair[1]["unique_id"]]):
            result = results[node["unique_id"]]
            types, makings = self._types(key), self._makings(node, result)
            counts = {name for name, each in makings.items() if each.is_count}
            table = self.lake.table(key.path)
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    UNIQUE_ID: node["unique_id"],
                    "dagster/row_count": table.count(),
                    "dagster/column_schema": model_schema(node, types, counts),
                    "dagster/column_lineage": _lineage(makings),
                    "Execution Duration": result["execution_time"],
                    "lake_version": table.version(),
                },
            )

    def _types(self, key: dg.AssetKey) -> dict[str, str]:
        """Return the columns of a table with their types, as they stand in the lake."""
        schema = self.lake.scan(key.path).collect_schema()
        return {name: str(dtype) for name, dtype in schema.items()}

    def _makings(self, node: Mapping[str, Any], result: Mapping[str, Any]) -> Mapping[str, Making]:
        """Return how the SQL that dbt ran makes each column."""
        tables = {
            (key.path[0], key.path[1]): dict.fromkeys(self._types(key), "VARCHAR")
            for key in parents_of(self.manifest, node)
        }
        dialect = str(self.manifest["metadata"]["adapter_type"])
        return column_makings(str(result["compiled_code"]), tables, dialect)

    def _checks(
        self, checks: Sequence[dg.AssetCheckKey], results: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[dg.AssetCheckResult]:
        """Yield the tests that ran."""
        tests = checks_of(self.manifest)
        for key in checks:
            node = tests[key]
            result = results.get(node["unique_id"])
            if result is None or result["status"] not in _DONE:
                continue
            blocking = str(node["config"]["severity"]).lower() == "error"
            yield dg.AssetCheckResult(
                passed=result["status"] == "pass",
                asset_key=key.asset_key,
                check_name=key.name,
                severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
                metadata={
                    "status": result["status"],
                    "dagster_dbt/failed_row_count": result["failures"] or 0,
                    **({"message": result["message"]} if result["message"] else {}),
                },
            )


def _lineage(makings: Mapping[str, Making]) -> dg.TableColumnLineage:
    return column_lineage(
        {
            name: [(dg.AssetKey([layer, table]), column) for layer, table, column in each.sources]
            for name, each in makings.items()
        }
    )


def _failed(detail: str) -> PermanentFailure:
    """Return the failure of a dbt call: no room, or what dbt complains of."""
    if is_full(detail):
        return PermanentFailure(
            StorageFullError(
                "no room left for what dbt builds; models that are not built keep their previous "
                f"version. Free space or compact tables, then run again:\n{detail}",
                "dbt 构建时空间不足；未建成的模型保持上一版本。请清理空间或压缩表后重跑",
            )
        )
    return PermanentFailure(
        BadInputError(
            f"dbt could not build every model; mend the model or its input:\n{detail}",
            f"dbt 未能构建全部模型；请修正模型或其输入：\n{detail}",
        )
    )
