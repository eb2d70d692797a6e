"""Messages: their texts by language, made from alarms, cut to a limit without breaking a letter."""

from hypothesis import given
from hypothesis import strategies as st

from onedata_resources.clients.notify_message import (
    BOTH,
    Level,
    Message,
    Text,
    cut,
    fitted,
    harmless,
    marked,
    one_line,
)

WORDS = st.text(st.characters(codec="utf-8"), max_size=200)
LINK = "https://onedata.example/runs/1"


@given(WORDS, st.integers(20, 300))
def test_a_cut_text_keeps_to_its_bytes_and_begins_as_the_whole_does(text, size):
    short = cut(text, size)
    assert len(short.encode()) <= size
    assert text.startswith(short.removesuffix("…"))


@given(WORDS, st.integers(100, 400))
def test_a_fitted_text_keeps_to_its_bytes_and_ends_with_its_link(text, size):
    whole = fitted(f"{text}\n{LINK}", LINK, size)
    assert len(whole.encode()) <= size
    assert whole.endswith(LINK)


@given(WORDS, WORDS, st.integers(1500, 5000))
def test_markdown_keeps_to_its_bytes(title, body, size):
    message = Message(Text(title, title), Text(body, body), link=LINK)
    for language in ("zh", "en", BOTH):
        assert len(marked(message, language, size).encode()) <= size


@given(WORDS)
def test_a_line_is_one_line_of_what_can_be_printed(text):
    line = one_line(text)
    assert line.isprintable()
    assert line == line.strip()


@given(
    st.lists(st.sampled_from(["<@", "](", "<at", "<font", "x", "<", "]"]), max_size=9).map("".join)
)
def test_nothing_that_markdown_acts_on_is_left(text):
    assert not any(call in harmless(text) for call in ("<@", "](", "<at", "<font"))


def test_an_alarm_becomes_a_message_of_both_languages():
    message = Message.of(
        {
            "kind": "run_failed",
            "severity": "error",
            "title": {"zh": "运行失败", "en": "Run failed"},
            "what": {"zh": "磁盘已满", "en": "disk full"},
            "where": ["dwd/sales"],
            "todo": {"zh": "请清理", "en": "clean up"},
            "link": LINK,
            "owners": ["team:sales"],
            "projects": ["retail"],
            "text": "whole",
        }
    )
    assert message.level is Level.ERROR
    assert message.plain("zh") == f"运行失败\n磁盘已满\ndwd/sales\n请清理\n{LINK}"
    assert message.plain("en") == f"Run failed\ndisk full\ndwd/sales\nclean up\n{LINK}"
    assert message.plain(BOTH) == "whole"
    assert (message.projects, message.owners) == (frozenset({"retail"}), ("team:sales",))


def test_an_alarm_of_text_alone_is_not_said_twice():
    message = Message.of({"text": "first\nrest"})
    assert message.plain("zh") == "first\nrest"
    assert message.level is Level.INFO


def test_a_link_that_would_break_out_of_markdown_is_left_out():
    message = Message(Text("t", "t"), Text("b", "b"), link="http://x) [y](http://evil")
    assert "evil" not in marked(message, "zh", 1000)
