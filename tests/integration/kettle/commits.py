"""A table of names, rows of which one is refused, and what a failing run leaves of them."""

from tests.integration.kettle.databases import rows
from tests.unit.kettle.running import grid, ktr, metrics, run

COLUMNS = {"id": "Integer:0", "name": "String", "what": "String"}
TAKEN = "taken"
"""The name of the first row; names are unique."""


def there(url: str, table: str = "named") -> list[int]:
    return [row[0] for row in rows(url, f"select id from {table} where id > 1 order by id")]


def numbered(count: int, *, bad: int, first: int = 2, what: str = "new") -> list[list[str]]:
    """Return so many rows; the one at `bad` has a name that the table has."""
    return [[str(n + first), TAKEN if n == bad else f"n{n}", what] for n in range(count)]


def error_hop() -> str:
    return (
        "<step_error_handling><error><source_step>w</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><codes_valuename>code</codes_valuename></error>"
        "</step_error_handling>"
    )


def failed(url: str, output: str, stream: list[list[str]], **given: str) -> None:
    done = run(ktr(grid("g", COLUMNS, stream), output, **given), connections={"db": url})
    assert done.status == "Finished (with errors)", done.log.text()
    assert metrics(done, "w").errors == 1
