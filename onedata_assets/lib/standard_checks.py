"""Tables held to their published standards: `conforms_to_standard`, as asset checks.

What is checked is in `domain/metadata/conformance.py`; where rows come from in
`standard_tables.py`. Which tables have a standard is known without a database
(`store/kept_standards.py`); which rules it has, the run asks the store.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import dagster as dg

from onedata_assets.domain.metadata.breaches_shown import shown, shown_keys
from onedata_assets.domain.metadata.conformance import Conformance, conformance
from onedata_assets.domain.metadata.shared_code_sets import SharedCodeSet, all_sets, to_hold
from onedata_assets.domain.metadata.sources import KnownTable
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_assets.lib.automation import when_data_change
from onedata_assets.lib.dagster_names import plain_name
from onedata_assets.lib.failures import permanent_failures
from onedata_assets.lib.standard_tables import rows_of
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.conformance import ConformanceResults, Kept
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersions
from onedata_resources.store.review_model import Reviewed
from onedata_resources.store.reviewed import CODE_SET, STANDARD, Reviews

CONFORMS = "conforms_to_standard"
HEAD = (
    "| 列 Column | 规则 Rule | 行数 Rows | 例如 Such as | 所在行 In the rows |\n"
    "|---|---|---|---|---|\n"
)
Sensitivities = Mapping[str, Sensitivity]


def standard_check(
    key: dg.AssetKey,
    place: KnownTable | None,
    sensitivities: Sensitivities,
    after: dg.AssetKey | None,
    *,
    absent: BadInputError | None = None,
) -> dg.AssetChecksDefinition:
    """Return the check of a table; it runs after the table, and after `after`, was made.

    `absent` is why there is no such table, which the check then tells.
    """
    name = "/".join(key.path)

    @dg.multi_asset_check(
        name=plain_name("_".join([*key.path, CONFORMS])),
        specs=[
            dg.AssetCheckSpec(
                CONFORMS,
                asset=key,
                additional_deps=[after] if after else [],
                automation_condition=when_data_change(),
                description="符合已发布的数据标准 / the table keeps its published data standard",
            )
        ],
    )
    def check(
        context: dg.AssetCheckExecutionContext,
        sources: dg.ResourceParam[Catalog],
        lake: dg.ResourceParam[LakeClient],
        source_versions: dg.ResourceParam[SourceVersions],
    ) -> dg.AssetCheckResult:
        now = datetime.now().astimezone()
        with permanent_failures(), rows_of(name, place, sources, lake, absent=absent) as rows:
            held = hold(
                source_versions.store, name, rows, now,
                sensitivities=sensitivities, run_id=context.run.run_id,
            )  # fmt: skip
        return result_of(key, held)

    return check


def hold(
    store: Store,
    name: str,
    rows: Any,  # noqa: ANN401  a lazy frame
    now: datetime,
    *,
    sensitivities: Sensitivities,
    run_id: str = "",
) -> Kept:
    """Hold a table's rows to its standard in force; the store keeps the result.

    Raises:
        BadInputError: No standard is in force, or it names a code set that is not there.
    """
    version, standard = in_force(store, name)
    with refusals_told(StandardError):
        found = conformance(rows, standard, today=now.date())
    told = told_of(found, standard, sensitivities)
    kept = Kept(name, version.number, now, run_id, not found.breaches, told)
    ConformanceResults(store).put(kept)
    return kept


def in_force(store: Store, name: str) -> tuple[Reviewed, TableStandard]:
    """Return the version in force of a table's standard, its code sets filled in.

    Raises:
        BadInputError: None is in force, or it names a code set that is not there.
    """
    version = Reviews(store, STANDARD).version(name)
    holds = version.is_in_force
    with refusals_told(StandardError):
        return version, to_hold(name, version.content, shared_sets(store), is_in_force=holds)


def shared_sets(store: Store) -> Mapping[str, SharedCodeSet]:
    """Return the code sets that hold, by name."""
    made = Reviews(store, CODE_SET).in_force()
    return all_sets({name: each.content for name, each in made.items()})


def told_of(
    found: Conformance, standard: TableStandard, sensitivities: Sensitivities
) -> dict[str, Any]:
    """Return a result as it is kept: values of sensitive columns are masked."""
    return {
        "rows": found.rows,
        "rules": found.rules,
        "breaches": [
            {
                "column": each.column,
                "rule": each.rule.value,
                "rows": each.rows,
                "examples": list(shown(each, standard, sensitivities)),
                "keys": list(shown_keys(each, standard, sensitivities)),
            }
            for each in found.breaches
        ],
    }


def result_of(key: dg.AssetKey, held: Kept) -> dg.AssetCheckResult:
    """Return a result as Dagster shows it."""
    breaches = held.told["breaches"]
    lines = [
        f"| `{each['column']}` | {each['rule']} | {each['rows']} | {_cells(each['examples'])} |"
        f" {_cells(each['keys'])} |"
        for each in breaches
    ]
    return dg.AssetCheckResult(
        passed=held.passed,
        asset_key=key,
        check_name=CONFORMS,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "standard_version": held.number,
            "rows": held.told["rows"],
            "rules": held.told["rules"],
            "broken_rules": len(breaches),
            "rows_by_rule": dg.MetadataValue.json(
                {f"{each['column']}: {each['rule']}": each["rows"] for each in breaches}
            ),
            "breaches": dg.MetadataValue.md(HEAD + "\n".join(lines) if lines else "—"),
        },
    )


def _cells(examples: list[str]) -> str:
    return ", ".join(f"`{each}`" for each in examples).replace("|", "\\|").replace("\n", " ")
