"""What is wanted of several projects is asked for at once, whatever their number."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from onedata_assets.domain.security.installation import Installation
from onedata_portal.project_settings import stored_settings
from onedata_resources.store import receivers
from onedata_resources.store.projects import Projects
from onedata_resources.store.receivers import Members
from tests.integration.store.conftest import NOW


@pytest.fixture
def three(store, people, monkeypatch):
    """Three projects: lin is in two of them, ann in one, and bo, who may not sign in, in each."""

    @contextmanager
    def lent(_url: str) -> Iterator[object]:
        yield store

    monkeypatch.setattr(receivers, "opened", lent)
    projects = Projects(store)
    for number, name in enumerate(("alpha", "beta", "gamma")):
        projects.add(name, now=NOW, settings={"priority": str(number)})
    for name, language in (("lin", "en"), ("ann", ""), ("bo", "en")):
        people.add(name, now=NOW, email=f"{name}@a.example", language=language)
    for project, person in (
        ("alpha", "lin"),
        ("beta", "lin"),
        ("beta", "ann"),
        ("gamma", "bo"),
        ("alpha", "bo"),
    ):
        projects.set_role(project, person, "viewer", NOW)
    people.change("bo", is_active=False)
    return store


@contextmanager
def statements(store) -> Iterator[list[str]]:
    """Lend the list of what is asked of the database meanwhile."""
    asked: list[str] = []

    def listen(_c: object, _cu: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", listen)


@pytest.mark.parametrize(
    ("projects", "names"),
    [
        (["alpha"], ["lin"]),
        (["beta", "alpha", "nothing"], ["ann", "lin"]),
        (["gamma"], []),
        (["nothing"], []),
        ([], ["ann", "lin"]),
    ],
)
def test_members_of_all_projects_are_asked_for_at_once(three, projects, names):
    with statements(three) as asked:
        found = Members("", "beta").of(projects)
    assert [each.name for each in found] == names
    language = {"ann": "zh", "lin": "en"}
    assert [(each.language, each.email) for each in found] == [
        (language[name], f"{name}@a.example") for name in names
    ]
    assert len(asked) == 1


def test_settings_of_all_projects_are_asked_for_at_once(three):
    read = stored_settings(Projects(three), Installation())
    with statements(three) as asked:
        found = read(iter(["gamma", "nothing", "beta"]))
    assert [(name, each.priority) for name, each in found.items()] == [("gamma", 2), ("beta", 1)]
    assert len(asked) == 1
    with statements(three) as asked:
        assert read([]) == {}
    assert asked == []
