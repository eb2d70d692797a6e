"""The portal's list of 5,000 assets, against the question that Dagster's own page of assets asks.

Both ask a web server over one instance, in which every asset was materialized, and one code server;
each in a process of its own, over ASGI without a network. Dagster's page asks for the definitions
of all assets and for the state of the 50 that it shows. The portal is asked for its first page of
50, cold (the first question after the code changed) and then as everybody after gets it, for a
search, and for a filter by health, which needs the state of all assets: cold, and while what is
kept is fresh.

    python bench/portal_assets.py [N]      goal: first page and search at most 0.1 of Dagster's time
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from usage import Usage, run

TIMES = 5
DAGSTER_YAML = "telemetry: {enabled: false}\nnux: {enabled: false}\n"
CODE = """
import dagster as dg
COLUMNS = dg.TableSchema([dg.TableColumn(f"c{n}", "Int64", "meaning") for n in range(10)])
def spec(n):
    return dg.AssetSpec(
        ["ods", f"t{n}"],
        deps=[["ods", f"t{n - 200}"]] if n >= 200 else [],
        group_name=f"g{n % 11}",
        owners=[f"team:g{n % 11}"],
        kinds={"deltalake"},
        tags={"onedata/project": "alpha" if n // 200 % 2 else "beta", "domain": "trade"},
        description=f"Table {n} of things, one row for each.",
        metadata={"dagster/column_schema": COLUMNS},
    )
def group(first):
    @dg.multi_asset(
        name=f"tables_{first}",
        specs=[spec(n) for n in range(first, min(first + 200, COUNT))],
        can_subset=True,
    )
    def load(): ...
    return load
defs = dg.Definitions(assets=[group(first) for first in range(0, COUNT, 200)])
"""
# What the page of assets of Dagster 1.13 asks for, as its fragments say.
PAGE_OF_DAGSTER = """
{ assetsOrError { ... on AssetConnection { nodes { id key { path } definition {
  id changedReasons groupName opNames isMaterializable isObservable isExecutable isPartitioned
  isAutoCreatedStub hasAssetChecks computeKind hasMaterializePermission
  hasReportRunlessAssetEventPermission partitionDefinition { description }
  automationCondition { label expandedLabel } internalFreshnessPolicy { __typename } description
  owners { ... on UserAssetOwner { email } ... on TeamAssetOwner { team } } tags { key value }
  jobs { id isJob name } kinds repository { id name location { id name } } } } } } }
"""
# All definitions as one value, which Dagster's pages do not use unless it is hosted.
MANIFEST_OF_DAGSTER = """
{ repositoriesOrError { ... on RepositoryConnection { nodes { name assetManifest } } } }
"""
STATE_OF_DAGSTER = """
query($keys: [AssetKeyInput!]!) {
  assetNodes(assetKeys: $keys) { id staleStatus partitionStats { numMaterialized } }
  assetsLatestInfo(assetKeys: $keys) {
    id latestMaterialization { timestamp runId } latestRun { id status } inProgressRunIds
    unstartedRunIds } }
"""


def prepare(folder: Path, count: int) -> None:
    """Write the code and let every asset have been materialized."""
    import dagster as dg

    (folder / "tables.py").write_text(f"COUNT = {count}\n{CODE}")
    (folder / "dagster.yaml").write_text(DAGSTER_YAML)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        for number in range(count):
            instance.report_runless_asset_event(dg.AssetMaterialization(["ods", f"t{number}"]))


def target(folder: Path) -> Any:
    """Return the code location."""
    from dagster._core.workspace.load_target import PythonFileTarget

    return PythonFileTarget(str(folder / "tables.py"), None, None, "tables")


async def told(name: str, ask: Callable[[], Awaitable[httpx.Response]], times: int = TIMES) -> None:
    """Print what a question used: the median of some repetitions."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        response = await ask()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        response.raise_for_status()
        if "errors" in response.json():
            sys.exit(response.text[:2000])
    print(json.dumps([name, statistics.median(walls), statistics.median(cpus)]))


def run_bare(folder: Path) -> None:
    """Ask Dagster's own web server what its own page asks."""
    import dagster as dg
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster_webserver.app import create_app_from_workspace_process_context

    async def ask_all() -> None:
        async with client_of(create_app_from_workspace_process_context(process)) as client:

            async def ask(query: str, **variables: Any) -> httpx.Response:
                body = {"query": query, "variables": variables}
                return await client.post("/graphql", json=body)

            keys = [{"path": ["ods", f"t{n}"]} for n in range(50)]
            await told("page", lambda: ask(PAGE_OF_DAGSTER))
            await told("state", lambda: ask(STATE_OF_DAGSTER, keys=keys))
            await told("manifest", lambda: ask(MANIFEST_OF_DAGSTER))

    with (
        dg.DagsterInstance.from_config(str(folder)) as instance,
        WorkspaceProcessContext(instance, target(folder)) as process,
    ):
        asyncio.run(ask_all())


def run_portal(folder: Path) -> None:
    """Ask the portal's API as a person of one of two projects and as an administrator."""
    import dagster as dg

    from onedata_assets.domain.security.roles import Role
    from onedata_portal.api.app import api_app
    from onedata_portal.api.dagster import DagsterClient
    from onedata_portal.api.services import Services
    from onedata_portal.gateway.dagster_ui.app import dagster_app
    from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext
    from onedata_portal.gateway.viewer import Viewer, set_viewer

    async def ask_all(viewer: Viewer) -> None:
        services = Services.of(DagsterClient(hosted, ""), default_project="common")
        api = api_app(services)

        async def as_viewer(scope: Any, receive: Any, send: Any) -> None:
            set_viewer(scope, viewer)
            await api(scope, receive, send)

        async with client_of(as_viewer) as client:
            search = "t3 things"
            await told(f"{viewer.name} first page, cold", lambda: client.get("/assets"), 1)
            await told(f"{viewer.name} first page", lambda: client.get("/assets"))
            await told(
                f"{viewer.name} search", lambda: client.get("/assets", params={"search": search})
            )
            healthy = {"health": "healthy"}
            ask = lambda: client.get("/assets", params=healthy)  # noqa: E731
            await told(f"{viewer.name} by health, cold", ask, 1)
            await told(f"{viewer.name} by health", ask)
            await told(f"{viewer.name} home", lambda: client.get("/home"))
            await told(f"{viewer.name} one asset", lambda: client.get("/assets/ods/t300"))

    with (
        dg.DagsterInstance.from_config(str(folder)) as instance,
        GatewayProcessContext(instance, target(folder), default_project="common") as process,
    ):
        hosted = dagster_app(process, "")
        for viewer in (Viewer("admin", is_admin=True), Viewer("member", roles={"alpha": Role.DEV})):
            asyncio.run(ask_all(viewer))


def client_of(app: Any) -> httpx.AsyncClient:
    """Return a client of an app in this process."""
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://bench", timeout=600)


def measured(variant: str, folder: str) -> tuple[Usage, dict[str, tuple[float, float]]]:
    """Run one variant and return what its process and each question used."""
    used, printed = run("-W", "ignore", __file__, variant, folder, quiet=True)
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("[")]
    return used, {name: (wall, cpu) for name, wall, cpu in lines}


def main() -> None:
    """Print one line for each question, with its ratio to the page of Dagster."""
    if sys.argv[1:2] in (["--bare"], ["--portal"]):
        {"--bare": run_bare, "--portal": run_portal}[sys.argv[1]](Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if sys.argv[1:] else 5_000
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), count)
        bare_used, bare = measured("--bare", folder)
        portal_used, portal = measured("--portal", folder)
    manifest = bare.pop("manifest")
    wall, cpu = (sum(part) for part in zip(*bare.values(), strict=True))
    print(f"{count} assets {'wall s':>26} {'cpu s':>8} {'ratio':>6}")
    print(f"{'Dagster: its page of assets':<32} {wall:>8.3f} {cpu:>8.3f} {1:>6}")
    for name, (own_wall, own_cpu) in {"Dagster: its manifest": manifest, **portal}.items():
        print(f"{name:<32} {own_wall:>8.3f} {own_cpu:>8.3f} {own_wall / wall:>6.3f}")
    for name, used in (("Dagster", bare_used), ("portal", portal_used)):
        print(f"{name:<32} peak {used.peak_mib:.0f} MiB, the whole process {used.cpu:.1f} CPU s")


if __name__ == "__main__":
    main()
