"""The Mail step sends a message for each row, to a mail server on this machine."""

import zipfile
from io import BytesIO

import pytest

from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

pytestmark = pytest.mark.integration

NAMES = ("to", "cc", "who", "host", "port", "about", "text", "more")
COLUMNS: dict[str, str] = dict.fromkeys(NAMES, "String")
FIELDS = (
    "<destination>to</destination><destinationCc>cc</destinationCc><replyto>who</replyto>"
    "<server>host</server><port>port</port><subject>about</subject><comment>text</comment>"
)
ERRORS = (
    "<step_error_handling><error><source_step>m</source_step><target_step>bad</target_step>"
    "<is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename>"
    "<codes_valuename>code</codes_valuename></error></step_error_handling>"
)


def row(port: int, **others: str) -> list[str]:
    known = {"to": "a@x.org b@x.org", "cc": "c@x.org", "who": "me@x.org", "host": "127.0.0.1",
             "port": str(port), "about": "件", "text": "hällo"}  # fmt: skip
    return [str((known | others).get(name, "")) for name in COLUMNS]


def sent(mails, settings: str = "", rows=None, **others: str):
    given = grid("g", COLUMNS, rows or [row(mails.port, **others)])
    done = run(ktr(given, step("m", "Mail", FIELDS + settings), step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    assert metrics(done, "d").read == len(mails.messages)
    return done


def names(message) -> list[str]:
    return [each.get_filename() for each in message.walk() if each.get_filename()]


def test_each_row_is_a_message(mails):
    settings = (
        "<replytoname>more</replytoname><contact_phone>more</contact_phone>"
        "<include_date>Y</include_date><use_Priority>Y</use_Priority><priority>low</priority>"
    )
    sent(mails, settings, [row(mails.port, more="Müller"), row(mails.port, to="z@x.org", cc="")])
    (first, message), (second, plain) = mails.messages
    assert (sorted(first), second) == (["a@x.org", "b@x.org", "c@x.org"], ["z@x.org"])
    assert (message["Subject"], message["From"]) == ("件", "Müller <me@x.org>")
    assert (message["X-Priority"], message["Importance"]) == ("3", "normal")
    assert message.get_content_type() == "multipart/mixed"
    lines = message.get_payload()[0].get_content().splitlines()
    assert lines[:2] == ["hällo", ""]
    assert lines[2].startswith("Message date: 2")
    assert lines[3:] == ["", "Contact information :", "---------------------",
                         "Person to contact : null", "Telephone number  : Müller", ""]  # fmt: skip
    assert (plain["Cc"], plain["From"]) == (None, "me@x.org")
    assert "Contact" not in plain.get_payload()[0].get_content()


@pytest.mark.parametrize(
    ("text", "encoding", "charset"),
    [("hällo", "", "iso-8859-1"), ("你好", "", "utf-8"), ("你好", "gbk", "gbk")],
)
def test_html_is_sent_in_its_encoding_where_that_has_the_signs(mails, text, encoding, charset):
    sent(mails, f"<use_HTML>Y</use_HTML><encoding>{encoding}</encoding>", text=text)
    body = mails.messages[0][1].get_payload()[0]
    assert (body.get_content_type(), body.get_content_charset()) == ("text/html", charset)
    assert body.get_content().splitlines() == [text, ""]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.csv", "b.csv", "c.txt", "deep/d.csv"):
        (tmp_path / "in" / name).write_text(name)
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["a.csv", "b.csv", "c.txt"]),
        ("<sourcewildcard>.*csv</sourcewildcard>", ["a.csv", "b.csv"]),
        ("<include_subfolders>Y</include_subfolders>", ["a.csv", "b.csv", "c.txt", "d.csv"]),
        ("<zip_files>Y</zip_files><zip_name>all.zip</zip_name>", ["all.zip"]),
        # Kettle attaches nothing where the files are not more than the limit.
        ("<zip_files>Y</zip_files><zip_name>a.zip</zip_name><zip_limit_size>1</zip_limit_size>",
         []),
    ],
)  # fmt: skip
def test_files_of_a_folder_are_attached(mails, files, settings, expected):
    sent(mails, f"<sourcefilefoldername>{files}</sourcefilefoldername>{settings}")
    assert names(mails.messages[0][1]) == expected


def test_files_and_their_archive_are_named_by_the_row(mails, files):
    settings = (
        "<isFilenameDynamic>Y</isFilenameDynamic><dynamicFieldname>more</dynamicFieldname>"
        "<zipFilenameDynamic>Y</zipFilenameDynamic><dynamicZipFilename>about</dynamicZipFilename>"
        "<zip_files>Y</zip_files>"
    )
    sent(mails, settings, more=str(files / "a.csv"), about="one.zip")
    [attached] = list(mails.messages[0][1].iter_attachments())
    assert attached.get_filename() == "one.zip"
    with zipfile.ZipFile(BytesIO(attached.get_content())) as archive:
        assert archive.read("a.csv") == b"a.csv"


def test_a_message_goes_without_files_that_are_not_there(mails, tmp_path):
    images = "<embeddedimages><embeddedimage><image_name>/no.png</image_name></embeddedimage>"
    missing = f"<sourcefilefoldername>{tmp_path}/no</sourcefilefoldername>"
    done = sent(mails, f"{missing}{images}</embeddedimages>")
    assert names(mails.messages[0][1]) == []
    assert "We can not find file/folder" in done.log.text()
    assert "[/no.png] is not a valid image file!" in done.log.text()


def test_archives_cannot_hold_two_files_of_a_name(mails, files):
    (files / "deep" / "a.csv").write_text("again")
    settings = (
        f"<sourcefilefoldername>{files}</sourcefilefoldername><zip_files>Y</zip_files>"
        "<zip_name>all.zip</zip_name><include_subfolders>Y</include_subfolders>"
    )
    done = sent(mails, settings)
    assert names(mails.messages[0][1]) == []
    assert "duplicate entry: a.csv" in done.log.text()


def test_a_field_s_content_is_attached_and_images_are_embedded(mails, tmp_path):
    (tmp_path / "i.png").write_bytes(b"png")
    settings = (
        "<attachContentFromField>Y</attachContentFromField>"
        "<attachContentField>text</attachContentField>"
        "<attachContentFileNameField>more</attachContentFileNameField><embeddedimages>"
        f"<embeddedimage><image_name>{tmp_path}/i.png</image_name><content_id>one</content_id>"
        "</embeddedimage></embeddedimages>"
    )
    sent(mails, settings, more="说明.txt")
    message = mails.messages[0][1]
    _, content, image = message.get_payload()
    assert message.get_content_type() == "multipart/related"
    assert (content.get_filename(), content.get_content_type()) == ("说明.txt", "application/x-any")
    assert content.get_content() == "hällo".encode()
    assert (image["Content-ID"], image.get_content()) == ("<one>", b"png")


def test_rows_that_cannot_be_sent_take_the_error_hop(mails, tmp_path):
    port = mails.port
    given = [row(port, to=""), row(port, host=""), row(port, who=""), row(9),
             row(port, to="a@x.org  b@x.org"), row(port)]  # fmt: skip
    steps = (grid("g", COLUMNS, given), step("m", "Mail", FIELDS), step("d", "Dummy"),
             text_output("bad", tmp_path / "bad"))  # fmt: skip
    done = run(ktr(*steps, hops=[("g", "m"), ("m", "d"), ("m", "bad")], extra=ERRORS))
    assert (done.status, metrics(done, "d").read) == ("Finished", 1), done.log.text()
    said = [each.split("|")[-2:] for each in rows_of(tmp_path / "bad")]
    words = ["Mail receiver is empty!", "Smtp server is empty!", "The sender e-mail address",
             "[Errno 111]", "Illegal address in"]  # fmt: skip
    assert [a.startswith(b) for (a, _), b in zip(said, words, strict=True)] == [True] * 5, said
    assert {code for _, code in said} == {"MAIL001"}


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("", "field with the recipients"),
        (FIELDS + "<use_auth>Y</use_auth>", "field with the user"),
        (FIELDS + "<zip_files>Y</zip_files>", "name the archive"),
        (FIELDS + "<attachContentFromField>Y</attachContentFromField>", "the content to attach"),
        (FIELDS + "<zipFilenameDynamic>Y</zipFilenameDynamic>", "field with the archive"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings, why):
    with pytest.raises(PrepareError, match=why):
        run(ktr(grid("g", COLUMNS, []), step("m", "Mail", settings), step("d", "Dummy")))
