"""SQL leaves out only runs that a person may not see, in each database that keeps Dagster's runs.

What is decided of one run is tested in `tests/component/portal`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, DagsterRun
from dagster._core.storage.dagster_run import RunsFilter

from onedata_assets.domain.security.projects import IN_PROJECT_TAG, PROJECT_TAG
from onedata_assets.domain.security.roles import Action, Role
from onedata_portal.gateway.dagster_ui.instance import person_instance
from onedata_portal.gateway.dagster_ui.narrowed import narrowed
from onedata_portal.gateway.dagster_ui.ownership import Ownership
from onedata_portal.gateway.dagster_ui.scope import Scope
from onedata_portal.gateway.viewer import Viewer

pytestmark = pytest.mark.integration

ALPHA, BETA = AssetKey("of_alpha"), AssetKey("of_beta")
GONE = AssetKey("gone")
# The name of a run: its tag, None for none, and what it executes.
RUNS = {
    "alpha": ("alpha", ALPHA),
    "alpha, its asset went away": ("alpha", GONE),
    "alpha, its asset went to beta": ("alpha", BETA),
    "beta": ("beta", BETA),
    "beta, its asset went to alpha": ("beta", ALPHA),
    "both": ("alpha,beta", BETA),
    "both, as somebody wrote it": (" beta , alpha", ALPHA),
    "another project": ("Alpha", GONE),
    "of alpha, before the tag": (None, ALPHA),
    "of beta, before the tag": (None, BETA),
    "unknown, before the tag": (None, GONE),
    "an empty tag": (",", ALPHA),
}
SEEN_BY_ALPHA = {
    "alpha",
    "alpha, its asset went away",
    "of alpha, before the tag",
    "an empty tag",
}
SEEN_BY_BOTH = set(RUNS) - {"unknown, before the tag", "another project"}

A = Viewer("a", roles={"alpha": Role.VIEWER})
B = Viewer("b", roles={"beta": Role.OPS})
BOTH = Viewer("both", roles={"alpha": Role.DEV, "beta": Role.VIEWER})
STRANGER = Viewer("stranger", roles={"gamma": Role.CREATOR})
BLIND = Viewer("blind", roles={"alpha": Role.DEV}, grants={"alpha": frozenset({Action.LAUNCH})})
ADMIN = Viewer("admin", is_admin=True)


@pytest.fixture(params=["sqlite", "postgres"])
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DagsterInstance]:
    """Dagster's instance on a database, with the runs."""
    text = "telemetry: {enabled: false}\n"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        text += f"storage: {{postgres: {{postgres_url: '{url}'}}}}\n"
    (tmp_path / "dagster.yaml").write_text(text, encoding="utf-8")
    with DagsterInstance.from_config(str(tmp_path)) as made:
        made.run_storage.wipe()
        for name, (tag, key) in RUNS.items():
            tags = {"name": name, **({} if tag is None else {PROJECT_TAG: tag})}
            selection = frozenset({key})
            made.run_storage.add_run(
                DagsterRun(job_name="__ASSET_JOB", asset_selection=selection, tags=tags)
            )
        yield made


def scope_of(instance: DagsterInstance, viewer: Viewer) -> Scope:
    owned = Ownership("common", assets={ALPHA: frozenset({"alpha"}), BETA: frozenset({"beta"})})
    return Scope(viewer, owned, instance)


def seen(instance: DagsterInstance, viewer: Viewer, filters: RunsFilter | None = None) -> set[str]:
    """Return the names of the runs that a person's instance lists, one page after the other."""
    theirs = person_instance(scope_of(instance, viewer), lambda: pytest.fail("launches nothing"))
    names: list[str] = []
    cursor = None
    while page := theirs.get_run_records(filters, limit=2, cursor=cursor):
        cursor = page[-1].dagster_run.run_id
        names += [record.dagster_run.tags["name"] for record in page]
    assert len(names) == len(set(names))
    return set(names)


def test_whom_sql_spares_reading_sees_what_the_rule_shows(instance):
    for viewer in (A, B, BOTH, STRANGER, BLIND, ADMIN):
        scope = scope_of(instance, viewer)
        ruled = {run.tags["name"] for run in instance.get_runs() if scope.sees_run(run)}
        assert seen(instance, viewer) == ruled, viewer.name
    assert seen(instance, A) == SEEN_BY_ALPHA
    assert seen(instance, BOTH) == SEEN_BY_BOTH
    assert seen(instance, BLIND) == set()


def test_runs_whose_tag_names_others_are_not_read(instance):
    read = narrowed(instance.run_storage, scope_of(instance, A)).get_runs()
    left_out = {name for name in RUNS if name not in {run.tags["name"] for run in read}}
    assert left_out == {name for name, (tag, _) in RUNS.items() if set(tag or "") & set("bA")}


def test_a_run_queued_meanwhile_is_decided_by_the_rule(instance):
    storage = narrowed(instance.run_storage, scope_of(instance, A))
    new = DagsterRun(job_name="late", tags={PROJECT_TAG: "gamma", "name": "late"})
    instance.run_storage.add_run(new)
    assert storage.get_run_ids(limit=1) == [new.run_id]
    assert "late" not in seen(instance, A)
    assert "late" in seen(instance, STRANGER)


@pytest.mark.parametrize(
    ("viewer", "project", "shown"),
    [
        (A, "alpha", {"alpha", "alpha, its asset went away"}),
        (A, "beta", set()),
        (A, "nothing", set()),
        (BOTH, "beta", {name for name, (tag, _) in RUNS.items() if "beta" in (tag or "")}),
        (ADMIN, "Alpha", {"another project"}),
        (ADMIN, "alpha", {name for name, (tag, _) in RUNS.items() if "alpha" in (tag or "")}),
    ],
)
def test_a_filter_asks_for_all_runs_that_say_they_are_of_a_project(
    instance, viewer, project, shown
):
    assert seen(instance, viewer, RunsFilter(tags={IN_PROJECT_TAG: project})) == shown


def test_a_project_and_a_tag_as_written_add_up(instance):
    wanted = RunsFilter(tags={IN_PROJECT_TAG: "alpha", PROJECT_TAG: "alpha,beta", "name": "both"})
    assert seen(instance, ADMIN, wanted) == {"both"}
    assert (
        seen(instance, ADMIN, RunsFilter(tags={IN_PROJECT_TAG: "beta", PROJECT_TAG: "x"})) == set()
    )
