"""Changes of the glossary: drafts written, approved, terms removed, and terms as files.

Who may launch in a project may write drafts, and who manages one may approve and remove: terms
belong to no project.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response

from onedata_assets.domain.metadata.glossary import TermError, TermState
from onedata_assets.domain.metadata.glossary_changes import (
    Known,
    Next,
    approved,
    draft,
    newest,
    read_in,
    removed,
)
from onedata_assets.domain.metadata.glossary_files import FileKind, read, written
from onedata_portal.api.errors import ConflictError, ForbiddenError, may_answer
from onedata_portal.api.glossary import TermName, known_terms, may_of, version_item
from onedata_portal.api.glossary_models import (
    TermBody,
    TermDecision,
    TermFile,
    TermsRead,
    TermVersionItem,
)
from onedata_portal.api.within import Asker, Within
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.glossary import Glossary, TermVersion

router = APIRouter(tags=["metadata"])


@router.put(
    "/glossary/terms/{name}",
    operation_id="put_term",
    summary="Write a draft of a term · 编写术语草稿",
    responses=may_answer(403, 409),
)
def put_term(asker: Asker, name: TermName, body: TermBody) -> TermVersionItem:
    """Write a term as a draft; the approved version holds until the draft is approved."""
    _require(asker, is_decision=False)
    if body.term.name != name:
        raise BadInputError("A term keeps its name.", "术语的名称不能更改。")
    return _changed(
        asker, "draft", name, body.why, lambda known: draft(body.term, body.number, known)
    )


@router.post(
    "/glossary/terms/{name}/approve",
    operation_id="approve_term",
    summary="Approve a term · 批准术语",
    responses=may_answer(403, 404, 409),
)
def approve_term(asker: Asker, name: TermName, body: TermDecision) -> TermVersionItem:
    """Approve the draft of a term that has title and definition in both languages."""
    _require(asker, is_decision=True)
    return _changed(
        asker, "approve", name, body.why, lambda known: approved(name, body.number, known)
    )


@router.post(
    "/glossary/terms/{name}/remove",
    operation_id="remove_term",
    summary="Take a term out of use · 停用术语",
    responses=may_answer(403, 404, 409),
)
def remove_term(asker: Asker, name: TermName, body: TermDecision) -> TermVersionItem:
    """Take a term out of use; its versions stay, and so do the tags of columns."""
    _require(asker, is_decision=True)
    return _changed(
        asker, "remove", name, body.why, lambda known: removed(name, body.number, known)
    )


@router.get(
    "/glossary/export",
    operation_id="export_terms",
    summary="The glossary as a file · 导出术语",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/csv": {}, "application/yaml": {}}}},
)
def export_terms(
    asker: Asker, format_: Annotated[Literal["csv", "yaml"], Query(alias="format")] = "csv"
) -> Response:
    """Return the terms in use as CSV or YAML, as `import` reads them."""
    known = known_terms(Glossary(asker.portal.store))
    terms = [each.term for each in known.values() if each.state is not TermState.REMOVED]
    kind = "text/csv; charset=utf-8" if format_ == "csv" else "application/yaml; charset=utf-8"
    headers = {"content-disposition": f'attachment; filename="glossary.{format_}"'}
    text = written(terms, FileKind(format_))
    return Response(text.encode(), media_type=kind, headers=headers)


@router.post(
    "/glossary/import",
    operation_id="import_terms",
    summary="Read a glossary in · 导入术语",
    responses=may_answer(403, 409),
)
def import_terms(asker: Asker, body: TermFile) -> TermsRead:
    """Make drafts of the terms of a file; all of them, or none where one is wrong."""
    _require(asker, is_decision=False)
    with refusals_told(TermError):
        terms = read(body.text, body.kind)
    made = _made(lambda known: read_in(terms, known), asker, body.why)
    added = [each.name for each in made if each.number == 1]
    changed = [each.name for each in made if each.number > 1]
    told = {"added": added, "changed": changed, "why": body.why}
    asker.did("terms.import", "term", "", details=told)
    return TermsRead(added=added, changed=changed, unchanged=len(terms) - len(made))


def _changed(
    asker: Within, action: str, name: str, why: str, make: Callable[[Known], Next]
) -> TermVersionItem:
    """Keep the next version of a term, and record it."""
    [made] = _made(lambda known: [make(known)], asker, why)
    asker.did(f"term.{action}", "term", name, details={"version": made.number, "why": why})
    return version_item(made, newest(made.number, made.state, made.content))


def _made(make: Callable[[Known], list[Next]], asker: Within, why: str) -> list[TermVersion]:
    """Keep the versions that `make` returns of the terms that there are."""
    glossary, now = Glossary(asker.portal.store), asker.portal.clock()
    try:
        nexts = make(known_terms(glossary))
    except TermError as error:
        raise ConflictError(error.en, error.zh) from error
    versions = [
        TermVersion(
            each.term.name, each.number, each.state, each.content, asker.person.name, why, now
        )
        for each in nexts
    ]
    glossary.put(*versions)
    return versions


def _require(asker: Within, *, is_decision: bool) -> None:
    may = may_of(asker)
    if not (may.approve if is_decision else may.edit):
        raise ForbiddenError(
            "Terms are written by who develops in a project, and approved by who manages one.",
            "术语由项目组的开发者编写，由项目组的创建者批准。",
        )
