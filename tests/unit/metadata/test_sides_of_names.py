"""Columns called alike but for a side refer to the same thing, alone and with others."""

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.name_sides import SIDES, sides_of_names
from tests.unit.metadata.relational import found, one, wanted

pytestmark = pytest.mark.row("S10")
RNG = random.Random(8)


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (["person_a", "person_b", "kind"], {"person_a": ("person",), "person_b": ("person",)}),
        (["playerOff", "playerOn"], {"playerOff": ("player",), "playerOn": ("player",)}),
        (["entity0", "entity1"], {"entity0": ("entity",), "entity1": ("entity",)}),
        (["person_a", "team_b"], {}),
        (["left", "right"], {}),
        (["AAB001", "AAB004"], {}),
        (["signed_on", "signed_up"], {}),
        (["f1", "f"], {}),
        (["street_1", "street1"], {}),
    ],
)
def test_a_side_is_told_by_the_other_beside_it(names, stems):
    assert sides_of_names(names) == stems


@given(st.lists(st.text("abcxy_ABC019", max_size=12), max_size=8, unique=True))
def test_whatever_columns_are_called_a_side_stands_beside_another(names):
    stems = sides_of_names(names)
    assert stems.keys() <= set(names)
    assert all(list(stems.values()).count(each) > 1 for each in stems.values())


def test_no_word_is_a_side_of_two_things():
    assert len(frozenset().union(*SIDES)) == sum(map(len, SIDES))


def test_persons_on_both_sides_of_a_relationship_are_persons():
    frames = {
        "person": pl.DataFrame({"person_id": range(1, 901), "born": [1950] * 900}),
        "visit": pl.DataFrame({"visit_id": range(1, 3_001), "ward": ["a", "b"] * 1_500}),
        "relationship": pl.DataFrame(
            {
                "relationship_id": range(1, 401),
                "person_a": RNG.choices(range(1, 800), k=400),
                "person_b": RNG.choices(range(1, 800), k=400),
            }
        ),
    }
    assert found(frames) == {
        one("relationship", "person_a", "person", "person_id"),
        one("relationship", "person_b", "person", "person_id"),
    }


def test_the_side_that_never_comes_again_refers_as_the_other_does():
    areas = RNG.sample(range(20_000, 90_000), 300)
    frames = {
        "area": pl.DataFrame({"id": areas, "called": [f"a{at}" for at in range(300)]}),
        "link": pl.DataFrame(
            {
                "id": range(1, 251),
                "entity0": RNG.choices(areas[:40], k=250),
                "entity1": RNG.sample(areas[40:], 250),
            }
        ),
    }
    assert found(frames) == {
        one("link", "entity0", "area", "id"),
        one("link", "entity1", "area", "id"),
    }


def test_players_of_a_match_in_two_roles_are_in_its_line_up():
    line_up = [
        (match, player) for match in range(1, 61) for player in RNG.sample(range(501, 701), 22)
    ]
    of = {match: [player for at, player in line_up if at == match] for match in range(1, 61)}
    changed = [(match, *RNG.sample(of[match], 2)) for match in of for _ in range(4)]
    frames = {
        "matches": pl.DataFrame(
            {"matchId": range(1, 61), "round": [1 + at // 9 for at in range(60)]}
        ),
        "players": pl.DataFrame({"playerId": range(501, 701), "born": [1990] * 200}),
        "lineups": pl.DataFrame(line_up, schema=["matchId", "playerId"], orient="row").with_columns(
            shirt=pl.int_range(pl.len()) % 22 + 1
        ),
        "substitutions": pl.DataFrame(
            changed, schema=["matchId", "playerOff", "playerOn"], orient="row"
        ).with_columns(minute=pl.int_range(pl.len()) * 7 % 45 + 46),
    }
    assert found(frames) >= wanted(
        {
            ("substitutions", "matchId,playerOff", "lineups", "matchId,playerId"),
            ("substitutions", "matchId,playerOn", "lineups", "matchId,playerId"),
        }
    )
