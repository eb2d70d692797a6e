"""Documents as delivered, what is in them, and the passages that an index is made from.

The index is in `index.py`; parsing and cutting are in `onedata_assets/domain/knowledge`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.defs.knowledge.stored import (
    DOCUMENT,
    ELEMENT,
    REJECTED,
    replaced,
    stored,
    stored_tables,
)
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.checks import contract_checks, nothing_lost, nothing_lost_spec
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import Layer, System, owner, source_key, table_key
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.synthetic import TAG, folder_is_synthetic, marked
from onedata_assets.lib.tables import table_spec
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.settings import value_of

if TYPE_CHECKING:
    import polars as pl

FOLDER = source_key("documents", "retail_documents")
CHUNK = table_key(Layer.DWD, "document_chunk")
CHUNK_LINEAGE = column_lineage(
    {
        "passage_id": [(ELEMENT, "document"), (ELEMENT, "order")],
        "document": [(ELEMENT, "document")],
        "order": [(ELEMENT, "order")],
        "heading": [(ELEMENT, "text"), (ELEMENT, "level")],
        "text": [(ELEMENT, "text"), (ELEMENT, "kind")],
        "page": [(ELEMENT, "page")],
        "language": [(ELEMENT, "text")],
        "sha256": [(ELEMENT, "text")],
    }
)
EVERY_DOCUMENT_IS_READ = "every_document_is_read"
REASONS_TOLD = 10
SYNTHETIC = folder_is_synthetic(Path(value_of("DOCUMENTS_DIR")))
EVERY_TEN_MINUTES = dg.AutomationCondition.cron_tick_passed("*/10 * * * *")


@dg.multi_observable_source_asset(
    name="observe_documents",
    specs=[
        dg.AssetSpec(
            FOLDER,
            description=marked(
                "零售商的产品与政策文档目录：Markdown、HTML、Word、PDF 与扫描件；"
                "目录由 DOCUMENTS_DIR 指定。内容变化时数据版本随之变化。\n\n"
                "Folder of product and policy documents: Markdown, HTML, "
                "Word, PDF and scans; DOCUMENTS_DIR names it. Its data version changes with its "
                "content.",
                synthetic=SYNTHETIC,
            ),
            group_name=System.KNOWLEDGE.value,
            owners=[owner(System.KNOWLEDGE)],
            kinds={"file", "source"},
            tags={"domain": "knowledge", "pii": "none"} | (TAG if SYNTHETIC else {}),
            automation_condition=EVERY_TEN_MINUTES,
        )
    ],
)
def observe_documents(folders: dg.ResourceParam[Folders]) -> Iterator[dg.ObserveResult]:
    """Report the hash of the folder, so that a new or changed document is noticed."""
    from onedata_assets.domain.knowledge.sources import folder_hash, list_documents

    try:
        documents = list_documents(folders.documents)
    except NotADirectoryError as error:
        raise PermanentFailure(missing_folder(folders)) from error
    yield dg.ObserveResult(
        asset_key=FOLDER,
        data_version=dg.DataVersion(folder_hash(documents)),
        metadata={"documents": len(documents), "folder": str(folders.documents)},
    )


@dg.multi_asset(
    name="parsed_documents",
    specs=[
        table_spec(
            key,
            system=System.KNOWLEDGE,
            deps=[FOLDER],
            kinds={"unstructured", "deltalake"},
            automation_condition=when_inputs_change(),
            synthetic=SYNTHETIC,
        )
        for key in (DOCUMENT, REJECTED, ELEMENT)
    ],
    check_specs=[
        nothing_lost_spec(DOCUMENT),
        dg.AssetCheckSpec(
            EVERY_DOCUMENT_IS_READ,
            asset=DOCUMENT,
            description=(
                "目录中的每个文件都已解析，没有被剔除的 / Every file of the folder is parsed, "
                "none is rejected"
            ),
        ),
    ],
    # Automation asks for the check of a step that cannot be split by name, and then for no other
    # check of the run: those of the contract would not run, and nothing downstream be made.
    can_subset=True,
)
def parsed_documents(
    context: dg.AssetExecutionContext,
    folders: dg.ResourceParam[Folders],
    lake: dg.ResourceParam[LakeClient],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Parse new and changed documents; one that does not parse is a rejected row with the reason.

    The list of documents is written last, so a run that is cut short parses again what it missed.
    All three tables are written whichever was asked for.
    """
    from onedata_assets.domain.knowledge.tables import parse_folder

    try:
        before = stored_tables(lake)
        report = parse_folder(folders.documents, before)
        tables = report.tables
        results = [
            replaced(lake, ELEMENT, tables.elements, before.elements),
            replaced(lake, REJECTED, tables.rejected, before.rejected),
            replaced(lake, DOCUMENT, tables.documents, before.documents),
        ]
    except NotADirectoryError as error:
        raise PermanentFailure(missing_folder(folders)) from error
    except OneDataError as error:
        raise PermanentFailure(error) from error
    context.log.info("parsed %s, kept %s, of %s", report.parsed, report.reused, report.files)
    for name, reason in tables.rejected.select("document", "reject_reason").iter_rows():
        context.log.warning("%s: %s", name, reason)
    accepted, rejected = tables.documents.height, tables.rejected.height
    checks = [
        nothing_lost(DOCUMENT, given=report.files, accepted=accepted, rejected=rejected),
        every_document_is_read(tables.rejected),
    ]
    asked = {key.name for key in context.selected_asset_check_keys}
    yield from (result for result in results if result.asset_key in context.selected_asset_keys)
    yield from (check for check in checks if check.check_name in asked)


document_expectations = contract_checks(DOCUMENT)


def every_document_is_read(rejected: "pl.DataFrame") -> dg.AssetCheckResult:
    """Return a warning with the rejected files and their reasons; the others are indexed."""
    reasons = rejected.select("document", "reject_reason").rows()
    told = [f"{name}: {reason}" for name, reason in reasons[:REASONS_TOLD]]
    return dg.AssetCheckResult(
        passed=not reasons,
        asset_key=DOCUMENT,
        check_name=EVERY_DOCUMENT_IS_READ,
        severity=dg.AssetCheckSeverity.WARN,
        description="\n".join(told) or None,
        metadata={"rejected": len(reasons), "documents": [name for name, _ in reasons]},
    )


def missing_folder(folders: Folders) -> BadInputError:
    """Return the error for a document folder that is not there."""
    return BadInputError(
        f"document folder {folders.documents} does not exist: create it or set DOCUMENTS_DIR",
        f"文档目录 {folders.documents} 不存在：请创建，或设置 DOCUMENTS_DIR",
    )


@dg.multi_asset(
    name="document_chunk",
    specs=[
        table_spec(
            CHUNK,
            system=System.KNOWLEDGE,
            deps=[ELEMENT],
            kinds={"llamaindex", "deltalake"},
            lineage=CHUNK_LINEAGE,
            automation_condition=when_inputs_change(),
            synthetic=SYNTHETIC,
        )
    ],
)
def document_chunk(lake: dg.ResourceParam[LakeClient]) -> dg.MaterializeResult:
    """Cut all documents into passages; the same elements give the same passages."""
    from onedata_assets.domain.knowledge.tables import CHUNK as COLUMNS
    from onedata_assets.domain.knowledge.tables import chunk_table

    try:
        chunks = chunk_table(lake.scan(ELEMENT.path).collect())
        result = replaced(lake, CHUNK, chunks, stored(lake, CHUNK, COLUMNS.to_frame()))
    except OneDataError as error:
        raise PermanentFailure(error) from error
    return result._replace(
        metadata={**(result.metadata or {}), "dagster/column_lineage": CHUNK_LINEAGE}
    )


document_chunk_expectations = contract_checks(CHUNK)
