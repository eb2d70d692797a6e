"""A code location of one asset, which writes where its project's datasets are mounted."""

import dagster as dg

from onedata_assets.lib.folders import mounted


@dg.asset(tags={"onedata/project": "alpha"})
def notes(context: dg.AssetExecutionContext) -> None:
    """A note in the datasets, and one in the folder of this machine."""
    for path in ("/datasets/note.txt", "/mnt/a_dev/note.txt"):
        mounted(context.run.tags, path).write_text(path)


defs = dg.Definitions(
    assets=[notes], jobs=[dg.define_asset_job("notes_job")], executor=dg.in_process_executor
)
