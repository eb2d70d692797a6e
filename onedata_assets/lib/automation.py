"""Automation conditions, named by what they do.

The sensor that heeds them is in `defs/operations/automation.py`.
"""

from functools import cache

import dagster as dg


@cache
def when_inputs_change() -> dg.AutomationCondition:
    """Materialize after any input was, each changed partition, once every input can be trusted.

    Every input has data and is not in progress, and each of its blocking checks passed on its
    newest data: until then downstream keeps its last good version, and the change is not forgotten.
    A whole table is made from the partitions that there are. What failed is not tried again before
    an input changes. All partitions of one tick are one backfill, so an asset with
    `BackfillPolicy.single_run` gets one run for each stretch of them.

    `AutomationCondition.eager` is not this: it looks at the newest partition alone, wants every
    partition of an input, and ignores checks.
    """
    condition = dg.AutomationCondition
    changed = condition.newly_missing() | condition.any_deps_updated()
    has_data = ~condition.missing() | condition.will_be_requested()
    # An input whose own input just changed is made in this tick, in a run of its own: a report that
    # reads raw and derived tables would be made of both states, and once more after that run.
    outdated = condition.any_deps_match(condition.newly_updated()) & ~condition.will_be_requested()
    return (
        changed.since_last_handled()
        & condition.all_deps_match(has_data).with_label("all_deps_have_data")
        & ~condition.any_deps_in_progress()
        & ~condition.any_deps_match(outdated).with_label("any_deps_outdated")
        & ~condition.in_progress()
        & condition.all_deps_blocking_checks_passed()
    ).with_label("when_inputs_change")


@cache
def when_data_change() -> dg.AutomationCondition:
    """Check a table after it was written, or its source was looked at, by a run without the check.

    What failed is not tried again before the data change once more.
    """
    condition = dg.AutomationCondition
    return (
        condition.any_deps_updated().since_last_handled()
        & ~condition.any_deps_in_progress()
        & ~condition.in_progress()
    ).with_label("when_data_change")
