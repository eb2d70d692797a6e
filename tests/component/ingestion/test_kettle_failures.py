"""How runs of the demo's Kettle project fail: what is said, and whether they are retried."""

import dagster as dg
import pytest

from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.kettle.problems import Problem
from tests.component.ingestion.projects import CLICKS, DAILY, assets_of
from tests.component.ingestion.runs import days, failure_of, partition, run
from tests.fakes import FakeCarte, FakeLake


def test_a_table_that_did_not_reach_the_lake_is_named():
    result = run(assets_of(DAILY), FakeCarte(), FakeLake(), **partition())
    assert "no table ods/transactions" in failure_of(result)


def test_a_job_that_failed_says_what_carte_complained_of_and_is_not_retried():
    carte = FakeCarte(complaint="read stores - ERROR : the database retail does not answer")
    result = run(assets_of(DAILY), carte, **partition())
    assert "the database retail does not answer" in failure_of(result)
    assert len(carte.calls) == 1
    assert not result.get_asset_materialization_events()


@pytest.mark.parametrize(
    ("kinds", "retried"),
    [(("unavailable",), True), (("storage_full",), False), (("unavailable", "bad_input"), False)],
)
def test_what_the_server_tells_decides_whether_to_retry_and_is_said_in_both_languages(
    monkeypatch, kinds, retried
):
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", dg.RetryPolicy(max_retries=1))
    problems = tuple(Problem("read.0", kind, f"en {kind}", f"zh {kind}") for kind in kinds)
    carte = FakeCarte(complaint="x - ERROR : only English", problems=problems)
    told = failure_of(run(assets_of(DAILY), carte, **partition()))
    english, chinese = told.split("Kettle 的 load_daily")
    assert f"read.0: en {kinds[0]}" in english
    assert f"read.0：zh {kinds[0]}" in chinese
    assert "only English" not in told
    assert "with 1 error;" in english
    assert len(carte.calls) == 1 + retried


def test_a_missing_source_folder_names_the_setting_behind_it(monkeypatch):
    at_once = dg.RetryPolicy(max_retries=0)
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", at_once)
    missing = Problem("in.0", "unavailable", "no folder (written ${FILES_DIR}/clicks)", "没有目录")
    carte = FakeCarte(complaint="x - ERROR", problems=(missing,))
    told = failure_of(run(assets_of(CLICKS), carte, tags=days("2017-11-03", "2017-11-03")))
    assert "RETAIL_FILES_DIR sets FILES_DIR." in told
    assert "FILES_DIR 由 RETAIL_FILES_DIR 配置。" in told


def test_carte_away_can_heal_so_the_step_is_retried(monkeypatch):
    at_once = dg.RetryPolicy(max_retries=2)  # the real policy pauses between attempts
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", at_once)
    carte = FakeCarte(error=UnavailableError("Carte is away", "Carte 无响应"))
    result = run(assets_of(CLICKS), carte, **partition())
    assert not result.success
    assert "Carte is away" in failure_of(result)
    assert len(carte.calls) == 3


def test_a_wrong_password_is_not_retried():
    carte = FakeCarte(error=BadInputError("login refused", "拒绝登录"))
    result = run(assets_of(CLICKS), carte, **partition())
    assert "login refused" in failure_of(result)
    assert len(carte.calls) == 1
