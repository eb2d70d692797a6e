"""What the process that runs are forked from has loaded. Importing this module loads it.

Nothing here opens a file, a connection or a thread pool: those do not survive a fork.
"""

import deltalake
import polars as pl
import sqlalchemy
import sqlglot

from onedata_resources.kettle.engine.registry import step_types
from onedata_resources.kettle.server import worker

LOADED = (deltalake, pl, sqlalchemy, sqlglot, worker, step_types())
