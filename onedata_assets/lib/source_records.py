"""What was found of a source, kept: in the store as a version, and on this machine for definitions.

Who finds it is in `source_scans.py`, `written_versions.py` and `source_relations.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from onedata_assets.domain.metadata.column_facts import essence_and_facts
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_resources.clients.kept_sources import keep_source
from onedata_resources.store.kept_descriptions import keep_descriptions
from onedata_resources.store.metadata import SCANNED, Found, SourceVersion, SourceVersions


def recorded(
    versions: SourceVersions,
    source: str,
    content: str,
    findings: SourceFindings,
    now: datetime,
    *,
    rows: Mapping[str, int] | None = None,
    reason: str = SCANNED,
    is_scan: bool = True,
) -> SourceVersion:
    """Return the newest version of a source; definitions show what was found once reloaded."""
    essence, facts = essence_and_facts(findings)
    version = versions.record(
        source,
        content,
        now,
        found=Found(findings.text(), essence),
        rows=rows,
        reason=reason,
        is_scan=is_scan,
    )
    keep_source(source, content, facts)
    keep_descriptions(versions.store)
    return version
