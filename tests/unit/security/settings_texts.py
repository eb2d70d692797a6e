"""Texts that people may type into the settings of a project, for the property tests."""

from hypothesis import strategies as st

from onedata_assets.domain.security.refusals import SettingError

ANYTHING = st.text(max_size=80)
PIECES = st.sampled_from(
    [
        "a",
        "ab-1",
        "(pvc)",
        "(pvc-share)",
        "(storage)",
        "(hostpath)",
        "(configmap)",
        "(secret)",
        "(memory)",
        "(nfs)",
        ":",
        "：",
        "/mnt",
        "/data/x",
        "/",
        "..",
        "10G",
        "0.5",
        "1~4",
        "2",
        "(V100)",
        "(npu,910B)",
        ",",
        "，",
        ";",
        "；",
        "\n",
        "=",
        "org",
        "cpu=true",
        "|",
        "10.0.0.8",
        "::1",
        " ",
        "\x00",
        "\ud800",
        "项目",
        "%",
        "\\",
    ]
)
NEARLY = st.lists(PIECES, max_size=12).map("".join)
"""Pieces of the grammars in any order: what a hurried person types."""
TYPED = ANYTHING | NEARLY
NAMES = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?", fullmatch=True)
LABELS = st.from_regex(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?", fullmatch=True)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


def check_told(error: SettingError) -> None:
    """A refusal names the setting and says why in both languages."""
    assert error.faults
    assert all(fault.field and fault.en and fault.zh for fault in error.faults)
