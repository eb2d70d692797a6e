"""`onedata usage`: tables and findings in both languages, JSON for programs, and no store."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from onedata_assets.cli.usage import run_usage
from onedata_resources.errors import BadInputError
from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.database import opened


def use(url: str) -> None:
    """Let lin read a little for two weeks, and today very much."""
    now = datetime.now(UTC)
    with opened(url) as store:
        log = AuditLog(store, b"k" * 32)
        for ago in range(14, -1, -1):
            read = Event("lin", "data.read", "table", "dwd/[bold]member", "alpha", "allowed")
            for _ in range(1 if ago else 40):
                log.write(read, now - timedelta(days=ago))
        log.write(Event("wang", "sign_in", "session", result="refused"), now)


@pytest.fixture
def used(home, monkeypatch):
    url = f"sqlite:///{home}/store/used.db"
    monkeypatch.setenv("STORE_URL", url)
    use(url)


def said(capsys, **asked) -> str:
    options = {"days": 7, "person": "", "zone": "UTC", "as_json": False} | asked
    assert run_usage(**options) == 0
    return capsys.readouterr().out


@pytest.mark.row("S82")
@pytest.mark.usefixtures("used")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1 active people, 46 actions", "Person", "Read data 40 times that day"]),
        ("zh", ["活跃 1 人，操作 46 次", "人员", "当日读取数据 40 次"]),
    ],
)
def test_use_is_told_in_the_readers_language(capsys, monkeypatch, language, words):
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    text = " ".join(said(capsys).split())
    assert [word for word in words if word not in text] == []
    assert "dwd/[bold]member" in text


@pytest.mark.usefixtures("used")
def test_programs_read_json(capsys):
    told = json.loads(said(capsys, as_json=True))
    assert told["totals"]["reads"] == 46
    assert len(told["daily"]) == 7
    [finding] = told["findings"]
    assert (finding["kind"], finding["actor"], finding["records"]) == ("many_reads", "lin", 40)


@pytest.mark.usefixtures("used")
def test_one_person_is_told_alone(capsys):
    told = json.loads(said(capsys, person="wang", as_json=True))
    assert [each["actor"] for each in told["people"]] == ["wang"]
    assert told["findings"] == []


def test_without_a_store_nothing_is_told_and_nothing_made(home, capsys):
    text = said(capsys)
    assert "0 active people" in text
    assert "Nothing unusual" in text
    assert not home.exists()


@pytest.mark.usefixtures("home")
def test_a_zone_that_is_none_is_refused():
    with pytest.raises(BadInputError, match="Nowhere/Land"):
        run_usage(days=7, person="", zone="Nowhere/Land", as_json=False)
