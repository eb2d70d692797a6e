"""Terms that may fit the columns of a table, with why: a person takes them or refuses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anyio import to_thread
from fastapi import APIRouter

from onedata_assets.domain.metadata.annotations import Kind, term_of, text_of
from onedata_assets.domain.metadata.glossary import Term
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.term_suggestions import Named, suggestions
from onedata_portal.api.definitions import Definition
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import Texts
from onedata_portal.api.services import TheServices
from onedata_portal.api.tag_items import title_of
from onedata_portal.api.tag_models import SuggestionItem, SuggestionList
from onedata_portal.api.tagging import Tagging, TheTags
from onedata_portal.api.tags import OfAsset, known_terms, seen_asset
from onedata_portal.api.within import Asker
from onedata_resources.store.annotations import Annotations, StoredAnnotation
from onedata_resources.store.glossary import Glossary

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))


@router.get(
    "/metadata/suggestions",
    operation_id="list_suggestions",
    summary="Terms that may fit columns · 术语建议",
)
async def list_suggestions(
    asker: Asker, services: TheServices, tags: TheTags, asset: OfAsset
) -> SuggestionList:
    """Return terms that may fit the columns of a table, with why; nothing is changed."""
    found, _ = await seen_asset(asker, services, asset)
    tagging = await tags.now()
    store = asker.portal.store
    said = await to_thread.run_sync(Annotations(store).holding, text_of(found.key))
    terms = await to_thread.run_sync(known_terms, Glossary(store))
    items = await to_thread.run_sync(_suggested, found, tagging, said, terms)
    return SuggestionList(items=items)


def _suggested(
    asset: Definition,
    tagging: Tagging,
    said: Sequence[StoredAnnotation],
    terms: Mapping[str, Term],
) -> list[SuggestionItem]:
    table = tagging.tables.get(asset.key)
    refused = {(each.column, each.value) for each in said if each.kind == Kind.REFUSED}
    items: list[SuggestionItem] = []
    for each in table.columns if table else ():
        has = {tag.tag for tag in tagging.effective.columns.get((asset.key, each.name), ())}
        known = has | {value for column, value in refused if column == each.name}
        meant = [tag.removeprefix("meaning:") for tag in has if tag.startswith("meaning:")]
        titles = [meanings()[name].title for name in meant if name in meanings()]
        named = Named(each.name, each.comment, tuple(text for t in titles for text in (t.en, t.zh)))
        items += [
            SuggestionItem(
                column=each.name,
                tag=found.value,
                title=title_of(term_of(found.value), terms) or Texts.of(found.evidence[0]),
                confidence=found.confidence,
                why=[Texts.of(reason) for reason in found.evidence],
            )
            for found in suggestions(named, terms.values(), known)
        ]
    return sorted(items, key=lambda each: -each.confidence)
