"""Columns whose values identify refer to those of another source, whatever they are called."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.profiles import Place, TableData, profile
from onedata_assets.domain.metadata.relation_model import Relations
from onedata_assets.domain.metadata.relations import find_relations
from tests.unit.metadata.relational import plain

pytestmark = pytest.mark.row("S10")
CARDS = [f"11010119{at:06}{at % 9973:04}" for at in random.Random(3).sample(range(900_000), 900)]


def related(frames: dict[str, pl.DataFrame], told: dict[str, str]) -> Relations:
    """Return what is found where the columns of these names have these meanings."""
    tables = [
        TableData(
            Place(name.split("/")[0], TableName("", name.split("/")[1])), each.lazy(), meanings=told
        )
        for name, each in frames.items()
    ]
    return find_relations(tables, {each.place: profile(each) for each in tables})


def clients(cards: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"nr": [f"K{at * 7:05}" for at in range(len(cards))], "document": cards})


def members(cards: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"joined": ["x"] * len(cards), "holder": cards})


def one(child: str, column: str, parent: str, key: str):
    return (child, frozenset({(column, key)}), parent)


@pytest.mark.parametrize(
    "meaning", ["id_card", "mobile_phone", "email", "uscc", "vin", "licence_plate"]
)
def test_values_that_identify_refer_to_the_source_that_has_each_once(meaning):
    frames = {"ins/client": clients(CARDS), "crm/member": members(CARDS[:500])}
    told = related(frames, {"document": meaning, "holder": meaning})
    [reference] = told.references
    assert plain(reference) == one("crm/member", "holder", "ins/client", "document")
    assert (reference.match_rate, reference.one_to_one) == (1.0, True)
    assert any("tells one person" in each.en and "唯一" in each.zh for each in reference.evidence)


def test_values_that_repeat_refer_to_the_source_that_has_each_once():
    calls = members([CARDS[at * at % 700] for at in range(2_000)])
    frames = {"ins/client": clients(CARDS), "tel/call": calls}
    [reference] = related(frames, {"document": "id_card", "holder": "id_card"}).references
    assert plain(reference) == one("tel/call", "holder", "ins/client", "document")
    assert not reference.one_to_one


def test_some_that_the_other_source_lacks_are_told_by_the_match():
    held = [*CARDS[:450], *(f"x{at}" for at in range(50))]
    frames = {"ins/client": clients(CARDS), "crm/member": members(held)}
    [reference] = related(frames, {"document": "id_card", "holder": "id_card"}).references
    assert reference.match_rate == pytest.approx(0.9)
    assert reference.confidence < 0.9


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (CARDS[:500], {"document": "id_card", "holder": "passport"}),
        (CARDS[:500], {"document": "name", "holder": "name"}),
        (CARDS[:500], {"document": "id_card"}),
        (CARDS[:5], {"document": "id_card", "holder": "id_card"}),
        (
            [*CARDS[:200], *(f"x{at}" for at in range(300))],
            {"document": "id_card", "holder": "id_card"},
        ),
    ],
    ids=["another meaning", "names", "not recognised", "a handful", "few of them"],
)
def test_what_is_not_the_same_thing_refers_to_nothing(held, told):
    frames = {"ins/client": clients(CARDS), "crm/member": members(held)}
    assert related(frames, told).references == ()


def test_two_sources_that_have_the_same_rows_refer_one_way():
    frames = {f"s{at}/client{at}": clients(CARDS[: 900 - at]) for at in range(3)}
    told = {plain(each) for each in related(frames, {"document": "id_card"}).references}
    pairs = {
        (child, parent) for child, columns, parent in told if ("document", "document") in columns
    }
    assert {child for child, _ in pairs} == {"s1/client1", "s2/client2"}
    assert all(parent < child for child, parent in pairs)


def test_two_tables_refer_to_each_other_one_way_only():
    """A hospital knows 600 patients, whose phones an insurer's 400 policies hold but for some."""
    phones = [f"138{at:08}" for at in range(900)]
    patients = pl.DataFrame({"holder": CARDS[:600], "phone": [*phones[:450], *phones[:150]]})
    policies = pl.DataFrame({"document": CARDS[:400], "mobile": phones[:400]})
    meant = dict.fromkeys(("holder", "document"), "id_card")
    meant |= dict.fromkeys(("phone", "mobile"), "mobile_phone")
    told = related({"hosp/patient": patients, "ins/policy": policies}, meant).references
    ways = {(str(each.child), str(each.parent)) for each in told}
    assert ways == {("ins/policy", "hosp/patient")}


def test_within_a_source_a_phone_that_is_written_again_is_no_reference():
    orders = pl.DataFrame({"note": ["x"] * 400, "holder": [CARDS[at % 50] for at in range(400)]})
    told = related({"shop/member": members(CARDS), "shop/visit": orders}, {"holder": "email"})
    assert all(each.name_score < 1.0 for each in told.references)


def test_meanings_that_identify_are_of_persons_things_and_accounts_only():
    identifying = {each.id for each in meanings().values() if each.identifies}
    assert {"id_card", "mobile_phone", "email", "uscc", "vin", "licence_plate"} <= identifying
    assert not identifying & {"person_name", "city", "amount", "status", "date", "code", "name"}
