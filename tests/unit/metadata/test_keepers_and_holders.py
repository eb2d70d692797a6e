"""Who keeps a row, who holds what is held, and numbers and rows above that names write together."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(31)


def test_each_branch_may_have_a_manager_of_its_own():
    frames = {
        "tblAccount": pl.DataFrame({"accountId": range(1, 801)}),
        "tblBranch": pl.DataFrame({"branchId": range(1, 19), "managerId": [*range(1, 18), None]}),
        "tblEmployee": pl.DataFrame(
            {"employeeId": range(1, 121), "branchId": RNG.choices(range(1, 19), k=120)}
        ),
    }
    assert one("tblBranch", "managerId", "tblEmployee", "employeeId") in found(frames)


def test_of_those_who_may_receive_the_fewest_are_meant():
    frames = {
        "scm_contact": pl.DataFrame({"id": range(1, 404), "mobile": range(7000, 7403)}),
        "sys_user": pl.DataFrame({"user_id": range(1, 29), "sex": RNG.choices([0, 1], k=28)}),
        "wms_receipt": pl.DataFrame(
            {
                "receipt_no": [f"R{at:05}" for at in range(300)],
                "receiver_id": RNG.choices([12, 13, 20], k=300),
            }
        ),
    }
    assert one("wms_receipt", "receiver_id", "sys_user", "user_id") in found(frames)


def test_a_number_written_together_with_whose_it_is_marks_a_reference():
    readers = range(1, 1500)
    frames = {
        "borrowers": pl.DataFrame(
            {"borrowernumber": readers, "userid": [f"u{each * 7919 % 9973:04}" for each in readers]}
        ),
        "issues": pl.DataFrame(
            {"issue_id": range(1, 601), "borrowernumber": RNG.choices(readers, k=600)},
        ),
    }
    assert found(frames) == {one("issues", "borrowernumber", "borrowers", "borrowernumber")}


def test_the_type_above_a_type_is_one():
    types = ["BK", "AV", "CF", "DVD", "CD", "LP", "EB", "MAP", "MU", "VM", "REF", "SER"]
    frames = {
        "itemtypes": pl.DataFrame(
            {
                "itemtype": types,
                "parent_type": [None, None, "BK", "AV", "AV", "AV", "BK", "BK", *["AV"] * 4],
            }
        ),
        "items": pl.DataFrame({"itemnumber": range(1, 400), "itype": RNG.choices(types, k=399)}),
    }
    assert one("itemtypes", "parent_type", "itemtypes", "itemtype") in found(frames)


def bank(account: str, party: str, count: int) -> dict[str, pl.DataFrame]:
    """Return accounts, parties and who holds what, and so many rows that name a holding."""
    pairs = sorted({(at, RNG.randint(1, 600)) for at in range(1, 801) for _ in range(2)})
    held = RNG.choices(pairs, k=count)
    accounts, parties = (list(each) for each in zip(*held, strict=True))
    own = {"number": [f"N{at * 7919 % 9973:04}" for at in range(count)]}
    return {
        "tblAccount": pl.DataFrame({"accountId": range(1, 801)}),
        "tblParty": pl.DataFrame({"partyId": range(1, 601), "gender": RNG.choices("MF", k=600)}),
        "tblAccountHolder": pl.DataFrame(
            {
                "accountId": [each for each, _ in pairs],
                "partyId": [each for _, each in pairs],
                "since": RNG.choices(["2019-01-02", "2020-03-04"], k=len(pairs)),
            }
        ),
        "tblOther": pl.DataFrame(own | {account: accounts, party: parties}),
    }


def test_an_account_and_its_holder_are_one_of_the_holders():
    frames = bank("accountId", "holderId", 900)
    together = frozenset({("accountId", "accountId"), ("holderId", "partyId")})
    assert ("tblOther", together, "tblAccountHolder") in found(frames)


def test_who_borrows_and_what_is_paid_from_are_told_apart():
    frames = bank("repaymentAccountId", "borrowerId", 200)
    assert one("tblOther", "repaymentAccountId", "tblAccount", "accountId") in found(frames)


def test_what_comes_before_a_course_is_a_course():
    courses = [f"{at}" for at in RNG.sample(range(100, 1000), 200)]
    pairs = sorted({(RNG.choice(courses), RNG.choice(courses)) for _ in range(100)})
    frames = {
        "course": pl.DataFrame({"course_id": courses, "credits": RNG.choices([2, 3, 4], k=200)}),
        "prereq": pl.DataFrame(pairs, schema=["course_id", "prereq_id"], orient="row"),
    }
    assert found(frames) == {
        one("prereq", "course_id", "course", "course_id"),
        one("prereq", "prereq_id", "course", "course_id"),
    }


def test_a_refund_is_that_of_another_payment():
    others = [RNG.choice([None, None, at]) for at in range(1, 401)]
    frames = {
        "payment": pl.DataFrame(
            {
                "id": range(1, 401),
                "method": RNG.choices(["a", "b"], k=400),
                "refund_of": others[::-1],
            }
        )
    }
    assert found(frames) == {one("payment", "refund_of", "payment", "id")}


def test_an_administrator_may_audit():
    frames = {
        "t_admin": pl.DataFrame(
            {"adminId": range(1, 31), "loginName": [f"a{i}" for i in range(30)]}
        ),
        "t_refund": pl.DataFrame(
            {
                "refundNo": [f"R{at:05}" for at in range(300)],
                "auditBy": RNG.choices(range(1, 31), k=300),
            }
        ),
    }
    assert found(frames) == {one("t_refund", "auditBy", "t_admin", "adminId")}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("movies", "movieId"),
        ("warehouses", "warehouse_id"),
        ("diagnoses", "diagnosis_id"),
        ("quizzes", "quiz_id"),
        ("statuses", "status_id"),
    ],
)
def test_a_table_of_many_things_is_named_for_one(table, column):
    numbers = sorted(RNG.sample(range(1, 200_000), 600))
    frames = {
        table: pl.DataFrame({column: numbers, "title": [f"t{at}" for at in range(600)]}),
        "links": pl.DataFrame({column: numbers, "imdb": [f"x{at}" for at in range(600)]}),
        "ratings": pl.DataFrame({"at": range(900), column: RNG.choices(numbers, k=900)}),
    }
    assert found(frames) == {
        one("links", column, table, column),
        one("ratings", column, table, column),
    }


def test_most_words_of_a_list_are_no_reference_to_it():
    words = [f"w{at * 7919 % 9973:04}" for at in range(111)]
    frames = {
        "genome_tags": pl.DataFrame({"tagId": range(1, 112), "tag": words}),
        "tags": pl.DataFrame(
            {
                "userId": RNG.choices(range(5000, 5300), k=900),
                "tag": RNG.choices([*words, "a", "b", "c"], k=900),
            }
        ),
    }
    assert not found(frames)
