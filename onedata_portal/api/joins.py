"""How tables are joined, by what is known of their keys: only tables that the person sees count.

A path goes through no other, and nothing tells whether there would be one. The rules are those of
`onedata metadata join`: `domain/metadata/join_paths.py` and `joins.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from onedata_assets.domain.metadata.annotations import Key
from onedata_assets.domain.metadata.found_relations import reference
from onedata_assets.domain.metadata.graph import is_declared, is_measured
from onedata_assets.domain.metadata.join_cautions import Caution, cautions_of, cautions_together
from onedata_assets.domain.metadata.join_paths import (
    JoinPlan,
    NoJoinError,
    TooFewTablesError,
    join_plans,
)
from onedata_assets.domain.metadata.joins import DIALECTS, DialectError, JoinRule, aliases_of
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference
from onedata_portal.api.asset_keys import address_of, key_of, name_of, no_asset
from onedata_portal.api.errors import ApiError, may_answer
from onedata_portal.api.graph import Shown, TheShown
from onedata_portal.api.join_models import JoinCaution, Joins, JoinsAsked, JoinStep, JoinWay
from onedata_portal.api.models import Texts
from onedata_resources.errors import refusals_told

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))


class NotJoinedError(ApiError):
    """Tables cannot be joined by what is known; `apart` are the addresses of those in the way."""

    status = 422
    code = "no_join"

    @classmethod
    def unknown(cls, keys: Sequence[Key]) -> NotJoinedError:
        """Say that no scan has found some tables."""
        names = list(map(name_of, keys))
        error = cls._of(
            keys,
            f"No scan has found {', '.join(names)}, so no keys are known there: scan the source, "
            "or join without.",
            f"尚无扫描发现 {'、'.join(names)}，其键未知：请扫描所在数据源，或不连接该表。",
        )
        error.code = "not_scanned"
        return error

    @classmethod
    def apart(cls, start: Key, keys: Sequence[Key]) -> NotJoinedError:
        """Say that no chain of keys leads to some tables."""
        names, first = list(map(name_of, keys)), name_of(start)
        return cls._of(
            keys,
            f"No chain of known keys leads from {first} to {', '.join(names)} through tables that "
            "you see. Join without, or let keys be looked for in the rows: materialize "
            "metadata/relations/sources, or `onedata metadata relate`.",
            f"在您可见的表中，{first} 与 {'、'.join(names)} 之间没有已知的键链。可不连接该表，"
            "或重新在数据中查找关联：物化 metadata/relations/sources，"
            "或执行 `onedata metadata relate`。",
        )

    @classmethod
    def _of(cls, keys: Sequence[Key], en: str, zh: str) -> NotJoinedError:
        error = cls(en, zh)
        error.more = {"apart": list(map(address_of, keys))}
        return error


class _Seen:
    """The tables of sources that a person sees, as places that joins lead between."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    def places(self, keys: Iterable[Key]) -> list[Place]:
        """Return where tables are; nobody is told of one that they do not see.

        Raises:
            NotFoundError: The person does not see one, or there is none.
            NotJoinedError: No scan has found one.
        """
        asked = list(dict.fromkeys(keys))
        if any(each not in self._shown.nodes for each in asked):
            raise no_asset()
        if unknown := [each for each in asked if each not in self._shown.known.tables]:
            raise NotJoinedError.unknown(unknown)
        return list(map(self._place, asked))

    def key(self, place: Place) -> Key:
        """Return the key of a table's asset."""
        return self._shown.known.keys[place.source, place.table]

    def called(self, place: Place) -> str:
        """Return the name of a table's asset."""
        return name_of(self.key(place))

    def address(self, place: Place) -> str:
        """Return the address of a table's asset."""
        return address_of(self.key(place))

    def columns(self, plan: JoinPlan) -> dict[Place, tuple[str, ...]]:
        """Return the columns of the tables that a plan joins."""
        places = {plan.start, *(rule.right for rule in plan.rules)}
        return {each: self._shown.known.tables[self.key(each)].column_names for each in places}

    def references(self) -> Iterator[Reference]:
        """Yield the references of which the person sees both tables."""
        for key in self._shown.nodes:
            table = self._shown.known.tables.get(key)
            for found in table.references if table else ():
                if parent := self._shown.parent(found):
                    yield replace(reference(self._place(key), found), parent=self._place(parent))

    def _place(self, key: Key) -> Place:
        table = self._shown.known.tables[key]
        return Place(table.source, table.name)


@router.get(
    "/metadata/joins", operation_id="get_joins", summary="How tables are joined · 多表连接规则"
)
async def get_joins(shown: TheShown, asked: Annotated[JoinsAsked, Query()]) -> Joins:
    """Return the ways to join tables, from the first one's rows on, each with its SQL.

    Tables that no chain of keys reaches are told as `apart` with the code `no_join`, those that no
    scan has found with `not_scanned`.
    """
    return await to_thread.run_sync(_joins, shown, asked)


def _joins(shown: Shown, asked: JoinsAsked) -> Joins:
    seen = _Seen(shown)
    places = seen.places(map(key_of, asked.table))
    with refusals_told(DialectError, TooFewTablesError):
        try:
            plans = join_plans(places, seen.references())
        except NoJoinError as error:
            apart = list(map(seen.key, error.apart))
            raise NotJoinedError.apart(seen.key(error.start), apart) from error
        ways = [_way(seen, each, asked.dialect) for each in plans]
    among = dict.fromkeys([*places, *(rule.right for each in plans for rule in each.rules)])
    return Joins(
        tables=[shown.nodes[seen.key(each)] for each in among],
        ways=ways,
        dialect=asked.dialect.strip().lower(),
        dialects=list(DIALECTS),
    )


def _way(seen: _Seen, plan: JoinPlan, dialect: str) -> JoinWay:
    aliases = aliases_of(plan.rules)
    return JoinWay(
        mark=plan.mark,
        steps=[_step(seen, *each) for each in zip(plan.rules, aliases, strict=True)],
        cautions=_told(cautions_together(plan.rules, seen.called)),
        sql=plan.sql(dialect, columns=seen.columns(plan)),
    )


def _step(seen: _Seen, rule: JoinRule, aliases: tuple[str, str]) -> JoinStep:
    found = rule.reference
    return JoinStep(
        left=seen.address(rule.left),
        left_alias=aliases[0],
        left_columns=list(rule.left_columns),
        right=seen.address(rule.right),
        right_alias=aliases[1],
        right_columns=list(rule.right_columns),
        kind=rule.kind,
        cardinality=rule.cardinality,
        is_forth=rule.left == found.child,
        confidence=rule.confidence,
        match_rate=rule.match_rate,
        is_declared=is_declared(found),
        is_measured=is_measured(found),
        is_optional=found.optional,
        is_across=rule.left.source != rule.right.source,
        why=[Texts.of(each) for each in found.evidence],
        cautions=_told(cautions_of(rule, seen.called)),
    )


def _told(cautions: Iterable[Caution]) -> list[JoinCaution]:
    return [JoinCaution(en=each.en, zh=each.zh, danger=each.danger) for each in cautions]
