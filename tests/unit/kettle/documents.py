"""Rows that XML and JSON are written of, and runs that end well."""

from typing import Any

from onedata_resources.kettle.engine.run import TransformationRun
from tests.unit.kettle.running import ktr, run

COLUMNS = {"id": "Integer:0", "name": "String", "amount": "Number:0.00", "day": "Date:yyyy-MM-dd"}
ROWS = [
    ["1", 'a &lt; b &amp; "c" &gt; d]]&gt;', "1.5", "2024-01-02"],
    ["2", "", "1234.5", ""],
    ["3", "中/é", "", "2024-12-31"],
]


def finished(*steps: str, **parts: Any) -> TransformationRun:
    """Run the steps as a transformation, and see it finish."""
    done = run(ktr(*steps, **parts))
    assert done.status == "Finished", done.log.text()
    return done
