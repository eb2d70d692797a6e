"""`.env.example`: every variable, in both languages, with no value of a secret."""

import re

import pytest

from onedata_resources.file_variables import MORE_VARIABLES
from onedata_resources.settings import project_dir
from onedata_resources.variables import VARIABLES, Variable
from scripts import render_env

TEXT = (project_dir() / render_env.TARGET).read_text(encoding="utf-8")
CONTAINERS = render_env.container_variables(project_dir())
ALL = [*VARIABLES, *MORE_VARIABLES, *CONTAINERS]
READ = re.compile(
    r"""(?:\b(?:value_of|default_of|env|env_var|getenv)\(|environ(?:\.get\(|\[))\s*["']([A-Z][A-Z0-9_]+)["']"""
    r"""|\benv: ([A-Z][A-Z0-9_]+)\b|_from: ([A-Z][A-Z0-9_]+)\b"""
)
FOREIGN = {"PATH", "LANG", "LC_ALL", "TZ", "NO_PROXY"}
"""Variables of the system."""
PLACES = (
    "onedata_assets", "onedata_resources", "onedata_portal", "demo", "dbt_project",
    "dagster.yaml", "deploy/dagster", "deploy/kubernetes",
)  # fmt: skip


def test_the_file_is_up_to_date():
    assert render_env.render(CONTAINERS) == TEXT


def test_every_line_is_a_comment_so_that_a_copy_changes_nothing():
    assert all(line.startswith("#") for line in TEXT.splitlines() if line)


def variables_read() -> dict[str, str]:
    """Return every variable that the code, dbt's files or a dagster.yaml reads, and where."""
    folders = [project_dir() / place for place in PLACES]
    files = [
        path
        for folder in folders
        for path in ([folder] if folder.is_file() else folder.rglob("*"))
        if path.suffix in {".py", ".yaml", ".yml", ".sql"} and "target" not in path.parts
    ]
    return {
        next(filter(None, found)): str(path)
        for path in files
        for found in READ.findall(path.read_text(encoding="utf-8"))
    }


def test_every_variable_that_is_read_is_listed():
    read = variables_read()
    assert {"LAKE_URI", "DBT_TARGET", "DBT_LAKE_TABLES", "ONEDATA_CODE_HOST"} <= read.keys()
    names = {one.name for one in ALL} | FOREIGN
    assert {name: place for name, place in read.items() if name not in names} == {}


def test_the_defaults_of_dbts_variables_are_those_of_its_profiles():
    profiles = (project_dir() / "dbt_project/profiles.yml").read_text(encoding="utf-8")
    written = dict(re.findall(r"env_var\('(DBT_\w+)', '([^']*)'\)", profiles))
    declared = {one.name: one.default for one in MORE_VARIABLES}
    assert written == {name: declared.get(name) for name in written}


def test_names_are_declared_once():
    names = [one.name for one in ALL]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("variable", ALL, ids=lambda one: one.name)
def test_a_variable_is_explained_in_both_languages(variable):
    assert re.search(r"[\u4e00-\u9fff]", variable.zh)
    assert variable.en.isascii()
    assert f"\n#{variable.name}=" in TEXT


@pytest.mark.parametrize("secret", [True, False])
def test_a_secret_is_marked(secret):
    variable = Variable("CRM_TOKEN", "", "Token.", "令牌。", secret=secret)
    assert ("SECRET" in render_env.entry(variable)) is secret


def test_a_stale_file_fails_the_check(tmp_path, monkeypatch):
    (tmp_path / "deploy").mkdir()
    (tmp_path / render_env.CONTAINERS).write_text("[]")
    monkeypatch.setattr(render_env, "project_dir", lambda: tmp_path)
    with pytest.raises(SystemExit, match="not up to date"):
        render_env.main(["--check"])
    render_env.main([])
    render_env.main(["--check"])
