"""The guides and READMEs: both languages, links that lead somewhere, examples that parse."""

import re
from pathlib import Path

import pytest
import yaml

from onedata_assets.domain.processing.contract import Contract
from onedata_resources.settings import project_dir
from tests.unit.deploy.files import declared_variables

PROJECT = project_dir()
GUIDES = sorted(path for path in (PROJECT / "docs").glob("*.md") if path.name != "FEATURES.md")
PAGES = [*GUIDES, *PROJECT.glob("*.md"), *(PROJECT / "deploy").rglob("*.md")]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
PATH = re.compile(
    r"`((?:onedata_assets|onedata_resources|onedata_portal|deploy|docs|scripts|tests|bench|demo|kettle_jobs|dbt_project)/[\w./-]+)`"
)
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
VARIABLE = re.compile(
    r"\b((?:ONEDATA|RETAIL|KETTLE|TRITON|MLFLOW|DAGSTER_PG|ALARMS|OPENLINEAGE)_[A-Z_]+)\b"
)


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_a_guide_is_there_in_both_languages(path):
    stem = path.name.removesuffix(".md").removesuffix(".zh-CN")
    chinese = path.with_name(f"{stem}.zh-CN.md")
    assert path.with_name(f"{stem}.md").exists()
    assert len(re.findall(r"[\u4e00-\u9fff]", text(chinese))) > 100


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_to_a_file(path):
    broken = [link for link in LINK.findall(text(path)) if not (path.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_file_that_is_named_exists(path):
    named = [one for one in PATH.findall(text(path)) if "my_" not in one]
    assert [one for one in named if not (PROJECT / one).exists()] == []


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_every_yaml_example_parses_and_contracts_are_contracts(path):
    for language, block in BLOCK.findall(text(path)):
        if language == "yaml":
            for document in yaml.safe_load_all(block):
                if "table" in document and "grain" in document:
                    Contract.model_validate(document)


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_every_python_example_compiles(path):
    for language, block in BLOCK.findall(text(path)):
        if language == "python":
            compile(block, path.name, "exec")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_setting_that_is_named_is_one_of_the_project(path):
    other_names = {"KETTLE_CONNECTION_CRM", "RETAIL_TABLES", "RETAIL_DAYS"}
    assert set(VARIABLE.findall(text(path))) <= declared_variables() | other_names
