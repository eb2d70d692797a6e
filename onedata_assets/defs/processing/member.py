"""Members whose identifiers pass their check digits; the others are kept apart."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from onedata_assets.domain.processing.members import SOURCES, members
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.checks import contract_checks, nothing_lost_spec
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import RETAIL_TIMEZONE
from onedata_assets.lib.splits import split_specs, write_split
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

KEY = table_key(Layer.DWD, "member")
SOURCE = table_key(Layer.ODS, "members")
SPECS = split_specs(KEY, SOURCE, SOURCES, automation_condition=when_inputs_change())


@dg.multi_asset(name="member", specs=SPECS, check_specs=[nothing_lost_spec(KEY)], can_subset=True)
def member(
    context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeClient]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Replace the members and the rejected members."""
    try:
        source = lake.scan(SOURCE.path)
    except OneDataError as error:
        raise PermanentFailure(error) from error
    today = datetime.now(tz=ZoneInfo(RETAIL_TIMEZONE)).date()
    yield from write_split(context, lake, SPECS, members(source, today))


member_checks = contract_checks(KEY)
