"""DataX jobs for tests, and running them."""

import json
from pathlib import Path
from typing import Any

from onedata_resources.clients.lake import LakeClient
from onedata_resources.kettle.datax.compile import read_datax
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun

TWO = [{"value": "a", "type": "string"}, {"value": 7, "type": "long"}]


def plugin(name: str, **parameter: Any) -> dict[str, Any]:
    """Return a reader, writer or transformer."""
    return {"name": name, "parameter": parameter}


def job(reader: Any, writer: Any, *transformers: Any, **setting: Any) -> str:
    """Return the text of a job."""
    content = {"reader": reader, "writer": writer, "transformer": list(transformers)}
    return json.dumps({"job": {"setting": setting, "content": [content]}}, ensure_ascii=False)


def stream(*columns: dict[str, Any], rows: int | str = 1) -> dict[str, Any]:
    """Return a streamreader."""
    return plugin("streamreader", column=list(columns), sliceRecordCount=rows)


def text_file(folder: Path, name: str = "out", **more: Any) -> dict[str, Any]:
    """Return a txtfilewriter."""
    given = {"path": str(folder), "fileName": name, "writeMode": "truncate"}
    return plugin("txtfilewriter", **given | more)


def csv(path: Path | str, *columns: Any, **more: Any) -> dict[str, Any]:
    """Return a txtfilereader."""
    return plugin("txtfilereader", path=[str(path)], column=list(columns), **more)


def database(kind: str, url: str, **more: Any) -> dict[str, Any]:
    """Return a reader or writer of one connection."""
    inner = {key: more.pop(key) for key in ("table", "querySql") if key in more}
    listed = {key: value if isinstance(value, list) else [value] for key, value in inner.items()}
    connection = {"jdbcUrl": [url] if kind.endswith("reader") else url, **listed}
    return plugin(kind, connection=[connection], **more)


def ran(text: str, *, lake: LakeClient | None = None, **parameters: str) -> TransformationRun:
    """Compile and run a job."""
    made = read_datax(text, name="job.json")
    context = RunContext(parameters=parameters, variables=parameters, lake=lake)
    run = TransformationRun(made, context)
    run.prepare()
    run.execute()
    return run


def finished(text: str, *, lake: LakeClient | None = None, **parameters: str) -> TransformationRun:
    """Run a job that must succeed."""
    run = ran(text, lake=lake, **parameters)
    assert run.status == "Finished", [each.en for each in run.log.problems]
    return run


def rejected(run: TransformationRun) -> int:
    """Return how many rows were dirty."""
    return sum(each.rejected for each in run.steps)


def lines(folder: Path, name: str = "out") -> list[str]:
    """Return the lines of a written file."""
    return (folder / name).read_text(encoding="utf-8").splitlines()
