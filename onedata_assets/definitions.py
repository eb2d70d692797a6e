"""The code location: everything under `defs/` with the resources of `registry.py`."""

import warnings
from collections.abc import Mapping

import dagster as dg

from onedata_assets.lib.dagster_names import accept_keys_in_every_script
from onedata_assets.lib.loading import lasting_objects, plain_errors
from onedata_assets.lib.source_assets import declared_first
from onedata_resources.registry import build_resources
from onedata_resources.settings import project_dir

PACKAGE = project_dir() / "onedata_assets"


def build_defs(overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """Return all definitions, with resources replaced by `overrides` where a test wants a fake.

    Only `defs/` is built: `load_from_defs_folder` would also import every installed component
    library for its documentation pages, dbt among them, which costs 2.3 CPU s at each step.
    """
    accept_keys_in_every_script()
    tree = dg.ComponentTree.for_project(PACKAGE)
    with plain_errors(), warnings.catch_warnings():
        # Parts of Dagster that the design chose knowing that they are marked beta or preview.
        warnings.simplefilter("ignore", dg.BetaWarning)
        warnings.simplefilter("ignore", dg.PreviewWarning)
        found = tree.build_defs_at_path(PACKAGE / "defs")
    resources = build_resources() | dict(overrides or {})
    return dg.Definitions.merge(
        declared_first(found),
        dg.Definitions(resources=resources, executor=dg.in_process_executor, component_tree=tree),
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Load the code location for Dagster's processes."""
    with lasting_objects():
        return build_defs()
