"""INSTALLATION_FILE and typed settings as the portal takes them: read, or refused for people."""

import re

import pytest
import yaml

from onedata_assets.domain.security.installation import Installation
from onedata_portal.project_settings import read_installation, read_settings
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir


def test_without_a_file_the_node_and_secrets_are_closed_and_there_is_no_cluster():
    assert read_installation("") == Installation()
    with pytest.raises(BadInputError, match="not open to projects"):
        read_settings({"mounts": "/etc(hostpath):/x"}, read_installation(""))


@pytest.mark.parametrize(
    ("text", "en"),
    [
        (None, "cannot be read"),
        ("a: [", "cannot be read"),
        ("- 1", "must be a mapping"),
        ("clusters: {a: {host: localhost}}", "clusters.a.host: 'localhost' is not reached"),
        ("groups: []", "groups: 'groups' is not known here"),
    ],
)
def test_a_wrong_file_is_refused_for_people(tmp_path, text, en):
    file = tmp_path / "installation.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(BadInputError) as refused:
        read_installation(str(file))
    assert en in refused.value.en
    assert "INSTALLATION_FILE" in refused.value.zh


def test_an_empty_file_offers_nothing(tmp_path):
    file = tmp_path / "installation.yaml"
    file.touch()
    assert read_installation(str(file)) == Installation()


def test_wrong_settings_are_refused_with_every_reason():
    with pytest.raises(BadInputError) as refused:
        read_settings({"cluster": "x", "priority": "x"}, Installation())
    assert refused.value.en.count("\n") == 1
    assert "没有集群 'x'" in refused.value.zh


@pytest.mark.row("F002", "F003", "F004", "F005")
@pytest.mark.parametrize("guide", ["project-settings.md", "project-settings.zh-CN.md"])
def test_the_examples_of_the_guide_are_taken(tmp_path, guide):
    text = (project_dir() / "docs" / guide).read_text(encoding="utf-8")
    offered, typed = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "installation.yaml"
    file.write_text(offered)
    settings = read_settings(yaml.safe_load(typed), read_installation(str(file)))
    assert settings.resource_group == "research"
    assert len(settings.mounts) == 7
    assert settings.quotas.member.gpu
