"""Long texts that versions of sources share, packed and kept once each under their digest."""

from __future__ import annotations

import hashlib
import zlib

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onedata_resources.store.metadata_tables import ContentRecord


def digest_of(text: str) -> str:
    """Return the digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep(session: Session, digest: str, text: str) -> None:
    """Leave the text in the store; another source may be like this one, and bring it too."""
    if session.get(ContentRecord, digest) is not None:
        return
    try:
        with session.begin_nested():
            session.add(ContentRecord(digest=digest, packed=zlib.compress(text.encode())))
    except IntegrityError:
        return


def unpacked(session: Session, digest: str) -> str:
    """Return a text that is kept."""
    return zlib.decompress(session.get_one(ContentRecord, digest).packed).decode()


def drop(session: Session, digest: str) -> None:
    """Delete a text that nothing has any more."""
    session.execute(sa.delete(ContentRecord).where(ContentRecord.digest == digest))
