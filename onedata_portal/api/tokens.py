"""Keys for programs. A key cannot make another one."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter

from onedata_assets.domain.security.roles import Action
from onedata_assets.domain.security.scopes import Scope
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import Number, Page
from onedata_portal.api.people_models import MadeToken, NewToken, TokenItem
from onedata_portal.api.within import Asker
from onedata_resources.store.tokens import Token

router = APIRouter(tags=["tokens"])


@router.get("/tokens", operation_id="list_tokens", summary="One's keys · 访问令牌")
def list_tokens(asker: Asker) -> Page[TokenItem]:
    """List one's keys, the newest first."""
    items = [_item(each) for each in asker.portal.tokens.list(asker.person.name)]
    return Page(items=items, total=len(items))


@router.post(
    "/tokens",
    operation_id="add_token",
    summary="Make a key · 新建令牌",
    status_code=201,
    responses=may_answer(403, 404),
)
def add_token(asker: Asker, body: NewToken) -> MadeToken:
    """Make a key; its secret is in this answer and can never be read again."""
    asker.require_page()
    if body.project is not None:
        asker.require_in(body.project, Action.VIEW)
    token, secret = asker.portal.tokens.add(
        asker.person.name,
        body.title,
        scopes=sorted(set(body.scopes)),
        project=body.project,
        lasts=timedelta(days=body.days),
        now=asker.portal.clock(),
    )
    project = body.project or ""
    details = {"scopes": list(token.scopes)}
    asker.did("token.add", "token", token.title, project=project, details=details)
    return MadeToken(**_item(token).model_dump(), secret=secret)


@router.delete(
    "/tokens/{number}",
    operation_id="end_token",
    summary="End a key · 吊销令牌",
    status_code=204,
    responses=may_answer(403, 404),
)
def end_token(asker: Asker, number: Number) -> None:
    """End one of one's keys at once."""
    asker.require_page()
    asker.portal.tokens.end(number, asker.person.name)
    asker.did("token.end", "token", str(number))


def _item(token: Token) -> TokenItem:
    return TokenItem(
        id=token.id,
        title=token.title,
        scopes=[Scope(each) for each in token.scopes],
        project=token.project,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )
