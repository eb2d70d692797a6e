"""The glossary as everybody who is signed in reads it; it changes in `glossary_edits.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query

from onedata_assets.domain.metadata.annotations import TERM
from onedata_assets.domain.metadata.glossary import NAME, TermState
from onedata_assets.domain.metadata.glossary_changes import Newest, newest
from onedata_assets.domain.metadata.told_tags import By
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import ColumnRef
from onedata_portal.api.errors import may_answer
from onedata_portal.api.glossary_models import (
    MayTerm,
    TermColumn,
    TermDetail,
    TermItem,
    TermPage,
    TermVersionItem,
)
from onedata_portal.api.services import Services, TheServices
from onedata_portal.api.tagging import Tags, TheTags
from onedata_portal.api.within import Asker, Limit, Offset, Within
from onedata_resources.store.glossary import Glossary, TermVersion

router = APIRouter(tags=["metadata"], responses=may_answer(503))
TermName = Annotated[str, Path(pattern=NAME)]


@router.get("/glossary/terms", operation_id="list_terms", summary="Terms · 术语")
async def list_terms(  # noqa: PLR0917  the filters of a list
    asker: Asker,
    services: TheServices,
    tags: TheTags,
    search: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[TermState | None, Query(description="None: those in use.")] = None,
    domain: Annotated[str, Query(max_length=200)] = "",
    offset: Offset = 0,
    limit: Limit = 200,
) -> TermPage:
    """Return a part of the glossary by name, with how many columns have each term."""
    known = await to_thread.run_sync(_known_with_who, Glossary(asker.portal.store))
    having = await _columns(asker, services, tags)
    wanted = [
        (version, last)
        for version, last in known.values()
        if (last.state is state if state else last.state is not TermState.REMOVED)
        and (not domain or last.term.domain == domain)
        and _fits(last, search)
    ]
    return TermPage(
        items=[
            TermItem(
                term=last.term,
                state=last.state,
                number=last.number,
                who=version.who,
                at=version.at,
                columns=len(having.get(last.term.name, ())),
            )
            for version, last in wanted[offset : offset + limit]
        ],
        total=len(wanted),
        domains=sorted({last.term.domain for _, last in known.values() if last.term.domain}),
        may=may_of(asker),
    )


@router.get(
    "/glossary/terms/{name}",
    operation_id="get_term",
    summary="One term · 术语详情",
    responses=may_answer(404),
)
async def get_term(
    asker: Asker, services: TheServices, tags: TheTags, name: TermName
) -> TermDetail:
    """Return a term with its versions and the columns that have it, as far as one sees them."""
    glossary = Glossary(asker.portal.store)
    history = await to_thread.run_sync(glossary.history, name)
    versions = [(each, newest(each.number, each.state, each.content)) for each in history]
    last = versions[0][1]
    holds = next((old.number for _, old in versions if old.state is TermState.APPROVED), None)
    known = await to_thread.run_sync(known_terms, glossary)
    children = [
        each.term.name
        for each in known.values()
        if each.term.parent == name and each.state is not TermState.REMOVED
    ]
    having = await _columns(asker, services, tags)
    return TermDetail(
        term=last.term,
        state=last.state,
        number=last.number,
        approved=None if last.state is TermState.REMOVED else holds,
        versions=[version_item(each, old) for each, old in versions],
        columns=sorted(having.get(name, []), key=_place),
        children=sorted(children),
        may=may_of(asker),
    )


def _place(item: TermColumn) -> tuple[str, str]:
    return item.column.asset.name, item.column.column


def version_item(version: TermVersion, told: Newest) -> TermVersionItem:
    """Return a version of a term as it is answered."""
    return TermVersionItem(
        number=version.number,
        state=told.state,
        term=told.term,
        who=version.who,
        why=version.why,
        at=version.at,
    )


def known_terms(glossary: Glossary) -> Mapping[str, Newest]:
    """Return the newest version of every term."""
    return {name: last for name, (_, last) in _known_with_who(glossary).items()}


def _known_with_who(glossary: Glossary) -> Mapping[str, tuple[TermVersion, Newest]]:
    return {
        name: (each, newest(each.number, each.state, each.content))
        for name, each in glossary.newest().items()
    }


def _fits(last: Newest, search: str) -> bool:
    term = last.term
    text = "\n".join((*term.words, term.definition_en, term.definition_zh, term.owner))
    return search.casefold() in text.casefold()


async def _columns(asker: Within, services: Services, tags: Tags) -> Mapping[str, list[TermColumn]]:
    """Return the columns with each term that the person sees."""
    seen = (await services.definitions.of(asker.known.viewer)).assets
    found: dict[str, list[TermColumn]] = {}
    for (key, name), those in (await tags.now()).effective.columns.items():
        if key not in seen:
            continue
        for tag in those:
            if tag.tag.startswith(f"{TERM}:"):
                column = ColumnRef(asset=ref(key), column=name)
                who = tag.who if tag.by is By.PERSON else ""
                item = TermColumn(column=column, by=tag.by, who=who)
                found.setdefault(tag.tag.removeprefix(f"{TERM}:"), []).append(item)
    return found


def may_of(asker: Within) -> MayTerm:
    """Return what somebody may do to terms, which belong to no project."""
    viewer = asker.known.viewer

    def may(action: Action) -> bool:
        return viewer.is_admin or any(
            viewer.may(action, frozenset({each})) for each in viewer.projects
        )

    return MayTerm(edit=may(Action.LAUNCH), approve=may(Action.MANAGE))
