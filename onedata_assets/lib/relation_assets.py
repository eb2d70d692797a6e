"""The asset of all keys between tables, within and across sources, and the check that they hold.

What is searched and measured is in `source_relations.py`.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg

from onedata_assets.domain.metadata.sources import Source
from onedata_assets.lib.held_references import Held
from onedata_assets.lib.keys import System, owner, thing_key
from onedata_assets.lib.partitions import RETAIL_TIMEZONE
from onedata_assets.lib.source_assets import scan_key
from onedata_assets.lib.source_relations import Related, relate
from onedata_assets.lib.tables import freshness_policy
from onedata_resources.clients.catalog import Catalog
from onedata_resources.store.metadata import SourceVersions

RELATIONS = thing_key(System.METADATA, "relations", "sources")
KEYS_HOLD = "keys_hold"
FRESH_HOURS = 48
SHOWN = 100
"""So many references are shown of a run; the store has all."""


def relations_asset(registered: Sequence[Source]) -> dg.AssetsDefinition:
    """Return the asset that finds how the tables of sources hang together, with its check."""

    @dg.multi_asset(
        name="metadata_relations",
        specs=[
            dg.AssetSpec(
                RELATIONS,
                deps=[scan_key(each) for each in registered],
                description=(
                    "所有数据源的表之间的键与关联，依据数据得出，并逐次度量；以及列之间的函数依赖。\n\n"
                    "Keys and references between the tables of all sources, found in their rows and"
                    " measured each time, and functional dependencies between columns."
                ),
                group_name=System.METADATA.value,
                owners=[owner(System.METADATA)],
                kinds={"polars"},
                tags={"domain": "platform", "pii": "none"},
                freshness_policy=freshness_policy(FRESH_HOURS),
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                KEYS_HOLD,
                asset=RELATIONS,
                description="关联键的匹配率未下降 / references match as they did",
            )
        ],
    )
    def metadata_relations(
        sources: dg.ResourceParam[Catalog],
        source_versions: dg.ResourceParam[SourceVersions],
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        now = datetime.now(UTC)
        found = relate(registered, sources, source_versions, now)
        yield dg.MaterializeResult(asset_key=RELATIONS, metadata=_metadata(found))
        yield keys_check(found.held)

    return metadata_relations


def relations_schedule() -> dg.ScheduleDefinition:
    """Return the schedule that looks at all tables each night, after the scans of midnight.

    It is no automation: one request by a condition leaves out the check of a step that has one.
    """
    return dg.ScheduleDefinition(
        name="metadata_relations_schedule",
        target=dg.AssetSelection.assets(RELATIONS),
        cron_schedule="0 3 * * *",
        execution_timezone=RETAIL_TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="查找并度量表间关联 / finds and measures references between tables",
    )


def keys_check(held: Sequence[Held]) -> dg.AssetCheckResult:
    """Return whether references hold as they did; severe where joins lose or double rows."""
    wrong = [each for each in held if each.drifts]
    severe = [each for each in wrong if any(drift.severe for drift in each.drifts)]
    lines = [
        f"- {each.reference.text}: "
        + "; ".join(f"{drift.evidence.zh} / {drift.evidence.en}" for drift in each.drifts)
        for each in sorted(wrong, key=lambda each: each not in severe)
    ]
    return dg.AssetCheckResult(
        passed=not wrong,
        check_name=KEYS_HOLD,
        asset_key=RELATIONS,
        severity=dg.AssetCheckSeverity.ERROR if severe else dg.AssetCheckSeverity.WARN,
        metadata={
            "references": len(held),
            "drifted": len(wrong),
            "severe": len(severe),
            "drifts": dg.MarkdownMetadataValue("\n".join(lines[:SHOWN]) or "—"),
        },
    )


def _metadata(found: Related) -> dict[str, int | dg.MarkdownMetadataValue]:
    across = [each for each in found.references if each.child.source != each.parent.source]
    rows = [
        f"| {each.reference.text} | {each.reference.confidence:.2f} "
        f"| {each.measure.match_rate:.2%} |"
        for each in found.held[:SHOWN]
    ]
    head = ["| 关联 / reference | 置信度 / confidence | 匹配率 / match |", "|---|---|---|"]
    table = "\n".join([*head, *rows])
    problems = [f"- {each.table}: {each.zh} / {each.en}" for each in found.problems]
    problems += [f"- {name}: {error}" for name, error in found.away.items()]
    return {
        "references": len(found.references),
        "across_sources": len(across),
        "dependencies": found.dependencies,
        "sources_away": len(found.away),
        "held": dg.MarkdownMetadataValue(table if rows else "—"),
        "problems": dg.MarkdownMetadataValue("\n".join(problems[:SHOWN]) or "—"),
    }
