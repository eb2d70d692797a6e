"""HTTP, MAIL and PING entries, and slave servers, against servers on this machine."""

import re
import ssl
import subprocess
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from onedata_assets.cli.processes import free_port
from onedata_resources.kettle.engine.outcome import ResultFile
from tests.integration.kettle.kept_mail import Kept
from tests.unit.kettle_jobs.entries import ended, flags, rows, run_entry
from tests.unit.kettle_server.job_runs import said

pytestmark = pytest.mark.integration


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        told = str(self.headers) if self.path == "/headers" else f"hello {self.path}"
        self.answer(told.encode())

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])).upper())

    def answer(self, body: bytes) -> None:
        wants = self.path.startswith("/secret")
        refused = wants and self.headers.get("Authorization") != "Basic dTpw"
        self.send_response(401 if refused else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_answer_is_kept_in_its_file(web, tmp_path):
    xml = f"<url>{web}/${{V}}</url><targetfilename>{tmp_path}/x</targetfilename>"
    run = run_entry("HTTP", xml, variables={"V": "a"})
    assert (ended(run), (tmp_path / "x").read_text()) == ((True, 0), "hello /a")
    assert [each.path for each in run.result.files] == [str(tmp_path / "x")]
    run_entry("HTTP", xml + flags("file_appended"), variables={"V": "b"})
    assert (tmp_path / "x").read_text() == "hello /ahello /b"


def test_a_file_is_sent_for_every_row(web, tmp_path):
    (tmp_path / "up").write_text("up")
    xml = (
        "<url_fieldname>f0</url_fieldname><upload_fieldname>f1</upload_fieldname>"
        "<dest_fieldname>f2</dest_fieldname>" + flags("run_every_row")
    )
    given = rows(
        [f"{web}/a", str(tmp_path / "up"), str(tmp_path / "1")],
        [f"{web}/b", None, str(tmp_path / "2")],
    )
    assert ended(run_entry("HTTP", xml, rows=given)) == (True, 0)
    assert [(tmp_path / n).read_text() for n in "12"] == ["UP", "hello /b"]


@pytest.mark.parametrize(("login", "expected"), [("", (False, 1)), ("u", (True, 0))])
def test_a_login_is_given_where_it_is_set(web, tmp_path, login, expected):
    xml = (
        f"<url>{web}/secret</url><targetfilename>{tmp_path}/x</targetfilename>"
        f"<username>{login}</username><password>p</password>"
    )
    run = run_entry("HTTP", xml)
    assert ended(run) == expected
    assert ((tmp_path / "x").read_bytes() != b"") is expected[0]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "nonsense", "ftp://h/x"])
def test_a_server_that_is_away_is_an_error(url, tmp_path):
    run = run_entry("HTTP", f"<url>{url}</url><targetfilename>{tmp_path}/x</targetfilename>")
    assert ended(run) == (False, 1)
    assert (tmp_path / "x").read_bytes() == b""


def test_a_header_needs_a_name_and_a_value(web, tmp_path):
    header = "<header><header_name>{}</header_name><header_value>{}</header_value></header>"
    xml = (
        f"<url>{web}/headers</url><targetfilename>{tmp_path}/x</targetfilename><headers>"
        + header.format("X-Own", "mine")
        + header.format("X-Empty", "")
        + header.format("", "nameless")
        + "</headers>"
    )
    assert ended(run_entry("HTTP", xml)) == (True, 0)
    sent = (tmp_path / "x").read_text()
    assert "X-Own: mine" in sent
    assert "X-Empty" not in sent
    assert "nameless" not in sent


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"u" and data.password == b"p", handled=False)


def letter(port: int, extra: str = "") -> str:
    return (
        f"<server>127.0.0.1</server><port>{port}</port><destination>a@x.org b@x.org</destination>"
        "<destinationCc>c@x.org</destinationCc><destinationBCc>d@x.org</destinationBCc>"
        "<replyto>me@x.org</replyto><replytoname>Müller</replytoname><subject>Job ${V}</subject>"
        f"<comment>你好</comment>{extra}"
    )


def test_a_message_reaches_all_with_the_state_of_the_job(mails):
    run = run_entry("MAIL", letter(mails.port, flags("include_date")), variables={"V": "done"})
    assert ended(run) == (True, 0), said(run)
    [(recipients, message)] = mails.messages
    assert sorted(recipients) == ["a@x.org", "b@x.org", "c@x.org", "d@x.org"]
    assert (message["Subject"], message["From"], message["Bcc"]) == (
        "Job done",
        "Müller <me@x.org>",
        None,
    )
    text = message.get_content()
    assert "你好" in text
    assert "JobName    : j" in text
    assert "Errors               : 0" in text


@pytest.mark.parametrize("zipped", [False, True])
def test_the_result_s_files_of_the_chosen_kinds_are_attached(mails, tmp_path, zipped):
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "b.log").write_text("2")
    files = (ResultFile(str(tmp_path / "a.csv")), ResultFile(str(tmp_path / "b.log"), "Log"))
    extra = (
        flags("include_files", "only_comment", "use_HTML", *(["zip_files"] * zipped))
        + "<filetypes><filetype>GENERAL</filetype></filetypes><zip_name>all.zip</zip_name>"
    )
    assert ended(run_entry("MAIL", letter(mails.port, extra), files=files)) == (True, 0)
    [(_, message)] = mails.messages
    [attached] = list(message.iter_attachments())
    if zipped:
        with zipfile.ZipFile(BytesIO(attached.get_content())) as archive:
            assert archive.namelist() == ["a.csv"]
    else:
        assert attached.get_filename() == "a.csv"
    assert message.get_body().get_content_type() == "text/html"


def test_an_archive_that_cannot_be_made_is_an_error_and_the_message_goes(mails, tmp_path):
    extra = (
        flags("include_files", "zip_files")
        + "<filetypes><filetype>GENERAL</filetype></filetypes><zip_name>all.zip</zip_name>"
    )
    gone = (ResultFile(str(tmp_path / "gone.csv")),)
    assert ended(run_entry("MAIL", letter(mails.port, extra), files=gone)) == (False, 1)
    [(_, message)] = mails.messages
    assert not list(message.iter_attachments())


@pytest.mark.parametrize("tag", ["server", "destination", "replyto"])
def test_an_address_that_is_missing_is_an_error_only_where_the_entry_runs(tag):
    without = re.sub(f"<{tag}>.*</{tag}>", "", letter(9))
    assert ended(run_entry("MAIL", without)) == (False, 1)


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A server that wants TLS and a login; its certificate is trusted."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
         "-days", "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    kept = Kept()

    class Secure(Controller):
        def factory(self):
            return SMTP(
                self.handler, tls_context=context, require_starttls=True, authenticator=login,
                auth_required=True, auth_exclude_mechanism=["LOGIN"],
            )  # fmt: skip

    kept.port = free_port()
    server = Secure(kept, hostname="127.0.0.1", port=kept.port)
    server.start()
    yield kept
    server.stop()


@pytest.mark.parametrize(("password", "expected"), [("p", (True, 0)), ("wrong", (False, 1))])
def test_a_message_goes_over_tls_with_a_login(secure, password, expected):
    extra = (
        flags("use_auth", "use_secure_auth")
        + "<secureconnectiontype>TLS</secureconnectiontype><auth_user>u</auth_user>"
        f"<auth_password>{password}</auth_password>"
    )
    run = run_entry("MAIL", letter(secure.port, extra))
    assert (ended(run), len(secure.messages)) == (expected, int(expected[0]))


def test_a_mail_server_that_is_away_is_an_error():
    assert ended(run_entry("MAIL", letter(9))) == (False, 1)


def test_a_machine_that_answers_is_found():
    run = run_entry("PING", "<hostname>127.0.0.1</hostname><nbr_packets>1</nbr_packets>")
    assert ended(run)[0] or any("needs the program" in line for line in said(run))
    assert ended(run_entry("PING", "<hostname>-f</hostname>")) == (False, 1)
