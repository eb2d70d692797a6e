"""Who reads the audit log, how it is searched, exported and verified."""

import csv
import io
import json

import pytest
import sqlalchemy as sa

from onedata_resources.store.tables import AuditRecord


def test_creators_read_what_happened_in_their_projects_only(home):
    root, carl = home.browser("root"), home.browser("carl")
    root.ask("PUT", "/projects/alpha/members/lone", {"role": "dev"})
    root.ask("PUT", "/projects/beta/members/lone", {"role": "dev"})
    seen = carl.get("/audit").json()
    assert [(each["action"], each["project"]) for each in seen["items"]] == [
        ("member.set", "alpha")
    ]
    assert carl.get("/audit?project=beta").json()["total"] == 0
    assert root.get("/audit?action=member.set").json()["total"] == 2


@pytest.mark.row("S81")
def test_the_audit_log_is_searched_exported_and_verified(home):
    root = home.browser("root")
    root.post("/people", {"name": "zhao", "display_name": "=cmd()"})
    root.ask("PATCH", "/people/zhao", {"display_name": "=1+1", "organisation": "测试部"})
    assert root.get("/audit?search=测试部").json()["total"] == 1
    lines = root.get("/audit/export?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert [row["action"] for row in rows][-1] == "audit.export"
    told = [json.loads(line) for line in root.get("/audit/export?format=jsonl").text.splitlines()]
    assert [each["sequence"] for each in told] == list(range(1, len(told) + 1))
    assert root.get("/audit/verification").json()["intact"] is True
    with home.portal.store.transaction() as session:
        session.execute(sa.update(AuditRecord).where(AuditRecord.sequence == 2).values(actor="bob"))
    found = root.get("/audit/verification").json()
    assert (found["intact"], found["first_broken"]) == (False, 2)


def test_what_a_spreadsheet_would_run_is_a_text_in_the_export(home):
    home.browser().sign_in("=HYPERLINK(1)", "wrong")
    text = home.browser("root").get("/audit/export").text
    assert ",'=hyperlink" in text.lower()
