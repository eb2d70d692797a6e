"""The settings of a project as a whole: parsed once, refused in words, written again as read."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.project_settings import (
    ProjectSettings,
    refusal_of_excess,
)
from onedata_assets.domain.security.proxy_address import ProxyAddress, parse_proxy_address
from onedata_assets.domain.security.quotas import parse_resources
from onedata_assets.domain.security.refusals import SettingError
from tests.unit.security.settings_texts import TYPED, check_told

INSTALLATION = Installation.parse(
    {
        "clusters": {
            "dev": {"kubeconfig": "/etc/onedata/dev", "host": "10.0.0.8|1.2.3.4"},
            "prod": {"kubeconfig": "/etc/onedata/prod", "context": "admin", "namespace": "ml"},
        },
        "resource_groups": ["public", "research"],
        "host_roots": ["/data/shared/"],
        "secrets": ["project-*"],
        "proxy_address": "10.9.9.9",
    }
)
CUBE = {
    "cluster": "dev",
    "org": "research",
    "volume_mount": "kubeflow-user-workspace(pvc):/mnt/,/data/shared/group1(hostpath):/group1",
    "node_selector": "cpu=true;zone=a,b",
    "SERVICE_EXTERNAL_IP": "10.1.1.1|5.6.7.8",
    "priority": 3,
    "quotas": {
        "cpu": "8~16",
        "memory": "32G",
        "gpu": "2(V100);1(npu,910B)",
        "member": {"cpu": 4, "gpu": "1(V100)"},
    },
}
CURRENT = ProxyAddress("192.168.0.2", "192.168.0.2")


@pytest.mark.row("F002", "F003", "F004", "F005")
def test_cube_studios_settings_are_read_and_written_by_our_names():
    settings = ProjectSettings.parse(CUBE, INSTALLATION)
    assert settings.written() == {
        "mounts": "kubeflow-user-workspace(pvc):/mnt,/data/shared/group1(hostpath):/group1",
        "node_selector": "cpu=true;zone=a,b",
        "resource_group": "research",
        "cluster": "dev",
        "proxy_address": "10.1.1.1|5.6.7.8",
        "priority": "3",
        "quotas": {
            "cpu": "8~16",
            "memory": "32G",
            "gpu": "2(V100);1(npu,910B)",
            "member": {"cpu": "4", "gpu": "1(V100)"},
        },
    }
    assert ProjectSettings.parse(settings.written(), INSTALLATION) == settings


def test_nothing_typed_is_nothing_inherited():
    assert ProjectSettings.parse({}, INSTALLATION) == ProjectSettings()
    assert ProjectSettings().written() == {}


def test_every_wrong_setting_is_named_at_once_in_both_languages():
    with pytest.raises(SettingError) as refused:
        ProjectSettings.parse(
            {
                "mounts": "/etc(hostpath):/x",
                "node_selector": "cpu",
                "resource_group": "typo",
                "cluster": "typo",
                "proxy_address": "127.0.0.1",
                "priority": "high",
                "quotas": {"cpu": "x", "member": {"memory": "2"}},
            },
            INSTALLATION,
        )
    assert [fault.field for fault in refused.value.faults] == [
        "mounts",
        "node_selector",
        "resource_group",
        "cluster",
        "proxy_address",
        "priority",
        "quotas.cpu",
        "quotas.member.memory",
    ]
    assert "there are: dev, prod" in refused.value.en
    assert "已有：dev, prod" in refused.value.zh
    assert pickle.loads(pickle.dumps(refused.value)).zh == refused.value.zh


@pytest.mark.parametrize(
    ("raw", "en"),
    [
        ({"volumes": "a(pvc):/a"}, "there is no such setting"),
        ({"mounts": "", "volume_mount": ""}, "stands twice"),
        ({"mounts": ["a(pvc):/a"]}, "must be a text"),
        ({"mounts": True}, "must be a text"),
        ({"priority": 10**5000}, "must be a text"),
        ({"mounts": "x" * 10_001}, "shorten it"),
        ({"quotas": "4"}, "must hold cpu, memory, gpu"),
        ({"quotas": {"disk": "4"}}, "must hold cpu, memory, gpu"),
        ({"priority": "101"}, "no whole number from -100 to 100"),
        ({"node_selector": "org=a", "resource_group": "public"}, "contradicts the resource group"),
        ({"quotas": {"cpu": "2", "member": {"cpu": "4"}}}, "more than the project's 2"),
    ],
)
def test_wrong_forms_are_refused_in_words(raw, en):
    with pytest.raises(SettingError) as refused:
        ProjectSettings.parse(raw, INSTALLATION)
    assert en in refused.value.en


@given(
    st.dictionaries(
        st.sampled_from([*CUBE, "mounts", "resource_group", "proxy_address"]) | TYPED,
        TYPED
        | st.none()
        | st.integers()
        | st.floats()
        | st.lists(TYPED, max_size=2)
        | st.dictionaries(
            st.sampled_from(["cpu", "memory", "gpu", "member", "x"]),
            TYPED | st.dictionaries(st.sampled_from(["cpu", "gpu"]), TYPED, max_size=2),
            max_size=3,
        ),
        max_size=4,
    )
)
def test_anything_typed_is_read_and_written_alike_or_refused(raw):
    try:
        settings = ProjectSettings.parse(raw, INSTALLATION)
    except SettingError as error:
        check_told(error)
    else:
        assert ProjectSettings.parse(settings.written(), INSTALLATION) == settings


@pytest.mark.row("F005")
@pytest.mark.parametrize(
    ("project", "cluster", "installation", "chosen"),
    [
        ("10.1.1.1", "dev", INSTALLATION, "10.1.1.1"),
        ("", "dev", INSTALLATION, "10.0.0.8|1.2.3.4"),
        ("", "", INSTALLATION, "10.0.0.8|1.2.3.4"),
        ("", "prod", INSTALLATION, "10.9.9.9"),
        ("", "", Installation(), "192.168.0.2"),
    ],
)
def test_the_address_is_the_projects_then_the_clusters_then_the_installations_then_this_host(
    project, cluster, installation, chosen
):
    address = installation.address(parse_proxy_address(project), cluster, CURRENT)
    assert str(address) == chosen


@pytest.mark.row("F004")
def test_a_project_without_a_cluster_has_the_first_one():
    assert INSTALLATION.cluster("").name == "dev"
    assert INSTALLATION.cluster("prod").kubeconfig == "/etc/onedata/prod"
    assert Installation().cluster("") is None


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"cluster": {}}, "cluster"),
        ({"clusters": []}, "clusters"),
        ({"clusters": {"a b": {}}}, "clusters.a b"),
        ({"clusters": {"a": {"host": "127.0.0.1"}}}, "clusters.a.host"),
        ({"clusters": {"a": {"server": "x"}}}, "clusters.a"),
        ({"clusters": {"a": {"kubeconfig": []}}}, "clusters.a.kubeconfig"),
        ({"resource_groups": "public"}, "resource_groups"),
        ({"clusters": {"a": {"run_launcher": []}}}, "clusters.a.run_launcher"),
        ({"resource_groups": ["a b"]}, "resource_group"),
        ({"resource_groups": {"a b": {}}}, "resource_group"),
        ({"resource_groups": {"a": {"runs": -1}}}, "resource_groups.a.runs"),
        ({"resource_groups": {"a": {"runs": True}}}, "resource_groups.a.runs"),
        ({"resource_groups": {"a": {"cpu": 1}}}, "resource_groups.a"),
        ({"host_roots": ["data"]}, "mounts"),
        ({"proxy_address": "localhost"}, "proxy_address"),
    ],
)
def test_a_wrong_installation_is_refused_with_the_place(raw, field):
    with pytest.raises(SettingError) as refused:
        Installation.parse(raw)
    assert refused.value.faults[0].field == field


def test_a_run_over_the_quota_is_refused_with_what_it_would_be():
    limit, used, asked = (
        parse_resources({"cpu": cpu, "gpu": gpu}, "quotas")
        for cpu, gpu in (("4", "2"), ("4", "1"), ("1", "2"))
    )
    error = refusal_of_excess(limit, used, asked, "demo")
    assert [fault.field for fault in error.faults] == ["cpu", "gpu"]
    assert "would use 5, the quota is 4" in error.en
    assert "将使用 5，超过配额 4" in error.zh
    assert refusal_of_excess(limit, used, parse_resources({}, "quotas"), "demo") is None
