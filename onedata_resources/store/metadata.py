"""What is known of sources, in versions: a scan that finds a change makes one, others only a time.

What a content and findings mean, and how two are compared, is in `onedata_assets/domain/metadata`
(`versions.py`, `findings.py`): here they are texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from onedata_resources.store.database import Store
from onedata_resources.store.metadata_contents import digest_of, keep, unpacked
from onedata_resources.store.metadata_records import (
    keep_findings,
    newest_version,
    required_version,
    update_source,
)
from onedata_resources.store.metadata_tables import SourceRecord, SourceVersionRecord
from onedata_resources.store.missing import Missing

SCANNED = "scan"
RESTORED = "restored from"


@dataclass(frozen=True)
class SourceVersion:
    """A version of a source: like `digest` since `at`, by the word of `actor`."""

    source: str
    number: int
    digest: str
    at: datetime
    reason: str
    actor: str

    @property
    def is_restored(self) -> bool:
        """Return whether a person made an earlier version the newest one."""
        return self.reason.startswith(RESTORED)


@dataclass(frozen=True)
class Found:
    """What was found out of a source, and a digest of what of it makes a version if it changes."""

    text: str = ""
    essence: str = ""


@dataclass(frozen=True)
class SourceState:
    """When a source was last looked at, when that went well, and if not, why.

    `findings` is the digest of what was found out of it last: by a scan, or after a run. `version`
    is the number of its newest version, 0 where it has none.
    """

    name: str
    tried_at: datetime
    scanned_at: datetime | None
    error: str
    rows: Mapping[str, int] = field(default_factory=dict)
    findings: str = ""
    version: int = 0


class SourceVersions:
    """The versions of the sources of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def store(self) -> Store:
        """The store that has them."""
        return self._store

    def record(
        self,
        source: str,
        content: str,
        now: datetime,
        *,
        found: Found | None = None,
        rows: Mapping[str, int] | None = None,
        reason: str = SCANNED,
        actor: str = "",
        is_scan: bool = True,
    ) -> SourceVersion:
        """Return the newest version, which is of this content: a new one if the last is of another.

        What was `found` out stays as it was where that is not given; if its essence changed, that
        makes a version too. `rows` are those of the tables now, kept of the last look only. After
        what is no scan of the whole source, its last scan is that which it was.
        """
        self._know(source, now)
        digest = digest_of(content)
        with self._store.transaction() as session:
            scanned = {"tried_at": now, "scanned_at": now, "error": ""} if is_scan else {}
            # Named in any case: others wait until this is done.
            counted = {} if rows is None else {"rows": dict(rows)}
            update_source(session, source, {"name": source, **scanned, **counted})
            last = newest_version(session, source)
            latest = session.get_one(SourceRecord, source).findings
            findings = keep_findings(session, source, found.text) if found else latest
            essence = found.essence if found else last.essence if last else ""
            if last is not None and (last.digest, last.essence) == (digest, essence):
                return _version(last)
            keep(session, digest, content)
            made = SourceVersionRecord(
                source=source,
                number=last.number + 1 if last else 1,
                digest=digest,
                findings=findings,
                essence=essence,
                at=now,
                reason=reason,
                actor=actor,
            )
            session.add(made)
            return _version(made)

    def failed(self, source: str, error: str, now: datetime) -> None:
        """Keep why a scan failed; the versions stay as they are."""
        self._know(source, now)
        with self._store.transaction() as session:
            update_source(session, source, {"tried_at": now, "error": error})

    def states(self) -> list[SourceState]:
        """Return the sources that somebody tried to scan, by name."""
        newest = sa.func.coalesce(sa.func.max(SourceVersionRecord.number), 0)
        number = sa.select(newest).where(SourceVersionRecord.source == SourceRecord.name)
        asked = sa.select(SourceRecord, number.scalar_subquery()).order_by(SourceRecord.name)
        with self._store.transaction() as session:
            return [
                SourceState(
                    each.name, each.tried_at, each.scanned_at, each.error, each.rows,
                    each.findings, version,
                )
                for each, version in session.execute(asked)
            ]  # fmt: skip

    def history(self, source: str) -> list[SourceVersion]:
        """Return the versions of a source, the newest first; none if it was never scanned."""
        asked = sa.select(SourceVersionRecord).where(SourceVersionRecord.source == source)
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(SourceVersionRecord.number.desc()))
            return [_version(each) for each in found]

    def version(self, source: str, number: int | None = None) -> SourceVersion:
        """Return a version of a source, the newest without a number.

        Raises:
            Missing: The source, or this version of it, is not there.
        """
        with self._store.transaction() as session:
            return _version(required_version(session, source, number))

    def at(self, source: str, moment: datetime) -> SourceVersion:
        """Return the version that held at a moment.

        Raises:
            Missing: The source was first scanned later.
        """
        held = [each for each in self.history(source) if each.at <= moment]
        if not held:
            raise Missing(
                f"What the source {source!r} was like at {moment} is not known.",
                f"数据源 {source!r} 在 {moment} 的结构没有记录。",
            )
        return held[0]

    def content(self, source: str, number: int | None = None) -> str:
        """Return what a source was like in a version, the newest without a number.

        Raises:
            Missing: The source, or this version of it, is not there.
        """
        with self._store.transaction() as session:
            return unpacked(session, required_version(session, source, number).digest)

    def findings(self, source: str, number: int | None = None) -> str:
        """Return what was found out of a source last, or when a version of it was made.

        Nothing was where its rows were never looked at.

        Raises:
            Missing: The source, or this version of it, is not there.
        """
        with self._store.transaction() as session:
            version = required_version(session, source, number)
            latest = session.get_one(SourceRecord, source).findings
            digest = latest if number is None else version.findings
            return unpacked(session, digest) if digest else ""

    def findings_before_restoring(self, source: str) -> str:
        """Return what was found before people restored the version that is the newest now.

        Nothing is where they did not, or where the source was never scanned.
        """
        past = self.history(source)
        if not past or not past[0].is_restored:
            return ""
        before = next((each for each in past if not each.is_restored), None)
        return self.findings(source, before.number) if before else ""

    def restore(
        self, source: str, number: int, now: datetime, /, *, text: str, essence: str, actor: str
    ) -> SourceVersion:
        """Make what a source was like in a version its newest one, and return that.

        The source itself is not changed, and nobody looked at it: its next scan tells what it is
        like then. What was found out of it, a `text` and its `essence`, is put together by
        `domain/metadata/restoring.py`, whose `Versions` this is.

        Raises:
            Missing: The source has no such version.
        """
        content, reason = self.content(source, number), f"{RESTORED} {number}"
        found = Found(text, essence)
        return self.record(
            source, content, now, found=found, reason=reason, actor=actor, is_scan=False
        )

    def _know(self, source: str, now: datetime) -> None:
        """Leave a record of the source; of two who add it at once, one does."""
        try:
            with self._store.transaction() as session:
                if session.get(SourceRecord, source) is None:
                    session.add(SourceRecord(name=source, tried_at=now, error="", rows={}))
        except IntegrityError:
            return


def _version(record: SourceVersionRecord) -> SourceVersion:
    return SourceVersion(
        record.source, record.number, record.digest, record.at, record.reason, record.actor
    )
