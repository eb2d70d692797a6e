"""The service that answers with the champion model of department sales."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.failures import HEALING, healed
from onedata_assets.lib.keys import System, owner, thing_key
from onedata_assets.lib.tables import column_schema, contract_of
from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.clients.models_records import LoadedModel
from onedata_resources.clients.triton import TritonClient
from onedata_resources.clients.triton_repository import publish

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = thing_key(System.TRAINING, "model", "department_sales")
SERVICE = thing_key(System.SERVING, "service", "department_sales")
NAME = SERVICE.path[-1]
"""The name in the model registry and on the server."""
TIMED_REQUESTS = 20


@dg.multi_asset(
    name="department_sales_service",
    specs=[
        dg.AssetSpec(
            SERVICE,
            deps=[MODEL],
            skippable=True,
            group_name=System.SERVING.value,
            owners=[owner(System.SERVING)],
            kinds={"triton", "lightgbm"},
            tags={"domain": "sales", "pii": "none"},
            metadata={"dagster/column_schema": column_schema(contract_of(SERVICE).columns)},
            automation_condition=when_inputs_change(),
            description=(
                "开放推理协议（v2）上的部门销售预测服务，使用 champion 模型；"
                "本机无法安装 Triton 时不物化，其检查也不执行。\n\n"
                "Department sales behind the open inference protocol (v2), answered by the "
                "champion; not materialized, and not checked, where no Triton can be had."
            ),
        )
    ],
)
def department_sales_service(
    context: dg.AssetExecutionContext,
    models: dg.ResourceParam[ModelRegistryClient],
    triton: dg.ResourceParam[TritonClient],
) -> Iterator[dg.MaterializeResult]:
    """Publish the champion as the version of the same number; repeating it changes nothing."""
    from onedata_assets.domain.serving.package import package

    with healed(context, HEALING):
        absent = triton.absent()
        if absent is not None:
            context.log.warning("service %s is skipped / 服务已跳过: %s", NAME, absent)
            return
        champion = models.load(NAME)
        packed = package(NAME, champion.model, champion.metadata["features"])
        version = champion.registered.version
        publish(
            triton,
            NAME,
            version,
            config=packed.config,
            files=packed.files,
            probe=partial(ask, triton, champion),
        )
        timed = time_requests(triton, champion)
    yield dg.MaterializeResult(
        asset_key=SERVICE,
        metadata={
            "url": dg.MetadataValue.url(f"{triton.base_url}/v2/models/{NAME}"),
            "version": version,
            "versions_served": ", ".join(triton.metadata(NAME)["versions"]),
            **timed,
        },
    )


@dg.asset_check(asset=SERVICE)
def served_prediction_equals_offline(
    models: dg.ResourceParam[ModelRegistryClient],
    triton: dg.ResourceParam[TritonClient],
) -> dg.AssetCheckResult:
    """The served champion answers its examples over HTTP as the registered file does offline."""
    from onedata_assets.domain.serving.agreement import compare
    from onedata_assets.domain.training.model import predict

    champion = models.load(NAME)
    offline = predict(champion.model, champion.example, _level(champion))
    found = compare(ask(triton, champion), offline)
    return dg.AssetCheckResult(
        passed=found.equal,
        description="在线预测与离线一致 / served predictions equal the offline ones",
        metadata={
            "rows": found.rows,
            "relative_difference": found.difference,
            "version": champion.registered.version,
            "first_usd": float(offline[0]),
        },
    )


def ask(triton: TritonClient, champion: LoadedModel) -> "NDArray[np.float64]":
    """Return the served predictions, in US dollars, for the champion's examples."""
    answer = triton.infer(
        NAME,
        {"features": champion.example, "level_usd": _level(champion)[:, None]},
        version=champion.registered.version,
    )
    return answer["sales_usd"].astype(float)[:, 0]


def time_requests(triton: TritonClient, champion: LoadedModel) -> dict[str, float]:
    """Return the latency of requests that hold every example at once."""
    from onedata_assets.domain.serving.agreement import latency

    milliseconds = []
    for _ in range(TIMED_REQUESTS):
        started = perf_counter()
        ask(triton, champion)
        milliseconds.append((perf_counter() - started) * 1000)
    return latency(milliseconds)


def _level(champion: LoadedModel) -> "NDArray[np.float64]":
    import numpy as np

    return np.array(champion.metadata["example_level"])
