"""The assets of a source: its scan, with checks, and its tables as assets from outside.

What a scan does is in `source_scans.py`; the YAML is read in `components/source.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg
from dagster_shared.check import CheckError
from dagster_shared.record import replace

from onedata_assets.domain.metadata.annotations import text_of
from onedata_assets.domain.metadata.column_facts import KnownColumns
from onedata_assets.domain.metadata.difference_texts import told
from onedata_assets.domain.metadata.sources import Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_assets.domain.security.data_reading import TABLE_TAG
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import System, thing_key
from onedata_assets.lib.model_descriptions import writer_of
from onedata_assets.lib.open_changes import Read, open_and_read
from onedata_assets.lib.source_columns import column_schema, strictest_tag
from onedata_assets.lib.source_runs import Location, names_of, told_runs
from onedata_assets.lib.source_scans import Scan, scan
from onedata_assets.lib.tables import freshness_policy
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.llm import LlmClient
from onedata_resources.errors import OneDataError
from onedata_resources.store.metadata import SourceVersions

ANSWERS = "source_answers"
NOTHING_BREAKS = "changes_break_no_reader"
SHOWN = 50
"""So many changes or problems are shown of a scan; the store has all."""
SOURCE = "onedata/source"
"""Metadata of a table that a scan found: the source's name."""
KINDS = {
    SourceKind.SQL: "sql",
    SourceKind.FILES: "file",
    SourceKind.LAKE: "deltalake",
    SourceKind.LOGS: "log",
    SourceKind.HTTP: "http",
    SourceKind.KETTLE: "kettle",
}


@dataclass(frozen=True)
class SourceFacts:
    """What the assets of a source say besides what it holds."""

    owners: list[str]
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    deps: Sequence[str] = ()
    """Keys of the assets that are made before a scan where one run makes both."""
    fresh_hours: float | None = None


def scan_key(source: Source) -> dg.AssetKey:
    """Return the key of a source's scan."""
    return thing_key(System.METADATA, "source", source.name)


def scan_asset(source: Source, facts: SourceFacts) -> dg.AssetsDefinition:
    """Return the asset that a scan of the source materializes, with its two checks."""
    key = scan_key(source)

    @dg.multi_asset(
        name=f"scan_{source.name}",
        specs=[
            dg.AssetSpec(
                key,
                deps=[dg.AssetKey.from_user_string(each) for each in facts.deps],
                description=facts.description or _described(source),
                group_name=System.METADATA.value,
                owners=facts.owners,
                kinds={KINDS[source.kind], "source"},
                tags=dict(facts.tags) | {TABLE_TAG: Sensitivity.NONE.value},
                freshness_policy=freshness_policy(facts.fresh_hours),
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(ANSWERS, asset=key, description="数据源有应答 / the source answers"),
            dg.AssetCheckSpec(
                NOTHING_BREAKS,
                asset=key,
                description="结构变化不影响任何读取者；确认无碍时执行 onedata metadata accept / "
                "no change of its structure breaks a reader; onedata metadata accept lets it be",
            ),
        ],
    )
    def run(
        context: dg.AssetExecutionContext,
        sources: dg.ResourceParam[Catalog],
        source_versions: dg.ResourceParam[SourceVersions],
        llm: dg.ResourceParam[LlmClient],
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        now, writer = datetime.now(UTC), writer_of(llm)
        try:
            found = scan(source, sources, source_versions, now, writer=writer)
        except OneDataError as error:
            yield dg.AssetCheckResult(
                passed=False, check_name=ANSWERS, asset_key=key, metadata={"reason": str(error)}
            )
            raise PermanentFailure(error) from error
        yield dg.MaterializeResult(asset_key=key, metadata=_metadata(found))
        yield dg.AssetCheckResult(passed=True, check_name=ANSWERS, asset_key=key)
        read = open_and_read(source_versions, source, _location(context))
        yield breaking_check(source, read)

    return run


def _location(context: dg.AssetExecutionContext) -> Location:
    """Return the code location, or what the job has that runs without one."""
    try:
        return Location.of(context.repository_def)
    except CheckError:  # as `onedata demo` and tests run it
        return Location(context.job_def.asset_layer.asset_graph, lambda: [context.job_def])


def breaking_check(source: Source, read: Read) -> dg.AssetCheckResult:
    """Return whether changes that wait break who reads what changed, who that is, and its runs.

    A change that no asset reads is told, and fails nothing.
    """
    lines = []
    for change, names in read.changes:
        text = told(change)
        lines.append(f"- {text.zh} / {text.en}: {', '.join(names) or '—'}")
    runs = read.runs
    return dg.AssetCheckResult(
        passed=not read.broken,
        check_name=NOTHING_BREAKS,
        asset_key=scan_key(source),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "breaking_changes": len(lines),
            "broken_assets": read.broken,
            "broken_jobs": names_of(runs),
            "runs": dg.MarkdownMetadataValue("\n".join(told_runs(runs)[:SHOWN]) or "—"),
            "changes": dg.MarkdownMetadataValue("\n".join(lines[:SHOWN]) or "—"),
        },
    )


def table_specs(
    source: Source,
    facts: SourceFacts,
    structure: Structure,
    known: KnownColumns,
    *,
    described: Mapping[str, str],
    written: Mapping[str, str],
) -> Iterator[dg.AssetSpec]:
    """Yield the tables of a source as assets that nothing here materializes.

    They are as sensitive as the strictest of their columns seems to be. People's descriptions
    (`written`, by asset) come before those of the scan (`described`, by table) and comments.
    """
    for table in structure.tables:
        columns, path = known.get(str(table.name), {}), asset_path(source, table.name)
        yield dg.AssetSpec(
            dg.AssetKey(path),
            description=written.get(text_of(path))
            or described.get(str(table.name))
            or table.comment
            or f"数据源 {source.name} 的表 / a table of {source.name}",
            group_name=System.METADATA.value,
            owners=facts.owners,
            kinds={KINDS[source.kind], "source"},
            tags=dict(facts.tags) | strictest_tag(columns),
            metadata={
                "dagster/column_schema": column_schema(table, columns),
                SOURCE: source.name,
                "onedata/table": str(table.name),
                "onedata/kind": table.kind.value,
            },
        )


def declared_first(defs: dg.Definitions) -> dg.Definitions:
    """Return the definitions without the tables of sources that they also declare otherwise.

    A scan that finds such a table, or one lake in two sources, must not keep them from loading.
    """
    assets = list(defs.assets or ())
    found = [each for each in assets if _is_found(each)]
    taken = {key for each in assets if not _is_found(each) for key in _keys(each)}
    kept = []
    for spec in found:
        if not taken & set(_keys(spec)):
            kept.append(spec)
            taken |= set(_keys(spec))
    return replace(defs, assets=[*(each for each in assets if not _is_found(each)), *kept])


def _is_found(asset: object) -> bool:
    return isinstance(asset, dg.AssetSpec) and SOURCE in asset.metadata


def _keys(asset: object) -> list[dg.AssetKey]:
    if isinstance(asset, dg.AssetSpec | dg.SourceAsset):
        return [asset.key]
    return list(asset.keys) if isinstance(asset, dg.AssetsDefinition) else []


def _described(source: Source) -> str:
    return (
        f"扫描数据源 {source.name}：它的表、列与键，变化即成新版本。\n\n"
        f"A scan of the source {source.name}: its tables, columns, keys; a change makes a version."
    )


def _metadata(found: Scan) -> dict[str, int | bool | dg.MarkdownMetadataValue]:
    texts = [told(change) for change in found.changes[:SHOWN]]
    changes = [f"- {each.zh} / {each.en}" for each in texts]
    notes = [f"- {each.zh} / {each.en}" for each in found.notes]
    problems = notes + [f"- {each.table}: {each.zh} / {each.en}" for each in found.problems]
    return {
        "version": found.version.number,
        "is_new_version": found.is_new,
        "tables": len(found.structure.tables),
        "columns": sum(len(table.columns) for table in found.structure.tables),
        "tables_looked_at": len(found.looked_at),
        "changes": dg.MarkdownMetadataValue("\n".join(changes) or "—"),
        "problems": dg.MarkdownMetadataValue("\n".join(problems[:SHOWN]) or "—"),
    }
