"""References of other sources to tables and columns that a scan found elsewhere, or gone.

Where tables and columns are is told by `domain/metadata/moves.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.moves import Moves, lost_told
from onedata_assets.domain.processing.contract import Text
from onedata_assets.lib.source_records import recorded
from onedata_resources.store.metadata import SourceVersions


def followed_elsewhere(versions: SourceVersions, moves: Moves, now: datetime) -> Iterator[Text]:
    """Yield what other sources no longer refer to; the store knows it then, and what they do.

    A source whose references changed has a new version.
    """
    for name in [each.name for each in versions.states() if each.version]:
        text = versions.findings(name) if name != moves.source else ""
        if json.dumps(moves.source, ensure_ascii=False) not in text:
            continue
        findings = SourceFindings(text)
        told, lost = moves.followed(findings)
        if told.text() == findings.text():
            continue
        reason = f"scan of {moves.source}"
        recorded(versions, name, versions.content(name), told, now, reason=reason, is_scan=False)
        for each in lost_told(lost, name):
            yield Text(
                en=f"{each} is no reference any more: what it refers to is gone.",
                zh=f"{each} 已不再是关联：被引用的列或表已不存在。",
            )
