"""The records of sources and their versions, as one transaction reads and changes them.

What a version is and when there is a new one is in `metadata.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from onedata_resources.store.metadata_contents import digest_of, drop, keep
from onedata_resources.store.metadata_tables import SourceRecord, SourceVersionRecord
from onedata_resources.store.missing import Missing


def update_source(session: Session, source: str, values: Mapping[str, object]) -> None:
    """Change a source's record; other scans of it wait until this one is done."""
    session.execute(sa.update(SourceRecord).where(SourceRecord.name == source).values(values))


def keep_findings(session: Session, source: str, text: str) -> str:
    """Return the digest of what was found out last, which is kept; what it replaces is dropped."""
    record = session.get_one(SourceRecord, source)
    before = record.findings
    # Of one source alone: scans of a source wait for each other, so what one drops none brings.
    digest = digest_of(f"{source}\n{text}") if text else ""
    if digest and digest != before:
        keep(session, digest, text)
    record.findings = digest
    session.flush()
    if before and before != digest:
        used = sa.select(SourceVersionRecord.number).where(SourceVersionRecord.findings == before)
        if session.execute(used.limit(1)).first() is None:
            drop(session, before)
    return digest


def newest_version(session: Session, source: str) -> SourceVersionRecord | None:
    """Return the newest version of a source; None if it was never scanned."""
    asked = sa.select(SourceVersionRecord).where(SourceVersionRecord.source == source)
    return session.scalar(asked.order_by(SourceVersionRecord.number.desc()).limit(1))


def required_version(session: Session, source: str, number: int | None) -> SourceVersionRecord:
    """Return a version of a source, the newest without a number.

    Raises:
        Missing: The source, or this version of it, is not there.
    """
    newest = newest_version(session, source)
    if newest is None:
        raise Missing.source(source)
    found = newest if number is None else session.get(SourceVersionRecord, (source, number))
    if found is None:
        raise Missing.source(source, number)
    return found
