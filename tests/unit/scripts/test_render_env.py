"""`.env.example`: every variable, in both languages, with no value of a secret."""

import re

import pytest

from onedata_resources.settings import VARIABLES, Variable, project_dir
from scripts import render_env

TEXT = (project_dir() / render_env.TARGET).read_text(encoding="utf-8")
CONTAINERS = render_env.container_variables(project_dir())


def test_the_file_is_up_to_date():
    assert render_env.render(VARIABLES, CONTAINERS) == TEXT


def test_every_line_is_a_comment_so_that_a_copy_changes_nothing():
    assert all(line.startswith("#") for line in TEXT.splitlines() if line)


def test_names_are_declared_once():
    names = [one.name for one in [*VARIABLES, *CONTAINERS]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("variable", [*VARIABLES, *CONTAINERS], ids=lambda one: one.name)
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
