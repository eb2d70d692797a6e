"""`onedata doctor`: what is configured, what answers, what is missing, and what to do about it.

Looking is in `doctor_machine.py`, `doctor_records.py`, `doctor_sources.py`, `doctor_stores.py`,
`doctor_services.py` and `doctor_model.py`; it changes nothing.
"""

import os
from collections.abc import Iterator, Mapping

from rich.markup import escape
from rich.table import Table

from onedata_assets.cli.doctor_machine import find_machine
from onedata_assets.cli.doctor_model import SETTING, model
from onedata_assets.cli.doctor_records import find_records
from onedata_assets.cli.doctor_services import find_services
from onedata_assets.cli.doctor_sources import sources
from onedata_assets.cli.doctor_stores import find_stores
from onedata_assets.cli.env_file import env_file, values_in
from onedata_assets.cli.finding import Finding, State, look
from onedata_assets.cli.say import console, text
from onedata_resources.file_variables import MORE_VARIABLES
from onedata_resources.settings import value_of
from onedata_resources.variables import VARIABLES, Variable

COLOURS = {State.OK: "green", State.OFF: "yellow", State.BROKEN: "red"}


def run_doctor() -> int:
    """Print settings and findings; return 1 if something is broken."""
    console.print(settings_table(values_in(env_file())))
    with console.status(text("doctor.looking")):
        findings = list(find())
    table = Table(title=text("doctor.findings"), title_justify="left")
    for column in ("subject", "state", "what", "advice"):
        table.add_column(text(f"doctor.{column}"), overflow="fold")
    for finding in findings:
        state = f"[{COLOURS[finding.state]}]{text('doctor.' + finding.state)}[/]"
        what, advice = escape(finding.what), escape(finding.advice)
        table.add_row(escape(finding.subject), state, what, advice)
    console.print(table)
    return int(any(finding.state is State.BROKEN for finding in findings))


def settings_table(file: Mapping[str, str]) -> Table:
    """Return every setting with its value and its origin; secrets show only that they are set.

    Of the variables that Kettle's and dbt's files name, only those that are set.
    """
    table = Table(title=text("doctor.settings"), title_justify="left")
    for column in ("variable", "origin", "value"):
        table.add_column(text(f"doctor.{column}"), overflow="fold")
    more = [variable for variable in MORE_VARIABLES if os.environ.get(variable.name)]
    for variable in (*VARIABLES, *more):
        is_set = os.environ.get(variable.name)
        value = "***" if variable.secret and is_set else is_set or value_of(variable.name)
        table.add_row(variable.name, origin(variable, file), escape(value))
    return table


def origin(variable: Variable, file: Mapping[str, str]) -> str:
    """Return where a setting's value is from."""
    value = os.environ.get(variable.name)
    if not value:
        return text("doctor.default")
    return ".env" if file.get(variable.name) == value else text("doctor.set")


def find() -> Iterator[Finding]:
    """Look at the machine, the records, the files of sources, the data and the services."""
    yield from find_machine()
    yield from find_records()
    yield from sources()
    yield from find_stores()
    yield from find_services()
    yield look(SETTING, model)
