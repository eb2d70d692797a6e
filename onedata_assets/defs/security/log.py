"""The audit log of the platform's store, as an external asset; it is read in `audit_record.py`."""

import dagster as dg

from onedata_assets.defs.security.keys import LOG, PROJECT
from onedata_assets.lib.keys import System
from onedata_assets.lib.tables import table_spec


@dg.definitions
def defs() -> dg.Definitions:
    """Return the log; nothing here is materialized."""
    spec = table_spec(LOG, system=System.SECURITY, kinds={"sql", "source"}, project=PROJECT)
    return dg.Definitions(assets=[spec])
