"""Columns through a script: what it names may go into everything that it makes."""

from __future__ import annotations

from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.script import JavaCodeSettings, ScriptSettings


def _script(settings: ScriptSettings, view: StepView) -> Flow:
    """Every result may come from every field whose name stands in the script."""
    columns = view.columns
    named = [name for name in columns.known if name in settings.script]
    refs = NONE.union(*(columns.refs(name) for name in named))
    made = {}
    for each in settings.results:
        target = each.rename or each.name
        if each.replaces and each.name in columns.known:
            target = each.name
        made[target] = refs
    return Flow(columns.with_columns(made), rejected=columns)


def _refused(settings: JavaCodeSettings, view: StepView) -> Flow:
    del settings
    return Flow(view.columns)


FLOWS = {
    "Janino": _refused,
    "ScriptValueMod": _script,
    "UserDefinedJavaClass": _refused,
}
