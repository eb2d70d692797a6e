"""Steps that write while the rows flow do not wait for each other, however few workers there are.

A step that starts a query inside the running one waits for a worker, while the other workers wait
for the lock that the step holds: with two workers a refused row once stopped a run for ever.
"""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.integration
CODE = """
import sys
from tests.unit.kettle.running import ktr, run, step

url = sys.argv[1]
field = "<fields><field><name>id</name><type>Integer</type><nullif>1</nullif></field></fields>"
source = step("g", "RowGenerator", "<limit>250000</limit>" + field, distribute="N")
into_database = step("d", "TableOutput", "<connection>db</connection><table>one</table>")
refused = step("e", "Dummy")
hop = (
    "<step_error_handling><error><source_step>d</source_step><target_step>e</target_step>"
    "<is_enabled>Y</is_enabled></error></step_error_handling>"
)
xml = ktr(source, into_database, refused, hops=[("g", "d"), ("d", "e")], extra=hop)
done = run(xml, connections={"db": url})
assert done.status == "Finished", done.log.text()
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_rows_reach_the_table_past_an_error_hop(postgres_url, workers):
    import sqlalchemy as sa

    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("drop table if exists one"))
        connection.execute(sa.text("create table one(id bigint)"))
    done = subprocess.run(
        [sys.executable, "-c", CODE, postgres_url],
        env={**os.environ, "POLARS_MAX_THREADS": workers},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from one")).scalar() == 250_000
    engine.dispose()
