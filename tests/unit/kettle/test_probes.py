"""The engine answers as a real Kettle 8.1 does, case by case."""

import json
import re
import shutil
from pathlib import Path

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.registry import step_types
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.reader import read_transformation

PROBES = Path(__file__).parents[2] / "data" / "kettle_probes"
STATUS = json.loads((PROBES / "status.json").read_text())
UNORDERED = {"copies"}
UNSTABLE = {"sort_coll0", "sort_coll2", "sort_coll3", "sort_coll_ci"}
"""Ties that the real engine orders differently from run to run."""


def outcome(transformation: Transformation) -> str:
    started = TransformationRun(transformation, RunContext())
    try:
        started.prepare()
    except PrepareError:
        return started.status
    started.execute()
    return started.status


def written(path: Path, name: str) -> str | None:
    file = path / f"{name}.txt"
    if not file.exists():
        return None
    text = file.read_bytes().decode()
    return "\n".join(sorted(text.splitlines())) if name in UNORDERED else text


@pytest.mark.row("S28", "S43", "S44", "S46")
@pytest.mark.parametrize("name", sorted(STATUS))
def test_the_engine_answers_as_a_real_kettle(name, tmp_path):
    xml = (PROBES / "ktr" / f"{name}.ktr").read_text().replace("${PROBES}", str(tmp_path))
    transformation = read_transformation(xml, name=f"{name}.ktr")
    missing = {each.type for each in transformation.steps} - set(step_types())
    if missing:
        pytest.skip(f"steps that the engine does not have: {', '.join(sorted(missing))}")
    shutil.copytree(PROBES / "in", tmp_path / "in")
    assert outcome(transformation) == STATUS[name]
    if STATUS[name] != "Finished":
        return
    for output in re.findall(re.escape(f"{tmp_path}/out/") + "([^<]+)</name>", xml):
        if output not in UNSTABLE:
            assert written(tmp_path / "out", output) == written(PROBES / "expected", output)


def test_a_file_with_an_unsupported_step_is_refused_by_name_and_place():
    xml = (PROBES / "ktr" / "js.ktr").read_text().replace("ScriptValueMod", "SapInput")
    started = TransformationRun(read_transformation(xml, name="js.ktr"), RunContext())
    with pytest.raises(PrepareError, match="SapInput"):
        started.prepare()
    assert started.status == "Finished (with errors)"
