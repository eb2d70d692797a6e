"""Up to which version of a source breaking changes wait for nobody.

Which changes wait is in `onedata_assets/lib/open_changes.py`, the versions are in `metadata.py`.
"""

from __future__ import annotations

from onedata_resources.store.database import Store
from onedata_resources.store.metadata_records import update_source
from onedata_resources.store.metadata_tables import SourceRecord


def accepted_version(store: Store, source: str) -> int:
    """Return the version of a source that was accepted last; the first where none was."""
    with store.transaction() as session:
        record = session.get(SourceRecord, source)
        return max(record.accepted if record else 0, 1)


def accept_version(store: Store, source: str, number: int) -> None:
    """Let what changed in a source up to a version wait for nobody."""
    with store.transaction() as session:
        update_source(session, source, {"accepted": number})
