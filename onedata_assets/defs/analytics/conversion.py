"""The watch over conversion: a sharp fall is told, as a warning, to whoever owns the table."""

import dagster as dg

from onedata_assets.defs.analytics.inputs import CONVERSION_DAY, SYNTHETIC
from onedata_assets.lib.failures import PermanentFailure
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

WATCHED_DAYS = 28
"""Newest complete days of the table that are watched; older falls are in the report."""


@dg.asset_check(asset=CONVERSION_DAY)
def conversion_has_not_fallen_sharply(
    lake: dg.ResourceParam[LakeClient],
) -> dg.AssetCheckResult:
    """No day of the newest four complete weeks is over 20% below the median of 7 days before."""
    from onedata_assets.domain.analytics.falls import FallRule
    from onedata_assets.domain.analytics.figures import conversion

    try:
        days = lake.scan(CONVERSION_DAY.path).collect()
    except OneDataError as error:
        raise PermanentFailure(error) from error
    told = conversion(days, FallRule())
    watched = set(told["dates"][-WATCHED_DAYS:])
    falls = [fall for fall in told["falls"] if fall["day"] in watched]
    zh, en = ("（合成数据）", " (synthetic data)") if CONVERSION_DAY in SYNTHETIC else ("", "")
    listed = ", ".join(f"{fall['day']} {fall['change']:+.1%}" for fall in falls)
    return dg.AssetCheckResult(
        passed=not falls,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"转化率骤降{zh}：{listed}\nConversion fell sharply{en}: {listed}"
        if falls
        else "转化率没有骤降 / conversion did not fall sharply",
        metadata={"days": len(watched), "falls": len(falls)}
        | {f"change/{fall['day']}": fall["change"] for fall in falls},
    )
