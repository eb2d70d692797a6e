"""OpenLineage events from plain facts: valid, complete, the same for the same facts."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from onedata_assets.domain.operations.facts import (
    Assertion,
    Column,
    Dataset,
    Failure,
    Happening,
    State,
)
from onedata_assets.domain.operations.lineage import event_of, run_uuid
from onedata_assets.domain.operations.naming import Place
from tests.unit.operations.openlineage_rules import assert_valid

RUN = "0bd7e3a4-6a54-4d9a-a4d0-0f7e9a4c2b11"
PLACES = [
    Place(("dwd",), "/lake"),
    Place(("retail",), "postgresql://u:secret@db/shop", keep=1),
]
SOURCE = Dataset(("retail", "transactions"), assertions=(Assertion("有主键", False, "warn"),))
WRITTEN = Dataset(
    ("dwd", "sales"),
    columns=(Column("amount_usd", "Float64", "金额 / amount"), Column("id", "Int64")),
    lineage={
        "amount_usd": [(("retail", "transactions"), "sales_value"), (("dwd", "fx"), "rate")],
        "constant": [],
    },
    rows=0,
    version="7",
)
DONE = Happening(
    State.COMPLETE,
    datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    RUN,
    "daily",
    "dwd__sales",
    "dwd__sales",
    inputs=(SOURCE,),
    outputs=(WRITTEN,),
    engine_version="1.13",
)


@pytest.mark.row("S65")
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("work", [None, "dbt_project.dwd.sales"])
@pytest.mark.parametrize("failure", [None, Failure("磁盘满\nfull", "Traceback ...")])
def test_every_event_keeps_to_the_specification(state, work, failure):
    assert_valid(event_of(replace(DONE, state=state, work=work, failure=failure), PLACES))


def test_the_rules_of_the_test_do_refuse_a_wrong_event():
    event = event_of(DONE, PLACES)
    event["outputs"][0]["facets"]["schema"]["fields"][0]["typ"] = "x"
    with pytest.raises(AssertionError, match="unknown"):
        assert_valid(event)


def test_tables_carry_physical_names_columns_rows_and_version():
    [output] = event_of(DONE, PLACES)["outputs"]
    assert (output["namespace"], output["name"]) == ("file", "/lake/dwd/sales")
    assert [field["name"] for field in output["facets"]["schema"]["fields"]] == ["amount_usd", "id"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 0
    assert output["facets"]["version"]["datasetVersion"] == "7"


def test_column_lineage_points_at_physical_columns():
    [output] = event_of(DONE, PLACES)["outputs"]
    sources = output["facets"]["columnLineage"]["fields"]["amount_usd"]["inputFields"]
    assert [(s["namespace"], s["name"], s["field"]) for s in sources] == [
        ("postgres://db:5432", "shop.public.transactions", "sales_value"),
        ("file", "/lake/dwd/fx", "rate"),
    ]


def test_checks_become_assertions_on_the_table_they_read():
    [source] = event_of(DONE, PLACES)["inputs"]
    [told] = source["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (told["assertion"], told["success"], told["severity"]) == ("有主键", False, "warn")


def test_a_step_names_the_run_it_belongs_to():
    event = event_of(DONE, PLACES)
    assert event["run"]["facets"]["parent"]["run"]["runId"] == RUN
    assert event["run"]["facets"]["parent"]["job"] == {
        "namespace": "onedata",
        "name": "daily",
        "facets": {},
    }


def test_the_same_work_is_the_same_job_whichever_run_did_it():
    jobs = [event_of(replace(DONE, job=name), PLACES)["job"] for name in ("daily", "__ASSET_JOB")]
    assert [job["name"] for job in jobs] == ["dwd__sales", "dwd__sales"]


@pytest.mark.parametrize(("job", "name"), [("daily", "daily"), ("__ASSET_JOB_0", "assets")])
def test_a_run_of_assets_that_no_job_names_is_the_job_assets(job, name):
    run = event_of(replace(DONE, job=job, step=None, work=None), PLACES)
    work = event_of(replace(DONE, job=job), PLACES)
    assert run["job"]["name"] == name
    assert work["run"]["facets"]["parent"]["job"]["name"] == name


def test_an_error_is_told_with_its_stack():
    event = event_of(replace(DONE, state=State.FAIL, failure=Failure("断\nbroken", "at x")), PLACES)
    error = event["run"]["facets"]["errorMessage"]
    assert (error["message"], error["stackTrace"]) == ("断\nbroken", "at x")


def test_no_password_leaves_the_platform():
    assert "secret" not in json.dumps(event_of(DONE, PLACES))


def test_the_same_facts_give_the_same_event():
    assert event_of(DONE, PLACES) == event_of(DONE, PLACES)


def test_attempts_and_steps_have_run_ids_of_their_own():
    ids = {run_uuid(RUN), run_uuid(RUN, "a"), run_uuid(RUN, "a", 2), run_uuid(RUN, "b")}
    assert len(ids) == 4
    assert UUID(run_uuid("not a uuid"))


@pytest.mark.parametrize("text", ["</script>", '"; DROP', "a\nb", "𝕏", "\x00", ""])
def test_any_text_survives_into_the_event(text):
    hostile = replace(WRITTEN, columns=(Column("a", "b", text),))
    event = json.loads(json.dumps(event_of(replace(DONE, outputs=(hostile,)), PLACES)))
    [field] = event["outputs"][0]["facets"]["schema"]["fields"]
    assert field["description"] == text
