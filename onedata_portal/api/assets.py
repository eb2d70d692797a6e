"""The list of assets, and one asset. Lineage, history and checks are in the modules beside this."""

import asyncio
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from onedata_assets.domain.operations.health import freshness_of
from onedata_portal.api.asking import Asking, Who
from onedata_portal.api.asset_keys import key_input
from onedata_portal.api.asset_list import Wanted, facets, in_order, item, matching, ref
from onedata_portal.api.asset_models import (
    AssetDetail,
    AssetPage,
    Automation,
    FreshnessOfAsset,
    MayDo,
    StaleCause,
)
from onedata_portal.api.asset_partitions import partitions
from onedata_portal.api.dagster import Answer, query_text, result_of
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.errors import may_answer
from onedata_portal.api.live import State
from onedata_portal.api.metadata import columns, event, values
from onedata_portal.api.said import Said
from onedata_portal.api.services import TheServices
from onedata_portal.api.wording import automation_in_words, freshness_in_words

router = APIRouter(tags=["assets"], responses=may_answer(503))


@router.get("/assets", operation_id="list_assets", summary="The assets that the person sees")
async def list_assets(
    who: Who, services: TheServices, wanted: Annotated[Wanted, Query()]
) -> AssetPage:
    """Return a page of assets."""
    definitions = await services.definitions.of(who.viewer)
    found = matching(definitions.assets.values(), wanted)
    states = await services.live.of_all(who.viewer, definitions) if wanted.needs_states else {}
    found = in_order(found, wanted, states)
    page = found[wanted.offset : wanted.offset + wanted.limit]
    shown = await services.live.of_page(who.viewer, page, stale=wanted.with_stale)
    return AssetPage(
        items=[item(asset, shown[asset.key]) for asset in page],
        total=len(found),
        facets=facets(definitions.assets.values()) if wanted.with_facets else None,
    )


@router.get(
    "/assets/{address:path}",
    operation_id="get_asset",
    summary="One asset",
    responses=may_answer(404),
)
async def get_asset(address: str, who: Who, services: TheServices) -> AssetDetail:
    """Return everything that is known of an asset."""
    asset, definitions = await services.definition(who, address)
    states, answer, said = await asyncio.gather(
        services.live.of_page(who.viewer, [asset]),
        services.dagster.ask(
            who.viewer, query_text("asset", "metadata"), {"key": key_input(asset.key)}
        ),
        to_thread.run_sync(services.said, asset.key),
    )
    node = result_of(answer["assetNodeOrError"], en="asset", zh="资产")
    last = (answer["assetOrError"].get("assetMaterializations") or [None])[0]
    told = _detail(asset, definitions, states[asset.key], node, last, who)
    return _as_people_say(told, said)


def _detail(  # noqa: PLR0917  the parts of one answer
    asset: Definition,
    definitions: Definitions,
    state: State,
    node: Answer,
    last: Answer | None,
    who: Asking,
) -> AssetDetail:
    row = item(asset, state).model_dump()
    written = last["metadataEntries"] if last else []
    return AssetDetail(
        **{**row, "description": node["description"] or ""},
        columns=columns(node["metadataEntries"], written),
        metadata=values(node["metadataEntries"]),
        partitions_detail=partitions(node),
        freshness_detail=_freshness(node, who),
        automation=_automation(node, who),
        last_materialization=event(last) if last else None,
        stale_causes=[_cause(cause) for cause in node["staleCauses"] or ()],
        may=MayDo(
            materialize=asset.is_materializable and node["hasMaterializePermission"],
            wipe=node["hasWipePermission"],
            report=node["hasReportRunlessAssetEventPermission"],
        ),
        upstream=[ref(key) for key in asset.upstream if key in definitions.assets],
        downstream=[ref(key) for key in definitions.downstream.get(asset.key, ())],
        jobs=[job for job in asset.jobs if not job.startswith("__")],
        code_version=node["opVersion"],
        pools=node["pools"],
        repository=asset.repository,
        location=asset.location,
    )


def _as_people_say(told: AssetDetail, said: Said) -> AssetDetail:
    """Return an asset of which what people say comes before what the code does."""
    columns = [
        each.model_copy(update={"description": said.columns[each.name]})
        if each.name in said.columns
        else each
        for each in told.columns
    ]
    return told.model_copy(
        update={
            "description": said.description or told.description,
            "columns": columns,
            "owners": [said.owner] if said.owner else told.owners,
            "tags": told.tags | ({"domain": said.domain} if said.domain else {}),
        }
    )


def _freshness(node: Answer, who: Asking) -> FreshnessOfAsset | None:
    policy, info = node["internalFreshnessPolicy"], node["freshnessStatusInfo"]
    if policy is None:
        return None
    status = freshness_of(info["freshnessStatus"] if info else "UNKNOWN")
    return FreshnessOfAsset(status=status, policy=freshness_in_words(policy, who.language))


def _automation(node: Answer, who: Asking) -> Automation:
    condition = node["automationCondition"]
    targeting = node["targetingInstigators"]
    return Automation(
        condition=automation_in_words(condition, who.language),
        label=condition and condition["label"],
        schedules=[one["name"] for one in targeting if one["__typename"] == "Schedule"],
        sensors=[one["name"] for one in targeting if one["__typename"] == "Sensor"],
    )


def _cause(cause: Answer) -> StaleCause:
    dependency = cause["dependency"]
    return StaleCause(
        asset=ref(tuple(cause["key"]["path"])),
        reason=cause["reason"],
        dependency=ref(tuple(dependency["path"])) if dependency else None,
    )
