"""The sensor that heeds the automation conditions of all assets, and is on by default.

The conditions are in `lib/automation.py`. Dagster's own sensor for them is off until someone turns
it on, and until then nothing downstream of a load would be made.
"""

import dagster as dg

from onedata_assets.lib.keys import System

automation_sensor = dg.AutomationConditionSensorDefinition(
    name="automation_sensor",
    # With the sources: the document folder is observed by a condition of its own. Without those of
    # the audit log: a sensor is for who has a right in the projects of all its targets.
    target=dg.AssetSelection.all(include_sources=True)
    - dg.AssetSelection.groups(System.SECURITY.value, include_sources=True),
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="上游变化且检查通过后，物化下游资产 / "
    "Materializes what is downstream of a change once its inputs' checks have passed.",
)
