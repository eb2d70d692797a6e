"""What the portal does on behalf of a request is recorded as its sender's."""

from onedata_portal.gateway.known import REQUEST, Known, set_known
from onedata_portal.gateway.viewer import Viewer
from onedata_resources.store.audit import Event
from onedata_resources.store.audit_search import AuditFilter


def test_what_a_request_asks_dagster_inside_the_process_is_of_who_sent_it(home):
    person = home.portal.people.get("dan")
    scope = {"client": ("10.2.3.4", 1), "headers": []}
    set_known(scope, Known(Viewer("dan"), person, "session"))
    try:
        home.portal.record({"type": "http"}, Event("", "dagster.launchRun"))
    finally:
        REQUEST.set(None)
    event = home.portal.audit.find(AuditFilter(), limit=1)[0][0].event
    assert (event.actor, event.via, event.address) == ("dan", "session", "10.2.3.4")


def test_sessions_that_are_over_are_forgotten_when_somebody_signs_in(home):
    home.browser("dan")
    home.clock.goes_on(hours=13)
    home.browser().sign_in("carl")
    with home.portal.store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 1
