"""`onedata lineage export`: what the lineage sensor does, once and to the end."""

import dagster as dg

from onedata_assets.cli.environment import prepare_dagster_home
from onedata_assets.cli.say import console, errors, text
from onedata_assets.lib.lineage_export import CURSOR, Exported, export_lineage
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.registry import build_resources
from onedata_resources.settings import home_dir, value_of


def run_export() -> int:
    """Send all events not sent yet; return 1 where some wait for the receiver."""
    folder = prepare_dagster_home(home_dir())
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        sent, last = export_all(instance)
    if last.problem:
        errors.print(text("lineage.waiting", count=last.waiting, problem=last.problem))
        return 1
    console.print(text("lineage.sent", count=sent, url=value_of("OPENLINEAGE_URL")))
    return 0


def export_all(instance: dg.DagsterInstance) -> tuple[int, Exported]:
    """Send until nothing is left or the receiver is away; return the count and the last answer."""
    sent = 0
    with dg.build_resources({"events": build_resources()["lineage_events"]}) as opened:
        while True:
            done = export_lineage(instance, opened.events, saved_cursor(instance, CURSOR))
            save_cursor(instance, CURSOR, done.cursor)
            sent += done.sent
            if done.problem or not done.more:
                return sent, done
