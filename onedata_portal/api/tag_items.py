"""What a person is shown of tags: nothing of tables that they do not see, not even their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.annotations import ColumnOf, Key, Kind, term_of
from onedata_assets.domain.metadata.glossary import Term
from onedata_assets.domain.metadata.told_tables import ToldTable
from onedata_assets.domain.metadata.told_tags import By, EffectiveTag
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import ColumnRef
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.models import Texts
from onedata_portal.api.tag_models import (
    AnnotationItem,
    MayTag,
    Refusal,
    SaidItem,
    Tagged,
    TaggedColumn,
    TaggedTable,
    TagItem,
)
from onedata_portal.api.tagging import Tagging
from onedata_resources.store.annotations import StoredAnnotation

HIDDEN = Texts(
    en="From a table that you do not see, by column lineage.",
    zh="由列血缘来自您无权查看的表。",
)
NO_TABLE = ToldTable()


def tagged_table(
    asset: Definition,
    seen: Definitions,
    tagging: Tagging,
    said: Sequence[StoredAnnotation],
    terms: Mapping[str, Term],
    *,
    may: MayTag,
) -> TaggedTable:
    """Return everything that is said of a table and its columns, as a person sees it."""
    shown = _Shown(seen, said, terms)
    table = tagging.tables.get(asset.key, NO_TABLE)
    columns = {each.name: (each.type, each.comment) for each in table.columns}
    known = tagging.effective.levels.get(asset.key, {})
    columns |= {name: ("", "") for name in sorted(known) if name not in columns}
    whole = shown.of("", tagging.effective.tables.get(asset.key, ()))
    owners, domain = ", ".join(asset.owners), asset.tags.get("domain", "")
    return TaggedTable(
        asset=ref(asset.key),
        tags=whole.tags,
        refused=whole.refused,
        owner=whole.owner or (SaidItem(value=owners) if owners else None),
        domain=whole.domain or (SaidItem(value=domain) if domain else None),
        description=whole.description
        or (SaidItem(value=asset.description) if asset.description else None),
        columns=[
            TaggedColumn(
                name=name,
                type=type_,
                comment=comment,
                **dict(shown.of(name, _tags(tagging, (asset.key, name)))),
            )
            for name, (type_, comment) in columns.items()
        ],
        may=may,
    )


def _tags(tagging: Tagging, column: ColumnOf) -> Sequence[EffectiveTag]:
    return tagging.effective.columns.get(column, ())


class _Shown:
    """Shows what is said of one table to somebody who sees some tables."""

    def __init__(
        self, seen: Definitions, said: Iterable[StoredAnnotation], terms: Mapping[str, Term]
    ) -> None:
        self._seen, self._terms = seen, terms
        self._said: dict[str, list[StoredAnnotation]] = {}
        for each in said:
            self._said.setdefault(each.column, []).append(each)

    def of(self, column: str, tags: Sequence[EffectiveTag]) -> Tagged:
        """Return what a column has, or the table where the name is empty."""
        said = self._said.get(column, [])
        # Who gave a tag is told by its annotation: the same tag may come by lineage too.
        by_hand = {each.value: each.id for each in said if each.kind == Kind.TAG}
        single = {
            each.kind: SaidItem(
                value=each.value, who=each.who, why=each.why, at=each.at, annotation=each.id
            )
            for each in said
        }
        return Tagged(
            tags=[self._item(each, by_hand) for each in sorted(tags)],
            refused=[
                Refusal(tag=each.value, who=each.who, why=each.why, at=each.at, annotation=each.id)
                for each in said
                if each.kind == Kind.REFUSED
            ],
            owner=single.get(Kind.OWNER),
            domain=single.get(Kind.DOMAIN),
            description=single.get(Kind.DESCRIPTION),
        )

    def _item(self, tag: EffectiveTag, by_hand: Mapping[str, int]) -> TagItem:
        is_hidden = tag.origin is not None and tag.origin[0] not in self._seen.assets
        origin = None if is_hidden or tag.origin is None else _column(tag.origin)
        return TagItem(
            tag=tag.tag,
            title=title_of(term_of(tag.tag), self._terms),
            by=tag.by,
            who="" if is_hidden else tag.who,
            why=[HIDDEN] if is_hidden else [Texts.of(each) for each in tag.why],
            confidence=round(tag.confidence, 3),
            at=tag.at,
            origin=origin,
            is_from_hidden=is_hidden,
            annotation=by_hand.get(tag.tag) if tag.by is By.PERSON else None,
        )


def _column(column: tuple[Key, str]) -> ColumnRef:
    key, name = column
    return ColumnRef(asset=ref(key), column=name)


def title_of(name: str | None, terms: Mapping[str, Term]) -> Texts | None:
    """Return the title of a term; one that is missing in a language is told in the other."""
    term = terms.get(name) if name is not None else None
    if term is None:
        return None
    return Texts(en=term.title_en or term.title_zh, zh=term.title_zh or term.title_en)


def annotation_item(stored: StoredAnnotation) -> AnnotationItem:
    """Return what was said as the history shows it."""
    return AnnotationItem.model_validate(
        {name: value for name, value in vars(stored).items() if name != "asset"}
    )
