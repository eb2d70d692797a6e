"""Automation conditions, named by what they do."""

import dagster as dg


def when_inputs_change() -> dg.AutomationCondition:
    """Materialize after any input was, once none of them is missing or in progress.

    A failing blocking check of an input stops the chain: downstream keeps its last good version.
    """
    return dg.AutomationCondition.eager()
