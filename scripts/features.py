"""`make features`: hold `docs/features.csv` against the tests and render `docs/FEATURES.md`.

Outcomes come from the last test run, written by `tests/row_report.py`; one of other sources than
those that are there now proves nothing. The rules are in `scripts/feature_table.py`.

    python -m scripts.features            judge and render
    python -m scripts.features --check    judge, and fail where the page is not up to date
    python -m scripts.features --strict   let a skipped proof fail too, as with CI=true
    python -m scripts.features --fill     take the tests of rows that are not planned from the marks
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from onedata_resources.settings import home_dir, project_dir
from scripts import feature_table
from scripts.feature_table import Feature, State
from scripts.source_state import SourceState, source_state

TABLE = Path("docs/features.csv")
PAGE = Path("docs/FEATURES.md")
COLLECTION = "test-collection.json"
REPORT = "test-outcomes.json"


def collect_rows(project: Path, home: Path) -> dict[str, list[str]]:
    """Return the marked rows of every test that pytest finds now, by node id.

    Raises:
        SystemExit: The tests cannot be collected.
    """
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        sys.exit(f"pytest --collect-only failed:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return json.loads((home / COLLECTION).read_text(encoding="utf-8"))


def last_outcomes(home: Path, sources: SourceState) -> dict[str, str]:
    """Return how each marked test ended when it last ran; empty before the first run.

    An outcome of other sources is told as such.
    """
    path = home / REPORT
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        node: one["outcome"]
        if one["sources"] == sources.digest
        else f"{one['outcome']} at {one['commit']}, before the sources changed"
        for node, one in known.items()
    }


def page_problems(page: Path, features: list[Feature]) -> list[str]:
    """Return a problem where the page differs from what the table renders to."""
    current = page.read_text(encoding="utf-8") if page.exists() else ""
    stale = current != feature_table.render(features)
    return [f"{PAGE} is not up to date: run make features"] if stale else []


def arguments_of(given: list[str] | None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="fail where the page is not up to date")
    mode.add_argument("--fill", action="store_true", help="take each row's tests from the marks")
    parser.add_argument(
        "--strict",
        action="store_true",
        default=os.environ.get("CI") == "true",
        help="a proof that was skipped is a problem; the default where CI=true",
    )
    return parser.parse_args(given)


def fill(features: list[Feature], rows: dict[str, list[str]], project: Path) -> list[Feature]:
    """Write the table with the tests that carry its marks, and return it."""
    marked = feature_table.marked_tests(rows)
    planned = [one.id for one in features if one.state == State.PLANNED and marked[one.id]]
    sys.stdout.write(f"planned, with marked tests: {' '.join(planned) or '-'}\n")
    filled = feature_table.with_tests(features, rows)
    (project / TABLE).write_text(feature_table.dump(filled), encoding="utf-8")
    return filled


def main(arguments: list[str] | None = None) -> None:
    """Judge the table; exit 1 and list the problems where a claim is not proven."""
    chosen = arguments_of(arguments)
    project, home = project_dir(), home_dir()
    features = feature_table.parse((project / TABLE).read_text(encoding="utf-8"))
    rows, outcomes = collect_rows(project, home), last_outcomes(home, source_state(project))
    if chosen.fill:
        features = fill(features, rows, project)
    problems = feature_table.shape_problems(features) or feature_table.proof_problems(
        features, rows, outcomes, strict=chosen.strict
    )
    if chosen.check:
        problems += page_problems(project / PAGE, features)
    elif not problems or chosen.fill:
        (project / PAGE).write_text(feature_table.render(features), encoding="utf-8")
    if problems:
        sys.exit("\n".join([*problems, f"{len(problems)} problems in {TABLE}"]))
    if unproven := feature_table.skipped_proofs(features, rows, outcomes):
        sys.stdout.write(f"not proven here, as tests were skipped: {' '.join(unproven)}\n")
    counted = {state.value: sum(one.state == state for one in features) for state in State}
    sys.stdout.write(f"{TABLE}: {len(features)} rows, {counted}\n")


if __name__ == "__main__":
    main()
