"""ExecProcess: a program run for each row, with what it prints as fields."""

from __future__ import annotations

import re
from dataclasses import replace

from onedata_resources.kettle.engine.programs import exit_code, started
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.row_work import for_each_row
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.programs import ProgramSettings
from onedata_resources.kettle.values.types import Field, KettleType, made_field

BLANKS = re.compile(r"[ \t\n\r\f]+")
LINE_END = re.compile(r"\r\n|\r|\n")
LENGTH, NOT_STARTED = 100, 1
Told = tuple[str | None, str | None, int]
"""What a program prints, what it prints as errors, and its exit code."""


@step("ExecProcess")
def run_programs(scope: StepScope, settings: ProgramSettings, inputs: Inputs) -> Outputs:
    """Run the program of each row, and add what it prints and its exit code."""

    def work(command: str | None, *arguments: str | None) -> Told:
        if not command:
            raise StepError("The process is empty!", "命令为空。")
        words = [each for each in BLANKS.split(command) if each]
        if settings.arguments is not None:
            words = [command, *(each or "" for each in arguments)]
        told = _run(scope, words, settings.between_lines)
        if settings.must_succeed and told[2] != 0:
            why = told[1] or told[0] or f"{command}: {told[2]}"
            raise StepError(why, why)
        return told

    fields = (
        Field(settings.output, length=LENGTH),
        Field(settings.error, length=LENGTH),
        made_field(settings.status, KettleType.INTEGER, 10, 0),
    )
    added = [each for each in fields if each.name]
    if not settings.must_succeed:  # as in Kettle, where the step then has no error handling
        scope = replace(scope, error_hop=None)
    return for_each_row(
        scope,
        inputs,
        [settings.command, *(settings.arguments or ())],
        lambda *texts: work(*texts)[: len(added)],
        code="ExecProcess001",
        fields=settings.output,
        added=added,
    )


def _run(scope: StepScope, words: list[str], between: str) -> Told:
    """Run it to its end; like Kettle, take what keeps it from starting for its error output."""
    if not words:
        return None, "0", NOT_STARTED  # the index that Java tells of
    try:
        with started(words) as program, scope.state.control.stopping_too(program.stop):
            printed, errors = program.process.communicate()
            code = exit_code(program.process.returncode)
    except OSError as error:
        why = f'Cannot run program "{words[0]}": error={error.errno}, {error.strerror}'
        return None, why, NOT_STARTED
    except ValueError:
        return None, "invalid null character in command", NOT_STARTED
    return _lines(printed, between), _lines(errors, between), code


def _lines(text: str, between: str) -> str:
    """Return the lines joined; empty ones before the first other one vanish, as in Kettle."""
    lines = LINE_END.split(text)
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    if lines[-1] == "":
        lines.pop()
    return between.join(lines[first:])
