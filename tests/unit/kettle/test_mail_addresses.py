"""MailValidator tells whether addresses are well formed as commons-validator 1.3.1 does."""

import pytest

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.values.mail_addresses import well_formed
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

FIELDS = (
    "<emailfield>a</emailfield><resultfieldname>ok</resultfieldname>"
    "<errorsFieldName>why</errorsFieldName>"
)
TEXTS = "<emailValideMsg>good</emailValideMsg><emailNotValideMsg>bad</emailNotValideMsg>"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("jsmith@apache.org", True), ("jsmith@apache.com", True), ("jsmith@apache.net", True),
        ("jsmith@apache.info", True), ("jsmith@apache.", False), ("jsmith@apache.c", False),
        ("someone@yahoo.museum", True), ("andy.noble@data-workshop.com", True),
        ("andy-noble@data-workshop.-com", False), ("andy.noble@data-workshop.c-om", False),
        ("andy-noble@data-workshop.co-m", False), ("andy.o'reilly@data-workshop.com", True),
        ("foo+bar@i.am.not.in.us.example.com", True), ("andy@o'reilly.data-workshop.com", False),
        ("andy.noble@data-workshop.com.", False), ("joe@ap/ache.org", True),
        ("joe1blow@apache.org", True), ("joe$blow@apache.org", True), ("joe-@apache.org", True),
        ("joe_@apache.org", True), ("joe!/blow@apache.org", True), ("joe ok@apache.org", False),
        ('"joe blow"@apache.org', True), ('"joe(nospam)"@apache.org', True),
        ("joe.@apache.org", False), (".joe@apache.org", False), ("joe..blow@apache.org", False),
        ("joe blow@apache.org", False), ("joe@localhost", False), ("joe@[216.109.118.76]", True),
        ("joe@[216.109.118.256]", False), ("someone@[216.109.118.76", False), ("a@b@c.org", False),
        ("joe@apache.org(work)", True), ("joe(work)@apache.org", False), ("joe@apache.1", False),
        ("jöe@apache.org", False), ("", False), ("@apache.org", False), ("joe", False),
        (" joe@apache.org ", True), ("joe:blow@apache.org", False), ("joe,x@apache.org", False),
    ],
)  # fmt: skip
def test_an_address_is_well_formed_or_not(address, good):
    assert well_formed(address) is good


def checked(tmp_path, settings: str):
    given = grid("g", {"a": "String"}, [["a@b.org"], ["a@b"], [""]])
    checking = step("m", "MailValidator", FIELDS + settings)
    done = run(ktr(given, checking, text_output("o", tmp_path / "out")))
    assert done.status == "Finished", done.log.text()
    return [[each.strip() for each in row.split("|")] for row in rows_of(tmp_path / "out")]


def test_the_rows_say_what_is_wrong(tmp_path):
    assert checked(tmp_path, "") == [
        ["a@b.org", "Y", ""],
        ["a@b", "N", "Malformed address a@b!"],
        ["", "N", "Email address is empty!"],
    ]


def test_the_result_is_a_text_where_one_is_wanted(tmp_path):
    rows = checked(tmp_path, f"<ResultAsString>Y</ResultAsString>{TEXTS}")
    assert [row[1] for row in rows] == ["good", "bad", "bad"]


def test_a_domain_of_many_parts_is_an_error_of_its_row():
    errors = (
        "<step_error_handling><error><source_step>m</source_step><target_step>bad</target_step>"
        "<is_enabled>Y</is_enabled></error></step_error_handling>"
    )
    given = grid("g", {"a": "String"}, [["a@b.c.d.e.f.g.h.i.j.org"], ["a@b.c.d.e.f.g.h.i.j.k.org"]])
    steps = (given, step("m", "MailValidator", FIELDS), step("d", "Dummy"), step("bad", "Dummy"))
    done = run(ktr(*steps, hops=[("g", "m"), ("m", "d"), ("m", "bad")], extra=errors))
    assert [metrics(done, name).read for name in ("d", "bad")] == [1, 1], done.log.text()
    done = run(ktr(*steps[:3]))
    assert "ArrayIndexOutOfBounds" in done.log.text()


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("", "name the field"),
        (FIELDS + "<ResultAsString>Y</ResultAsString>", "give the texts"),
        (FIELDS + "<smtpCheck>Y</smtpCheck>", "SMTP check"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings, why):
    with pytest.raises(PrepareError, match=why):
        run(ktr(grid("g", {"a": "String"}, []), step("m", "MailValidator", settings)))
