"""The audit log: read by administrators, and by creators about their projects; each reading counts.

How it is kept is in `onedata_resources/store/audit.py`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from onedata_assets.domain.security.roles import Role
from onedata_portal.api.errors import ForbiddenError, may_answer
from onedata_portal.api.models import Moment, Page
from onedata_portal.api.within import Asker, Limit, Offset, Within
from onedata_resources.store.audit import Entry
from onedata_resources.store.audit_search import AuditFilter

router = APIRouter(tags=["audit"])
COLUMNS = (
    "sequence", "at", "actor", "via", "action", "kind", "object", "project", "result", "address",
    "details", "mark",
)  # fmt: skip
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class AuditItem(BaseModel):
    """Who did what to what, from where, with what result."""

    sequence: int
    at: datetime
    actor: str
    via: str
    action: str
    kind: str
    object: str
    project: str
    result: str
    address: str
    details: dict[str, Any]
    mark: str


class VerificationAnswer(BaseModel):
    """Whether every record is as it was written; `mark` is the last one's, to be kept elsewhere."""

    intact: bool
    records: int
    first_broken: int | None
    mark: str


def asked_for(
    asker: Asker,
    *,
    actor: str = Query("", max_length=64),
    action: str = Query("", max_length=64),
    kind: str = Query("", max_length=64),
    object_: str = Query("", alias="object", max_length=500),
    project: str = Query("", max_length=64),
    result: str = Query("", max_length=32),
    search: str = Query("", max_length=200),
    since: Moment | None = None,
    until: Moment | None = None,
) -> AuditFilter:
    """Return which records are asked for, of those that the person may read.

    Raises:
        ForbiddenError: They may read none.
    """
    projects = readable(asker)
    if project:
        projects = frozenset({project}) & (frozenset({project}) if projects is None else projects)
    return AuditFilter(
        actor=actor,
        action=action,
        kind=kind,
        object=object_,
        result=result,
        search=search,
        since=since,
        until=until,
        projects=projects,
    )


AskedFor = Annotated[AuditFilter, Depends(asked_for)]


def readable(asker: Within) -> frozenset[str] | None:
    """Return the projects whose records somebody may read; None for all.

    Raises:
        ForbiddenError: There is none.
    """
    if asker.is_admin:
        return None
    roles = asker.known.viewer.roles
    projects = frozenset(name for name, role in roles.items() if role is Role.CREATOR)
    if not projects:
        raise ForbiddenError(
            "The audit log is for administrators, and for creators about their projects.",
            "审计日志仅供管理员查看；项目组创建者可查看本项目组的记录。",
        )
    return projects


@router.get(
    "/audit", operation_id="list_audit", summary="Audit log · 审计日志", responses=may_answer(403)
)
def list_audit(
    asker: Asker, asked: AskedFor, offset: Offset = 0, limit: Limit = 50
) -> Page[AuditItem]:
    """List what people did, the newest first."""
    entries, total = asker.portal.audit.find(asked, offset=offset, limit=limit)
    return Page(items=[AuditItem.model_validate(_told(each)) for each in entries], total=total)


@router.get(
    "/audit/export",
    operation_id="export_audit",
    summary="Export the audit log · 导出审计日志",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/x-ndjson": {}}}, **may_answer(403)},
)
def export_audit(
    asker: Asker, asked: AskedFor, format_: Literal["csv", "jsonl"] = Query("csv", alias="format")
) -> StreamingResponse:
    """Give all records that are asked for as a file, the oldest first."""
    asker.did("audit.export", "audit", "", details={"format": format_})
    entries = asker.portal.audit.all(asked)
    is_csv = format_ == "csv"
    lines = _csv(entries) if is_csv else (json.dumps(_plain(e)) + "\n" for e in entries)
    kind = "text/csv; charset=utf-8" if is_csv else "application/x-ndjson"
    name = f'attachment; filename="audit.{format_}"'
    return StreamingResponse(lines, media_type=kind, headers={"content-disposition": name})


@router.get(
    "/audit/verification",
    operation_id="verify_audit",
    summary="Verify the audit log · 校验审计日志",
    responses=may_answer(403),
)
def verify_audit(asker: Asker) -> VerificationAnswer:
    """Look through the whole chain for records that are not as they were written."""
    asker.require_admin()
    found = asker.portal.audit.verify()
    asker.did("audit.verify", "audit", "", details={"intact": found.intact})
    return VerificationAnswer(
        intact=found.intact,
        records=found.records,
        first_broken=found.first_broken,
        mark=found.mark,
    )


def _told(entry: Entry) -> dict[str, Any]:
    event = {name: getattr(entry.event, name) for name in COLUMNS[2:-1]}
    return {"sequence": entry.sequence, "at": entry.at, **event, "mark": entry.mark}


def _plain(entry: Entry) -> dict[str, Any]:
    return {**_told(entry), "at": entry.at.isoformat(), "details": dict(entry.event.details)}


def _csv(entries: Iterator[Entry]) -> Iterator[str]:
    """Yield lines of CSV that spreadsheets take for texts, never for formulas."""
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for entry in entries:
        told = _plain(entry)
        told["details"] = json.dumps(told["details"], ensure_ascii=False)
        line = io.StringIO()
        csv.writer(line).writerow(_harmless(told[name]) for name in COLUMNS)
        yield line.getvalue()


def _harmless(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
