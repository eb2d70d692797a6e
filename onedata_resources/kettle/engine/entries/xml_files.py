"""XSLT, XSD_VALIDATOR and DTD_VALIDATOR: files that are transformed, or checked for validity."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.entries.names import UNIQUE, formatted
from onedata_resources.kettle.engine.entries.places import local, result_file
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

SUFFIX = 4
"""Signs at the end of a file name that Kettle takes for its extension if they begin with a dot."""


@entry("XSD_VALIDATOR")
def xsd_validator(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """XSD_VALIDATOR succeeds if the document is valid; that it is not is no error to Kettle."""
    from onedata_resources.kettle.engine.steps.xml_tools import invalid
    from onedata_resources.kettle.engine.stream import StepError

    paths = _there(run, found, "xmlfilename", "xsdfilename")
    if paths is None:
        return previous.ended(False, errors=1)
    try:
        why = invalid(str(paths[0]), str(paths[1]), is_file=True)
    except StepError as error:
        why = str(error)
    if why:
        run.log.error(found.name, f"Error :{why}")
    return previous.ended(not why)


@entry("DTD_VALIDATOR")
def dtd_validator(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DTD_VALIDATOR succeeds if the document is valid; its errors are the rules that it breaks.

    Without a document or a DTD that can be read it fails and counts no error, as Kettle does.
    """
    from onedata_resources.kettle.engine.dtd import broken_rules
    from onedata_resources.kettle.engine.stream import StepError

    inside = run.settings(found.xml).flag("dtdintern")
    paths = _there(run, found, *(("xmlfilename",) if inside else ("xmlfilename", "dtdfilename")))
    if paths is None:
        return replace(previous, success=False)
    try:
        broken = broken_rules(paths[0], None if inside else paths[1])
    except StepError as error:
        run.log.error(found.name, str(error))
        return replace(previous, success=False)
    for number, rule in enumerate(broken, 1):
        run.log.error(found.name, f"Error Nr.{number} in [{paths[0]}]: {rule}")
    return previous.ended(not broken, errors=len(broken))


def _there(run: JobRun, found: Entry, *tags: str) -> list[Path] | None:
    """Return the files that the settings name; None, told in the log, where one is not there."""
    settings = run.settings(found.xml)
    if not all(settings.raw(tag) for tag in tags):
        run.log.error(found.name, "A file name is empty.")
        return None
    paths = [local(run, found, settings.raw(tag)) for tag in tags]
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        run.log.error(found.name, f"File [{path}] does not exist.")
    return None if missing else paths


@entry("XSLT")
def xslt(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """XSLT transforms one document, or one for each row (document, style sheet, output)."""
    from onedata_resources.kettle.engine.stream import StepError

    settings = run.settings(found.xml)
    parameters = _parameters(found, settings)
    if settings.flag("filenamesfromprevious"):
        names = [(row.at(0), row.at(1), row.at(2)) for row in each_row(previous.rows)]
    else:
        tags = "xmlfilename", "xslfilename", "outputfilename"
        names = [tuple(settings.raw(tag) for tag in tags)]
    done = errors = 0
    for written in names:
        if run.ended:
            break
        try:
            made = _transformed(run, found, written, parameters)
        except (OneDataError, StepError, OSError) as error:
            run.log.error(found.name, f"{written[0]} is not transformed by {written[1]}: {error}")
            made, errors = None, errors + 1
        else:
            done += 1
        if made is not None and settings.flag("addfiletoresult"):
            previous = previous.with_files([result_file(run, found, made)])
    counted = replace(previous.lines, written=done)
    return replace(previous.ended(errors == 0, errors=errors), lines=counted)


def _parameters(found: Entry, settings: StepXml) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for each in settings.items("parameters/parameter"):
        name, value = each.text("name"), each.text("field")
        if not value:
            raise refuse(found, f"has no value for parameter {name!r}", f"参数 {name!r} 没有值")
        parameters[name] = value
    return parameters


def _transformed(
    run: JobRun, found: Entry, written: tuple[str, ...], parameters: dict[str, str]
) -> Path | None:
    """Write the output; return the name for the result files, None where nothing was to do."""
    from onedata_resources.kettle.engine.style_sheets import transform_file

    document, sheet, output = (local(run, found, each) for each in written)
    for path in (document, sheet):
        if not path.exists():
            raise refuse(found, f"reads [{path}], which is not there", f"[{path}] 不存在")
    settings = run.settings(found.xml)
    listed, action = output, settings.number("iffileexists", -1)
    if output.exists():
        if action == 1:
            return None
        if action > 1:
            raise refuse(found, f"would write [{output}], which is there", f"[{output}] 已存在")
        if action == 0:
            listed = _unique(run, output)
    properties = {
        each.raw("name"): each.text("value")
        for each in settings.items("outputproperties/outputproperty")
    }
    transform_file(document, sheet, output, parameters, properties)
    return listed


def _unique(run: JobRun, path: Path) -> Path:
    """Return the name with the moment in it: Kettle lists it, and writes to the old one."""
    text = str(path)
    stem, end = text[:-SUFFIX], text[-SUFFIX:]
    if not end.startswith("."):
        stem, end = text, ""
    return Path(f"{stem}_{formatted(run.clock.now(), UNIQUE)}{end}")
