"""The rules of the features table: shape, proof by tests, the rendered page."""

from dataclasses import replace

import pytest

from onedata_resources.settings import project_dir
from scripts import feature_table
from scripts.feature_table import KNOWN_IDS, Feature
from scripts.features import arguments_of

ROW = Feature(
    "S28", "ingestion", "由 Kettle 采集", "Ingested by Kettle", "asset;CLI", "planned", ""
)
TEST = "tests/unit/a.py::test_lands"


def table(**changes: str) -> list[Feature]:
    whole = [replace(ROW, id=one) for one in KNOWN_IDS]
    return [replace(one, **changes) if one.id == "S28" else one for one in whole]


def test_the_table_of_the_project_is_well_formed():
    features = feature_table.parse((project_dir() / "docs/features.csv").read_text("utf-8"))
    assert feature_table.shape_problems(features) == []
    assert len(features) == 338


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"system": "bi"}, "none of the eleven"),
        ({"state": "done"}, "not one of"),
        ({"doors": "asset;API"}, "['API']"),
        ({"capability_zh": ""}, "a language is missing"),
        ({"id": "S99"}, "not a known id"),
        ({"id": "S27"}, "S27: 2 rows"),
    ],
)
def test_a_malformed_row_is_named(changes, said):
    assert any(said in problem for problem in feature_table.shape_problems(table(**changes)))


def test_a_missing_column_is_refused():
    with pytest.raises(ValueError, match="expected"):
        feature_table.parse("id,system\nS28,ingestion\n")


@pytest.mark.parametrize(
    ("rows", "outcomes", "said"),
    [
        ({TEST: ["S28"]}, {TEST: "passed"}, None),
        ({f"{TEST}[1]": ["S28"], f"{TEST}[2]": ["S28"]}, {f"{TEST}[1]": "passed"}, None),
        ({TEST: ["S28"]}, {TEST: "failed"}, "failed when it last ran"),
        (
            {f"{TEST}[1]": ["S28"], f"{TEST}[2]": ["S28"]},
            {f"{TEST}[1]": "passed", f"{TEST}[2]": "failed"},
            "failed when it last ran",
        ),
        ({TEST: ["S28"]}, {TEST: "skipped"}, "did not pass: skipped"),
        ({TEST: ["S28"]}, {}, "has not run"),
        ({TEST: ["S27"]}, {TEST: "passed"}, "no test"),
        ({}, {TEST: "passed"}, "no test"),
    ],
)
def test_a_working_row_needs_a_marked_test_that_passed(rows, outcomes, said):
    features = table(state="works", tests=TEST)
    problems = feature_table.proof_problems(features, rows, outcomes)
    assert [said in problem for problem in problems] == ([True] if said else [])


def test_a_skipped_proof_is_no_problem_unless_asked_for_strictly_and_is_named():
    features = table(state="works", tests=TEST)
    rows, outcomes = {TEST: ["S28"]}, {TEST: "skipped"}
    assert feature_table.proof_problems(features, rows, outcomes, strict=False) == []
    assert len(feature_table.proof_problems(features, rows, outcomes, strict=True)) == 1
    assert feature_table.skipped_proofs(features, rows, outcomes) == ["S28"]
    assert feature_table.skipped_proofs(features, rows, {TEST: "passed"}) == []


@pytest.mark.parametrize("outcomes", [{TEST: "failed"}, {}])
def test_a_failed_proof_and_one_that_has_not_run_are_problems_in_any_case(outcomes):
    features = table(state="works", tests=TEST)
    problems = feature_table.proof_problems(features, {TEST: ["S28"]}, outcomes, strict=False)
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("given", "ci", "strict"), [([], "", False), ([], "true", True), (["--strict"], "", True)]
)
def test_ci_is_strict_and_others_when_asked(given, ci, strict, monkeypatch):
    monkeypatch.setenv("CI", ci)
    assert arguments_of(["--check", *given]).strict is strict


def test_a_working_row_without_a_test_is_refused():
    assert feature_table.proof_problems(table(state="works"), {}, {}) == [
        "S28: works, but names no test"
    ]


@pytest.mark.parametrize(
    ("rows", "outcomes", "problems"),
    [
        ({TEST: ["S28"]}, {}, []),
        ({TEST: ["S28"]}, {TEST: "skipped"}, []),
        ({TEST: ["S28"]}, {TEST: "failed"}, [f"S28: {TEST} failed when it last ran"]),
        ({}, {}, [f"S28: no test {TEST} with row('S28') exists"]),
    ],
)
def test_a_partly_working_row_names_no_test_that_failed_or_is_gone(rows, outcomes, problems):
    features = table(state="partly", tests=TEST)
    assert feature_table.proof_problems(features, rows, outcomes) == problems


def test_filling_takes_tests_from_marks_once_per_function_and_keeps_states():
    rows = {f"{TEST}[2]": ["S28"], f"{TEST}[1]": ["S28"], "tests/z.py::test_x": ["S28", "S27"]}
    filled = {one.id: one for one in feature_table.with_tests(table(state="partly"), rows)}
    assert filled["S28"].test_names == [TEST, "tests/z.py::test_x"]
    assert filled["S28"].state == "partly"


def test_filling_leaves_planned_rows_without_tests():
    filled = {one.id: one for one in feature_table.with_tests(table(), {TEST: ["S28"]})}
    assert filled["S28"].tests == ""


def test_rows_survive_a_round_trip_through_csv():
    features = table(capability_en='Quoted "text", with commas; 中文', tests=f"{TEST};b.py::c")
    assert feature_table.parse(feature_table.dump(features)) == features


def test_the_page_counts_states_and_escapes_pipes():
    page = feature_table.render(table(state="works", capability_en="a | b"))
    assert "| **all · 合计** | 1 | 0 | 337 | 338 |" in page
    assert "a \\| b" in page
