"""What the CLI prints and what it hands to the processes that it starts."""

import re
from pathlib import Path

import pytest
import yaml

from onedata_assets.cli import ask, say
from onedata_assets.cli.environment import child_environment, prepare_dagster_home
from onedata_assets.cli.report import print_result
from onedata_resources.clients.vector_records import RELEVANT, Hit
from onedata_resources.kettle.configured import connections
from onedata_resources.settings import project_dir
from onedata_resources.variables import VARIABLES

CLI = Path(say.__file__).parent
SUMMARY = {
    "assets": 3,
    "rows": 1234567,
    "checks": {"passed": 2, "failed": 1},
    "failed_checks": ["ods/t: rows_are_there"],
    "warned_checks": [],
    "failed_steps": {},
    "figures": {
        "wape": 0.1658, "baseline_wape": 0.2253, "mase": 0.91, "baseline_mase": 1.18,
        "hit_at_3": 0.927, "mrr": 0.8333, "relative_difference": 1.3e-16, "report_path": "/r.html",
    },
    "events": 7,
    "alarms": 1,
    "peak_mib": 900,
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def language(request, monkeypatch):
    monkeypatch.setenv("ONEDATA_LANGUAGE", request.param)
    return request.param


def printed(capsys, **summary) -> str:
    print_result({**SUMMARY, **summary}, {"seed": 1.5}, "", Path("/home"))
    return capsys.readouterr().out


def test_every_text_that_the_code_names_is_in_the_catalogue():
    named = {
        name
        for path in CLI.glob("*.py")
        for name in re.findall(r'\btext\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"))
        if not name.endswith(".")
    }
    assert named - set(say.catalogue().texts) == set()


def hit(relevance: float) -> Hit:
    return Hit(
        document="a.md",
        heading="退货",
        text="48 小时",
        page=None,
        score=0.8,
        vector_score=1.0,
        word_score=0.0,
        similarity=0.8,
        relevance=relevance,
    )


@pytest.mark.parametrize(("relevance", "shown"), [(RELEVANT - 0.01, False), (RELEVANT, True)])
def test_a_question_of_elsewhere_is_told_that_nothing_relevant_was_found(
    language, capsys, monkeypatch, relevance, shown
):
    monkeypatch.setattr(ask.VectorClient, "search", lambda *_, **__: [hit(relevance), hit(0.1)])
    monkeypatch.setattr(ask, "published_names", lambda _: ["documents"])
    assert ask.run_ask("xyzzy nonsense", k=2, index=None) == 0
    told = capsys.readouterr().out
    assert ("48 小时" in told) is shown
    nothing = {"en": "Nothing relevant was found", "zh": "没有找到相关内容"}[language]
    assert (nothing in told) is not shown


@pytest.mark.row("F038", "G02")
def test_the_result_tells_every_figure_in_the_readers_language(language, capsys):
    told = printed(capsys)
    for figure in ("1,234,567", "16.6%", "22.5%", "0.93", "0.833", "/r.html", "rows_are_there"):
        assert figure in told
    assert ("产出资产" in told) is (language == "zh")


def test_a_failed_check_is_told_as_a_failure(capsys, monkeypatch):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    assert "with failures" in printed(capsys)
    assert "with failures" not in printed(capsys, failed_checks=[])


def test_a_run_that_told_nothing_is_a_failure(capsys, monkeypatch):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    print_result({}, {"seed": 1.0}, "", Path("/home"))
    assert "with failures" in capsys.readouterr().out


def test_children_get_every_setting_with_absolute_paths(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    env = child_environment()
    assert all(variable.name in env for variable in VARIABLES)
    assert env["LAKE_URI"] == f"{tmp_path}/home/lake"
    assert env["DAGSTER_HOME"] == f"{tmp_path}/home/dagster"


def test_children_get_relative_paths_as_absolute_ones(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    monkeypatch.setenv("LAKE_URI", "lake")
    monkeypatch.setenv("RETAIL_SOURCE_URL", "sqlite:///retail.db")
    monkeypatch.setenv("VECTORS_URI", "s3://bucket/vectors")
    monkeypatch.chdir(tmp_path)
    env = child_environment()
    assert env["LAKE_URI"] == f"{tmp_path}/lake"
    assert env["RETAIL_SOURCE_URL"] == f"sqlite:///{tmp_path}/retail.db"
    assert env["VECTORS_URI"] == "s3://bucket/vectors"
    assert env["KETTLE_BASE_URL"] == "http://127.0.0.1:8081"


def test_overrides_win_over_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    monkeypatch.setenv("KETTLE_BASE_URL", "http://one:1")
    assert (
        child_environment({"KETTLE_BASE_URL": "http://two:2"})["KETTLE_BASE_URL"] == "http://two:2"
    )


def test_the_dagster_home_holds_the_checkouts_configuration(tmp_path):
    folder = prepare_dagster_home(tmp_path)
    config = yaml.safe_load((folder / "dagster.yaml").read_text())
    assert config["storage"]["custom"]["config"] == {"base_dir": str(folder)}
    assert config["local_artifact_storage"]["config"] == {"base_dir": str(folder)}
    assert config["compute_logs"]["config"] == {"base_dir": str(folder / "compute_logs")}
    others = yaml.safe_load((project_dir() / "dagster.yaml").read_text())
    for name in config.keys() - {"storage", "local_artifact_storage", "compute_logs"}:
        assert config[name] == others[name]


def test_a_dagster_configuration_that_a_person_changed_is_kept(tmp_path):
    folder = prepare_dagster_home(tmp_path)
    (folder / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    prepare_dagster_home(tmp_path)
    assert (folder / "dagster.yaml").read_text() == "telemetry: {enabled: false}\n"


def test_connections_of_kettle_files_come_from_the_environment():
    environ = {"KETTLE_CONNECTION_CRM": "postgresql://crm", "RETAIL_SOURCE_URL": "sqlite:///r.db"}
    assert connections(environ) == {"crm": "postgresql://crm", "retail": "sqlite:///r.db"}


def test_a_named_connection_replaces_that_of_a_source():
    environ = {"KETTLE_CONNECTION_RETAIL": "postgresql://staging", "KETTLE_CONNECTION_CRM": ""}
    assert connections(environ) == {"retail": "postgresql://staging"}
