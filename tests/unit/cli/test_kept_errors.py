"""An error that was kept in both languages is told in that of the reader."""

import pytest

from onedata_assets.cli.say import of_kept
from onedata_resources.errors import BadInputError

pytestmark = pytest.mark.row("S01")


@pytest.mark.parametrize(("language", "told"), [("en", "no host"), ("zh", "没有主机")])
def test_of_a_kept_error_the_readers_language_is_told(monkeypatch, language, told):
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    assert of_kept(str(BadInputError("no host", "没有主机"))) == told


@pytest.mark.parametrize("kept", ["", "one line", "one\ntwo\nthree"])
def test_another_text_stays_as_it_is(monkeypatch, kept):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    assert of_kept(kept) == kept
