"""The dbt project over the lake: every model an asset, every test a check, one dbt call a run.

The specs are in `lib/dbt_specs.py`, the call in `lib/dbt_run.py`. dagster-dbt's own component is
not used because importing it at load costs 2 CPU seconds.
"""

from collections.abc import Iterator

import dagster as dg

from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.dbt_manifest import manifest_path, read_manifest
from onedata_assets.lib.dbt_run import DbtCall
from onedata_assets.lib.dbt_specs import check_spec, checks_of, model_spec, models_of
from onedata_resources.clients.lake import LakeClient
from onedata_resources.settings import home_dir, project_dir


class DbtLakeComponent(dg.Component, dg.Model, dg.Resolvable):
    """A dbt project in the checkout; `project` is its folder."""

    project: str = "dbt_project"

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Build one multi-asset for all models; a first load after a change runs `dbt parse`."""
        del context  # the project is named by folder, not by the component's place
        project = project_dir() / self.project
        path = manifest_path(project)
        manifest = read_manifest(path)
        condition = when_inputs_change()

        @dg.multi_asset(
            name=self.project,
            specs=[model_spec(manifest, node, condition) for node in models_of(manifest).values()],
            check_specs=[check_spec(manifest, node) for node in checks_of(manifest).values()],
            can_subset=True,
        )
        def models(
            context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeClient]
        ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
            """Build the selected models and run their tests; each model is replaced whole."""
            target = home_dir() / "dbt" / "runs" / context.run.run_id
            call = DbtCall(project, path, manifest, lake, target)
            yield from call.run(
                sorted(context.selected_asset_keys), sorted(context.selected_asset_check_keys)
            )

        return dg.Definitions(assets=[models])
