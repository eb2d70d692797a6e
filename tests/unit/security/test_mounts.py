"""The grammar of mounts: what it says, what it refuses, and that nothing typed breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.security.mounts import (
    WORKSPACE,
    Mount,
    MountKind,
    MountLimits,
    parse_mounts,
    print_mounts,
    with_workspace,
)
from onedata_assets.domain.security.refusals import SettingError
from tests.unit.security.settings_texts import NAMES, PATHS, TYPED, check_told

CUBE_EXAMPLE = (
    "kubeflow-user-workspace(pvc):/mnt/,/data/k8s/kubeflow/group1(hostpath):/group1;"
    "nfs-test(storage):/nfs\nshared(pvc-share):/shared,settings(configmap):/etc/settings,"
    "tls(secret):/etc/tls;10G(memory):/dev/shm"
)


@pytest.mark.row("F002")
def test_every_kind_of_cube_studios_grammar_is_read():
    assert [str(mount) for mount in parse_mounts(CUBE_EXAMPLE)] == [
        "kubeflow-user-workspace(pvc):/mnt",
        "/data/k8s/kubeflow/group1(hostpath):/group1",
        "nfs-test(storage):/nfs",
        "shared(pvc-share):/shared",
        "settings(configmap):/etc/settings",
        "tls(secret):/etc/tls",
        "10Gi(memory):/dev/shm",
    ]


@pytest.mark.parametrize(
    ("text", "mount"),
    [
        ("/data/a:/a", Mount(MountKind.HOSTPATH, "/data/a", "/a")),
        (" a （PVC） ： /mnt// ", Mount(MountKind.PVC, "a", "/mnt")),
        ("512m(memory):/dev/shm", Mount(MountKind.MEMORY, "512Mi", "/dev/shm")),
        ("8(memory):/dev/shm", Mount(MountKind.MEMORY, "8Gi", "/dev/shm")),
        (";,\n a.b(configmap):/x ,;", Mount(MountKind.CONFIGMAP, "a.b", "/x")),
    ],
)
def test_ways_of_writing_one_mount(text, mount):
    assert parse_mounts(text) == (mount,)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("a(pvc)", "name(kind):/path", "名称(类型):/路径"),
        ("a(nfs):/x", "there is no kind (nfs)", "没有类型（nfs）"),
        ("a:/x", "there is no kind ()", "没有类型"),
        ("a(pvc):x", "not an absolute path", "不是绝对路径"),
        ("a(pvc):/x/../y", "has . or ..", "含有 . 或 .."),
        ("/data/../etc(hostpath):/x", "has . or ..", "含有 . 或 .."),
        ("data(hostpath):/x", "not an absolute path", "不是绝对路径"),
        ("a(pvc):/", "the root / cannot be mounted", "不能挂载根目录"),
        ("/(hostpath):/x", "the root / cannot be mounted", "不能挂载根目录"),
        ("a(pvc):/proc/1", "belongs to the container's system", "容器系统目录"),
        ("a(pvc):/dev", "belongs to the container's system", "容器系统目录"),
        ("a_b(pvc):/x", "not a name of Kubernetes", "不是合法名称"),
        ("../a(pvc):/x", "not a name of Kubernetes", "不是合法名称"),
        ("much(memory):/x", "no amount of memory", "不是内存大小"),
        ("0G(memory):/x", "more than 0", "须大于 0"),
        ("a(pvc):/x,b(pvc):/x/", "/x is mounted twice", "/x 重复挂载"),
        ("a(pvc):/x y", "has a space", "空格"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(text, en, zh):
    with pytest.raises(SettingError) as refused:
        parse_mounts(text)
    assert en in refused.value.en
    assert zh in refused.value.zh
    assert {fault.field for fault in refused.value.faults} == {"mounts"}


def test_every_wrong_entry_is_named_at_once():
    with pytest.raises(SettingError) as refused:
        parse_mounts("a(pvc):x,b(nfs):/b,c(pvc):/c,d(pvc):/c")
    assert len(refused.value.faults) == 3


@pytest.mark.parametrize(
    ("text", "open_to"),
    [
        ("/data/shared(hostpath):/x", ["/data/shared"]),
        ("/data/shared/a(hostpath):/x", ["/data/shared"]),
        ("/data/shared2(hostpath):/x", []),
        ("/etc(hostpath):/x", []),
        ("project-tls(secret):/x", ["/data/shared"]),
        ("onedata-secrets(secret):/x", []),
        ("datasets(pvc):/x", ["/data/shared"]),
        ("onedata-postgres(pvc-share):/x", []),
        ("settings(configmap):/x", ["/data/shared"]),
    ],
)
def test_the_node_secrets_and_claims_are_open_as_far_as_the_administrator_says(text, open_to):
    limits = MountLimits(("/data/shared",), ("project-*",), ("datasets",))
    if open_to:
        assert parse_mounts(text, limits)
    else:
        with pytest.raises(SettingError, match=r"not open to projects[\s\S]*未对项目开放"):
            parse_mounts(text, limits)


def test_the_node_and_secrets_are_closed_by_default():
    for text in ("/data(hostpath):/x", "tls(secret):/x"):
        with pytest.raises(SettingError, match=r"open: -"):
            parse_mounts(text, MountLimits())


@pytest.mark.row("F002")
def test_everyones_workspace_is_added_at_mnt_unless_something_is_there():
    other = parse_mounts("data(pvc-share):/data")
    assert with_workspace(other) == (WORKSPACE, *other)
    own = parse_mounts("mine(pvc-share):/mnt")
    assert with_workspace(own) == own


@given(
    st.lists(
        st.builds(
            Mount,
            st.sampled_from(sorted(set(MountKind) - {MountKind.MEMORY, MountKind.HOSTPATH})),
            NAMES,
            PATHS,
        )
        | st.builds(Mount, st.just(MountKind.HOSTPATH), PATHS, PATHS)
        | st.builds(Mount, st.just(MountKind.MEMORY), st.integers(1, 99).map("{}Gi".format), PATHS),
        max_size=6,
        unique_by=lambda mount: mount.path,
    ).filter(
        lambda mounts: (
            not any(f"{m.path}/".startswith(("/proc/", "/sys/", "/dev/")) for m in mounts)
        )
    )
)
def test_mounts_are_read_as_they_are_printed(mounts):
    assert parse_mounts(print_mounts(mounts)) == tuple(mounts)


@given(TYPED)
def test_anything_typed_is_read_or_refused_in_both_languages(text):
    try:
        mounts = parse_mounts(text)
    except SettingError as error:
        check_told(error)
    else:
        assert parse_mounts(print_mounts(mounts)) == mounts
