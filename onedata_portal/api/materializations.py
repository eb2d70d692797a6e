"""Launching materializations as the buttons of Dagster's pages do.

Assets without partitions, or one partition of them, are one run of the job that all of them are in;
several partitions are a backfill. Config is left to its defaults. Who launched it and for which
projects is written on it by the gateway, which also refuses what the person may not.
"""

from collections.abc import Sequence
from typing import Self

from fastapi import APIRouter, status
from pydantic import BaseModel, Field, model_validator

from onedata_portal.api.asking import Who
from onedata_portal.api.asset_keys import Key, key_input, name_of, no_asset
from onedata_portal.api.dagster import Answer, query_text, result_of
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.errors import ConflictError, ForbiddenError, may_answer
from onedata_portal.api.services import TheServices
from onedata_portal.gateway.viewer import Viewer
from onedata_resources.errors import BadInputError

router = APIRouter(tags=["assets"], responses=may_answer(403, 404, 409, 503))

# The keys of so many assets are compared with those that are asked for; Dagster looks at the rest.
MOST_CHECKED = 20


class Materialize(BaseModel):
    """What to materialize."""

    keys: list[list[str]] = Field(min_length=1, max_length=2_000)
    partitions: list[str] | None = Field(default=None, min_length=1, max_length=20_000)
    all_partitions: bool = False
    with_required: bool = Field(
        default=False,
        description="Add the assets that the same steps make too, instead of refusing.",
    )

    @model_validator(mode="after")
    def _is_one_choice(self) -> Self:
        if self.partitions and self.all_partitions:
            raise ValueError("partitions and all_partitions exclude each other")
        return self

    @property
    def is_cut(self) -> bool:
        """Whether partitions are chosen."""
        return bool(self.partitions) or self.all_partitions


class Launched(BaseModel):
    """What was started: a run, or a backfill that makes runs."""

    run_id: str | None = None
    backfill_id: str | None = None


@router.post(
    "/assets/materializations",
    operation_id="materialize_assets",
    summary="Materialize assets",
    status_code=status.HTTP_201_CREATED,
)
async def materialize(wanted: Materialize, who: Who, services: TheServices) -> Launched:
    """Launch a run, or a backfill for several partitions."""
    definitions = await services.definitions.of(who.viewer)
    assets = _chosen(definitions, [tuple(key) for key in wanted.keys])
    _check_partitions(assets, wanted)
    partition = wanted.partitions[0] if wanted.partitions and len(wanted.partitions) == 1 else None
    plan = await _plan(services, who.viewer, assets, partition)
    if required := [tuple(key["path"]) for key in plan["required"]]:
        if not wanted.with_required:
            raise _needs_more(required)
        assets = [*assets, *_chosen(definitions, required)]
        plan = await _plan(services, who.viewer, assets, partition)
    if not all(node["hasMaterializePermission"] for node in plan["assetNodes"]):
        raise ForbiddenError.role()
    if wanted.partitions:
        _check_exist(plan, wanted.partitions, by_all=partition is not None)
    if wanted.is_cut and partition is None:
        return await _backfill(services, who.viewer, assets, wanted)
    return await _run(services, who.viewer, assets, plan)


def _chosen(definitions: Definitions, keys: Sequence[Key]) -> list[Definition]:
    found = [definitions.assets.get(key) for key in dict.fromkeys(keys)]
    assets = [asset for asset in found if asset is not None]
    if len(assets) < len(found):
        raise no_asset()
    others = [asset.name for asset in assets if not asset.is_materializable]
    if others:
        names = ", ".join(others[:5])
        raise BadInputError(
            f"{names}: made elsewhere, so it cannot be materialized here.",
            f"{names}：由外部系统生成，无法在此物化。",
        )
    return assets


def _check_partitions(assets: Sequence[Definition], wanted: Materialize) -> None:
    """Refuse partitions of what has none, and what has some without any chosen."""
    cut = [asset.name for asset in assets if asset.is_partitioned]
    if wanted.is_cut and not cut:
        raise BadInputError(
            "None of these assets has partitions; leave `partitions` out.",
            "所选资产均无分区；请勿指定 partitions。",
        )
    if cut and not wanted.is_cut:
        names = ", ".join(cut[:5])
        raise BadInputError(
            f"{names}: choose partitions, or all of them.",
            f"{names}：请选择分区或全部分区。",
        )


def _check_exist(plan: Answer, partitions: Sequence[str], *, by_all: bool) -> None:
    """Refuse keys that no asset has, or, for one run, that not all have: it would fail later."""
    known = [frozenset(node["partitionKeys"]) for node in plan["cut"]]
    have = all if by_all else any
    lacking = [key for key in partitions if not have(key in keys for keys in known)]
    if lacking:
        names = ", ".join(lacking[:5])
        raise BadInputError(f"There is no partition {names}.", f"没有分区 {names}。")


def _needs_more(required: Sequence[Key]) -> ConflictError:
    names = ", ".join(name_of(key) for key in required[:20])
    return ConflictError(
        f"The same steps also make {names}; choose them too, or send with_required.",
        f"同一步骤还会生成 {names}；请一并选择，或设置 with_required。",
    )


def _selector(assets: Sequence[Definition]) -> Answer:
    """Return the job that all assets are in: the implicit one where there is one, as Dagster does.

    Raises:
        BadInputError: They are in different code locations, or in no common job.
    """
    first = assets[0]
    common = [job for job in first.jobs if all(job in asset.jobs for asset in assets)]
    is_one_place = len({(asset.location, asset.repository) for asset in assets}) == 1
    if not common or not is_one_place:
        raise BadInputError(
            "These assets cannot be made by one run: no job holds all of them. Launch them apart.",
            "所选资产不属于同一作业，无法在一次运行中物化；请分别启动。",
        )
    job = next((name for name in common if name.startswith("__ASSET_JOB")), common[0])
    return {
        "pipelineName": job,
        "repositoryName": first.repository,
        "repositoryLocationName": first.location,
    }


async def _plan(
    services: TheServices, viewer: Viewer, assets: Sequence[Definition], partition: str | None
) -> Answer:
    """Return what Dagster needs to know before a launch, and the job."""
    selector = _selector(assets)
    cut = [key_input(asset.key) for asset in assets if asset.is_partitioned]
    variables = {
        "keys": [key_input(asset.key) for asset in assets],
        "cut": cut[:MOST_CHECKED],
        "job": selector,
        "partition": partition or "",
        "isOnePartition": partition is not None,
    }
    plan = await services.dagster.ask(viewer, query_text("launch_plan"), variables)
    return {**plan, "selector": selector}


async def _run(
    services: TheServices, viewer: Viewer, assets: Sequence[Definition], plan: Answer
) -> Launched:
    tags, config = _of_partition(plan)
    params = {
        # No checks are named, so those of the assets are run with them.
        "selector": {
            **plan["selector"],
            "assetSelection": [key_input(asset.key) for asset in assets],
            "assetCheckSelection": None,
        },
        "mode": "default",
        "runConfigData": config,
        "executionMetadata": {"tags": tags},
    }
    answer = await services.dagster.ask(viewer, query_text("launch_run"), {"params": params})
    launched = result_of(answer["launchRun"], en="job", zh="作业")
    return Launched(run_id=launched["run"]["runId"])


def _of_partition(plan: Answer) -> tuple[list[Answer], str | Answer]:
    """Return the tags and the config of the partition that is launched, if it is one."""
    if "pipelineOrError" not in plan:
        return [], {}
    partition = result_of(plan["pipelineOrError"], en="job", zh="作业")["partition"]
    tags = result_of(partition["tagsOrError"], en="partition", zh="分区")["results"]
    config = result_of(partition["runConfigOrError"], en="partition", zh="分区")["yaml"]
    return tags, config


async def _backfill(
    services: TheServices, viewer: Viewer, assets: Sequence[Definition], wanted: Materialize
) -> Launched:
    params = {
        "assetSelection": [key_input(asset.key) for asset in assets],
        "partitionNames": wanted.partitions,
        "allPartitions": wanted.all_partitions,
    }
    answer = await services.dagster.ask(viewer, query_text("launch_backfill"), {"params": params})
    launched = result_of(answer["launchPartitionBackfill"], en="partition", zh="分区")
    return Launched(backfill_id=launched["backfillId"])
