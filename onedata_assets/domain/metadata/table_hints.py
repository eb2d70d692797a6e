"""What a column is called after, with what its table and the other names of it say.

What a name says alone is in `name_hints.py`; how it and the values decide is in `meanings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onedata_assets.domain.metadata.hint import SHORT, WHOLE, Hint
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import NUMBERS, Column, Family, Table
from onedata_assets.domain.metadata.name_beginnings import shared_letter
from onedata_assets.domain.metadata.name_hints import hints
from onedata_assets.domain.metadata.name_initials import could_be_initials, initials
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.name_vocabulary import vocabulary
from onedata_assets.domain.metadata.naming import singular
from onedata_assets.domain.metadata.table_words import are_rows_of, is_of

PLACES = frozenset({"city", "postal_code", "country"})
"""Beside these a state is one of a country, not how a thing stands."""
PLAIN_NAMES = {
    **dict.fromkeys(("name", "名字", "mingcheng"), "person_name"),
    "title": "job_title",
    **dict.fromkeys(("display name", "displayname"), "person_name"),
    "alias": "user_name",
}
"""What columns called so are in a table of people."""
PLACE_NAMES = {
    **dict.fromkeys(("country", "countries", "nation", "staat", "国家"), "country"),
    **dict.fromkeys(("province", "provinces", "states", "省份"), "province"),
    **dict.fromkeys(("city", "cities", "城市"), "city"),
    **dict.fromkeys(("language", "languages"), "language_code"),
}
"""What rows of tables that end so are called."""
CODED_PLACES = {"country": "country_code"}
WRITTEN = {("post", "title"), ("title", "name")}
"""What rows are called that somebody wrote, and no positions of persons."""
COUNTRY = ("country", "region")
FULL_NAMES = frozenset({("full", "name"), ("fullname",)})
STAFF = frozenset({"emp", "employee", "staff"})
FORMS = frozenset({"iso", "formal", "full", "short", "official", "common", "local", "name"})
"""Words beside the name of a row that say which one it is."""
FIRST_AND_LAST: Mapping[tuple[str, ...], str] = {("first",): "given_name", ("last",): "family_name"}
"""What these words end where a table has both: `pat_first`, `pat_last`."""
OF_PERSONS = frozenset(
    {"gender", "birth_date", "id_card", "marital_status", "education", "ethnicity", "blood_type"}
)
LEFT = frozenset({"place", "key", "contact"})
PAID = frozenset({"salary", "wage", "wages", "工资", "薪资", "gongzi"})
REFERRING = frozenset({"user", "by", "owner", "creator", "author", "operator", "parent"})
"""Whole numbers in columns that end so (`create_user`, `post_parent`) are keys of these."""


def table_hints(table: Table, columns: Sequence[Column]) -> Iterator[Mapping[str, Hint]]:
    """Yield what each column's name and comment say, and the other names of its table."""
    in_initials = could_be_initials([each.name for each in table.columns])
    has_places = any(hints(each.name).keys() & PLACES for each in table.columns)
    ends = {tokens(each.name)[-1:] for each in columns if each.family is Family.TEXT}
    is_first_and_last = ends >= FIRST_AND_LAST.keys()
    has_names = {"given_name", "family_name"} <= {
        name for each in columns for name in hints(each.name)
    }
    without = _without_table(table) | _without_initial(table)
    for column in columns:
        name = without.get(column.name, column.name)
        named = _of_table(table, name, dict(hints(name, column.comment)))
        if has_places and "province" in named:
            named.pop("province" if column.family is Family.INTEGER else "status", None)
        if has_places and tokens(name)[-1:] == ("region",):
            named = {"province": Hint(WHOLE, "region")}
        if not named and in_initials:
            named = dict(initials(name))
        if is_first_and_last and tokens(name)[-1:] in FIRST_AND_LAST:
            named = {FIRST_AND_LAST[tokens(name)[-1:]]: Hint(WHOLE, tokens(name)[-1])}
        if has_names and tokens(name) == ("title",):
            named = {**named, "job_title": Hint(WHOLE, "title")}
            named.pop("name", None)
        if _is_plain_number(column):
            named = {"quantity": Hint(SHORT, "num")}
        if column.family in NUMBERS and tokens(name)[-1:] == ("grade",):
            named = {}  # a mark or a year of school
        yield named or _of_family(column)


def is_about_persons(table: Table, named: Sequence[Mapping[str, Hint]]) -> bool:
    """Tell whether the rows of a table are persons: it has what only persons have."""
    own = any(hint.keys() & OF_PERSONS for hint in named)
    return own or any(PAID & set(tokens(each.name)) for each in table.columns)


def _without_initial(table: Table) -> dict[str, str]:
    """Return the names that begin with their table's first letter or its whole name, without it.

    So are those that begin with a letter that all columns do. `sno`, `sname` and `ssex` are number,
    name and sex of a `student`, as `resumeage` is an age. One such name alone may be a word (`page`
    of `posts`), so two are needed.
    """
    known = vocabulary()
    named = [each for each in tokens(table.name.name) if each.isascii()]
    shared = shared_letter(each.name for each in table.columns).lower()
    firsts = sorted({*(each[0] for each in (*named[:1], *named[-1:])), *named}, key=len)
    found = {}
    for column in table.columns:
        told = tokens(column.name)
        if shared and column.name.lower().startswith(shared):  # FQTY, FItemID of 金蝶
            found[column.name] = column.name[len(shared) :]
            continue
        if len(told) != 1 or not told[0].isascii():
            continue
        if told[0] in known.whole:
            continue
        for first in firsts:
            if told[0].startswith(first) and told[0][len(first) :] in known.whole:
                found[column.name] = told[0][len(first) :]
    return found if len(found) > 1 else {}


def _without_table(table: Table) -> dict[str, str]:
    """Return the names that end with their table's name, without it: `city_address` is a city.

    Only what is left of places, keys and contacts: `total_score` is a score. `idhospital` is a key.
    """
    known = vocabulary().whole
    named = {form for each in tokens(table.name.name) for form in (each, each.removesuffix("s"))}
    found = {}
    for column in table.columns:
        *before, last = tokens(column.name) or ("",)
        rest = " ".join(before)
        groups = {meanings()[each].group for each in known.get(rest, ())}
        if before and last in named and groups & LEFT:
            found[column.name] = rest
        elif not before and last.removeprefix("id") in named and last.startswith("id"):
            found[column.name] = "id"
    return found if len(found) > 1 or "id" in found.values() else {}


def _of_table(table: Table, name: str, named: dict[str, Hint]) -> dict[str, Hint]:
    """Return the hints with that of its table for a column called as its rows are."""
    called, told = tokens(name), tokens(table.name.name)
    row = "country" if told[-2:] == COUNTRY else next(reversed(told), "")
    if own := _place_of(row, called) or _of_its_rows(table, row, called, named):
        return {own: Hint(WHOLE, called[-1])}
    meaning = PLAIN_NAMES.get(" ".join(called))
    if meaning is None:
        return named
    hint = Hint(WHOLE, f"{table.name.name}.{name}", of_table=True)
    if is_of(table, "person_tables") and not are_rows_of(table, "kinds_of_rows"):
        if meaning == "person_name":
            named.pop("name", None)  # what the rows are called, and these are people
        return {**named, meaning: hint}
    if meaning == "person_name" and are_rows_of(table, "organisation_tables"):
        return {**named, "company_name": hint}
    return named


def _is_of_staff(table: Table) -> bool:
    """Tell whether rows are of what employees are called: titles, from a day to another."""
    return any(not STAFF.isdisjoint(tokens(each.name)) for each in table.columns)


def _of_its_rows(
    table: Table, row: str, called: tuple[str, ...], named: Mapping[str, Hint]
) -> str | None:
    """Return what kinds or things are called in their table, what staff is, what was written."""
    if called == ("title",) and singular(row) == "title" and _is_of_staff(table):
        return "job_title"
    kinds = called in {(row, "name"), (f"{row}名称",)} and "category" in named
    whole = called in FULL_NAMES and are_rows_of(table, "full_named")
    return "name" if kinds or whole or (called in WRITTEN and row.startswith(called[0])) else None


def _place_of(row: str, called: tuple[str, ...]) -> str | None:
    """Return which place a column is the name or code of, in a table whose rows are such places."""
    place = PLACE_NAMES.get(row, "")
    if called == ("code",):
        return CODED_PLACES.get(place)
    own = [each for each in called if each not in FORMS]
    if called[-1:] != ("name",) or not all(singular(row).startswith(each) for each in own):
        return None
    return place or None


def _of_family(column: Column) -> Mapping[str, Hint]:
    """Return what a name says of whole numbers only: they refer to who did it (`create_user`)."""
    told = tokens(column.name)
    if column.family is Family.INTEGER and len(told) > 1 and told[-1] in REFERRING:
        return {"reference": Hint(SHORT, told[-1])}
    return {}


def _is_plain_number(column: Column) -> bool:
    """Tell whether numbers are called only `num`: so many of a thing, where a text is its key."""
    return column.family in NUMBERS and tokens(column.name) == ("num",)
