"""From a fall in the table to an alarm that a person can read."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from onedata_assets.defs.analytics.conversion import conversion_has_not_fallen_sharply
from onedata_assets.defs.analytics.inputs import CONVERSION_DAY
from onedata_assets.lib.alarms import raise_alarms
from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.notify import NotifyClient
from tests.unit.analytics.samples import tables


@dg.asset(key=CONVERSION_DAY)
def conversion_day(lake: dg.ResourceParam[LakeClient]) -> None:
    lake.write(CONVERSION_DAY.path, tables().conversion_day)


@pytest.mark.row("S54", "S58")
def test_a_sharp_fall_of_conversion_becomes_a_warning_with_its_day_and_size(tmp_path):
    lake = LakeClient(str(tmp_path / "lake"))
    channel = NotifyClient(f"file://{tmp_path}/alarms.jsonl", ui_url="http://ui")
    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize(
            [conversion_day, conversion_has_not_fallen_sharply],
            instance=instance,
            resources={"lake": lake},
        )
        raise_alarms(
            instance,
            channel,
            None,
            owners_of=lambda key: ["team:analytics"],
            now=datetime.now(tz=UTC),
        )
    [alarm] = read_lines(tmp_path / "alarms.jsonl")
    assert (alarm["severity"], alarm["where"]) == ("warning", ["ads/conversion_day"])
    assert alarm["what"]["zh"].endswith("转化率骤降（合成数据）：2017-12-13 -50.0%")
    said = "Conversion fell sharply (synthetic data): 2017-12-13 -50.0%"
    assert alarm["what"]["en"].endswith(said)
