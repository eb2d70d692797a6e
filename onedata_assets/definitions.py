"""The code location: everything under `defs/` with the resources of `registry.py`."""

from collections.abc import Mapping

import dagster as dg

from onedata_resources.registry import build_resources
from onedata_resources.settings import project_dir


def build_defs(overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """Return all definitions, with resources replaced by `overrides` where a test wants a fake."""
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=project_dir() / "onedata_assets"),
        dg.Definitions(
            resources=build_resources() | dict(overrides or {}),
            executor=dg.in_process_executor,
        ),
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Load the code location for Dagster's processes."""
    return build_defs()
