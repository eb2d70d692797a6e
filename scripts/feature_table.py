"""The rows of `docs/features.csv`: read, judged against the tests, rendered as `docs/FEATURES.md`.

Running pytest and writing files is in `scripts/features.py`.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum

SYSTEMS = {
    "metadata": "元数据",
    "ingestion": "数据汇聚",
    "processing": "加工融合",
    "analytics": "分析挖掘",
    "catalog": "数据资产",
    "security": "数据安全",
    "training": "模型训练",
    "serving": "模型服务",
    "notebooks": "在线开发",
    "knowledge": "知识库与大模型",
    "operations": "运维与资源",
}
DOORS = {"asset": "资产", "CLI": "命令行", "page": "页面"}
KNOWN_IDS = (
    *(f"F{number:03}" for number in range(1, 244)),
    *(f"S{number:02}" for number in range(1, 83)),
    *(f"G{number:02}" for number in range(1, 14)),
)


class State(StrEnum):
    """How far a capability is."""

    WORKS = "works"
    PARTLY = "partly"
    PLANNED = "planned"


STATES_ZH = {State.WORKS: "可用", State.PARTLY: "部分", State.PLANNED: "计划"}


@dataclass(frozen=True)
class Feature:
    """One row of the table; `doors` and `tests` are lists joined by `;`."""

    id: str
    system: str
    capability_zh: str
    capability_en: str
    doors: str
    state: str
    tests: str

    @property
    def test_names(self) -> list[str]:
        """Return the node ids of the tests, without parameters."""
        return self.tests.split(";") if self.tests else []


def parse(text: str) -> list[Feature]:
    """Return the rows of a CSV text with exactly the columns of `Feature`."""
    reader = csv.DictReader(io.StringIO(text))
    columns = [field.name for field in fields(Feature)]
    if reader.fieldnames != columns:
        raise ValueError(f"columns are {reader.fieldnames}, expected {columns}")
    return [Feature(**row) for row in reader]


def dump(features: Iterable[Feature]) -> str:
    """Return the CSV text of the rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(Feature)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(feature) for feature in features)
    return out.getvalue()


def by_function(nodes: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the node ids grouped by test function: `a.py::t` -> `a.py::t[1]`, `a.py::t[2]`."""
    grouped = defaultdict(list)
    for node in nodes:
        grouped[node.partition("[")[0]].append(node)
    return dict(grouped)


def shape_problems(features: list[Feature]) -> list[str]:
    """Return what is wrong with the table itself."""
    problems = []
    counted = Counter(feature.id for feature in features)
    problems += [
        f"{one}: {counted[one]} rows, expected 1" for one in KNOWN_IDS if counted[one] != 1
    ]
    problems += [f"{one}: not a known id" for one in counted if one not in KNOWN_IDS]
    for feature in features:
        if feature.system not in SYSTEMS:
            problems.append(f"{feature.id}: system {feature.system!r} is none of the eleven")
        if feature.state not in list(State):
            problems.append(f"{feature.id}: state {feature.state!r} is not one of {list(State)}")
        if unknown := set(feature.doors.split(";")) - set(DOORS):
            problems.append(f"{feature.id}: doors {sorted(unknown)} are not in {list(DOORS)}")
        if not feature.capability_zh or not feature.capability_en:
            problems.append(f"{feature.id}: a language is missing")
    return problems


def proof_problems(
    features: list[Feature],
    rows: Mapping[str, list[str]],
    outcomes: Mapping[str, str],
    *,
    strict: bool = True,
) -> list[str]:
    """Return the rows whose tests do not prove what their state claims.

    Args:
        features: The table.
        rows: The marked rows of every collected test, by node id.
        outcomes: How each test ended when it last ran, by node id.
        strict: Whether a test that was skipped is a problem.
    """
    functions = by_function(rows)
    problems = []
    for feature in features:
        if feature.state == State.WORKS and not feature.test_names:
            problems.append(f"{feature.id}: works, but names no test")
        for name in feature.test_names:
            nodes = functions.get(name, [])
            if not any(feature.id in rows[node] for node in nodes):
                problems.append(f"{feature.id}: no test {name} with row({feature.id!r}) exists")
            elif not strict and skipped(nodes, outcomes):
                continue
            elif reason := unproven(feature.state, nodes, outcomes):
                problems.append(f"{feature.id}: {name} {reason}")
    return problems


def skipped_proofs(
    features: list[Feature], rows: Mapping[str, list[str]], outcomes: Mapping[str, str]
) -> list[str]:
    """Return the working rows that have a test which this machine skipped."""
    functions = by_function(rows)
    return [
        feature.id
        for feature in features
        if feature.state == State.WORKS
        and any(skipped(functions.get(name, []), outcomes) for name in feature.test_names)
    ]


def skipped(nodes: Iterable[str], outcomes: Mapping[str, str]) -> bool:
    """Tell whether every run of one test function was skipped."""
    return {outcomes.get(node) for node in nodes} == {"skipped"}


def unproven(state: str, nodes: Iterable[str], outcomes: Mapping[str, str]) -> str:
    """Return why the runs of one test function prove nothing, or an empty string.

    What a row that works partly names may not have run, but it must not fail either.
    """
    seen = {outcomes.get(node, "has not run") for node in nodes}
    if "failed" in seen:
        return "failed when it last ran"
    proven = "passed" in seen or state == State.PARTLY
    return "" if proven else f"did not pass: {', '.join(sorted(seen))}"


def with_tests(features: list[Feature], rows: Mapping[str, list[str]]) -> list[Feature]:
    """Return the table with each row's tests taken from the marks; states stay.

    A planned row names no test: a mark on it is a step towards it, no proof.
    """
    proving = marked_tests(rows)
    return [
        replace(one, tests="" if one.state == State.PLANNED else ";".join(proving[one.id]))
        for one in features
    ]


def marked_tests(rows: Mapping[str, list[str]]) -> defaultdict[str, list[str]]:
    """Return the test functions that carry each row's mark."""
    proving = defaultdict(list)
    for function, nodes in sorted(by_function(rows).items()):
        for one in sorted({row for node in nodes for row in rows[node]}):
            proving[one].append(function)
    return proving


def render(features: list[Feature]) -> str:
    """Return the Markdown page: counts, then one table per system."""
    lines = [
        "# Features · 功能清单",
        "",
        "Rendered from `features.csv` by `make features`. "
        "由 `make features` 根据 `features.csv` 生成。",
        "",
        "Doors: an asset is materialized in the Dagster UI; CLI is `dagster asset materialize` or "
        "an `onedata` command; page is the portal. "
        "入口：资产在 Dagster 界面物化；命令行为 `dagster asset materialize` 或 `onedata` 命令；"
        "页面为门户。",
        "",
        "| system · 系统 | "
        + " | ".join(f"{s} · {STATES_ZH[s]}" for s in State)
        + " | all · 合计 |",
        "|---|--:|--:|--:|--:|",
    ]
    groups = {system: [one for one in features if one.system == system] for system in SYSTEMS}
    lines += [count_row(f"{name} · {SYSTEMS[name]}", group) for name, group in groups.items()]
    lines.append(count_row("**all · 合计**", features))
    for name, group in groups.items():
        lines += ["", f"## {name} · {SYSTEMS[name]}", ""]
        lines += ["| id | capability · 能力 | doors · 入口 | state · 状态 | tests · 证明 |"]
        lines += ["|---|---|---|---|---|", *map(feature_row, group)]
    return "\n".join(lines) + "\n"


def count_row(title: str, group: list[Feature]) -> str:
    """Return one row of the summary table."""
    counted = Counter(feature.state for feature in group)
    numbers = " | ".join(str(counted[state]) for state in State)
    return f"| {title} | {numbers} | {len(group)} |"


def feature_row(feature: Feature) -> str:
    """Return one row of a system's table."""
    doors = ", ".join(f"{door} {DOORS[door]}" for door in feature.doors.split(";"))
    tests = "<br>".join(f"`{name}`" for name in feature.test_names)
    state = f"{feature.state} · {STATES_ZH[State(feature.state)]}"
    text = f"{feature.capability_zh}<br>{feature.capability_en}".replace("|", "\\|")
    return f"| {feature.id} | {text} | {doors} | {state} | {tests} |"
