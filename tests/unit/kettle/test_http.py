"""Steps that call HTTP services, against a server in the test: what is sent and what comes back."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent; the path decides status and delay."""

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        self.server.seen.append((self.command, self.path, body))
        if self.path.startswith("/slow"):
            time.sleep(0.4)
        status = int(self.path.split("/status/")[1][:3]) if "/status/" in self.path else 200
        names = ("X-Key", "Content-Type", "Authorization")
        sent = {name: self.headers[name] for name in names if self.headers[name]}
        text = json.dumps(
            {"m": self.command, "p": self.path, "b": body, **sent}, ensure_ascii=False
        )
        if self.path.startswith("/xml"):
            text = "<a><v>1</v><v>2</v></a>"
        self.send_response(status)
        self.send_header("X-Two", "1")
        self.send_header("X-Two", "2")
        self.send_header("Content-Type", "application/json")
        data = b"" if status == 204 or self.command == "HEAD" else text.encode()
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = answer  # noqa: N815

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as found:
        found.seen = []
        found.url = f"http://127.0.0.1:{found.server_port}"
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


COLUMNS = {"u": "String", "k": "String", "n": "Integer:0"}
RESULT = (
    "<result><name>r</name><code>c</code><response_time>t</response_time>"
    "<response_header>h</response_header></result>"
)
ERRORS = (
    "<step_error_handling><error><source_step>s</source_step><target_step>e</target_step>"
    "<is_enabled>Y</is_enabled><descriptions_valuename>why</descriptions_valuename>"
    "<codes_valuename>code</codes_valuename></error></step_error_handling>"
)
ONLY = (
    "<fields>" + "".join(f"<field><name>{n}</name></field>" for n in ("r", "c", "h")) + "</fields>"
)


def called(tmp_path, kind, settings, rows, hop=False):
    output = text_output("o", tmp_path / "o", ONLY).replace('<enclosure>"</enclosure>', "")
    steps = [grid("g", COLUMNS, rows), step("s", kind, settings + RESULT), output]
    if not hop:
        return run(ktr(*steps))
    hops = [("g", "s"), ("s", "o"), ("s", "e")]
    return run(ktr(*steps, text_output("e", tmp_path / "e"), hops=hops, extra=ERRORS))


def bodies(tmp_path):
    return [json.loads(row.partition("|")[0]) for row in rows_of(tmp_path / "o")]


def test_a_get_per_row_has_arguments_and_headers_and_keeps_the_order(tmp_path, server):
    settings = (
        f"<url>{server.url}/x?a=1</url><lookup><arg><name>k</name><parameter>key</parameter></arg>"
        "<arg><name>n</name><parameter>n</parameter></arg><header><name>k</name>"
        "<parameter>X-Key</parameter></header></lookup><encoding>UTF-8</encoding>"
        "<httpLogin>me</httpLogin><httpPassword>pw</httpPassword>"
    )
    rows = [["", "a b&amp;~", str(number)] for number in range(20)]
    done = called(tmp_path, "HTTP", settings, rows)
    assert done.status == "Finished", done.log.text()
    found = bodies(tmp_path)
    assert [each["p"] for each in found] == [f"/x?a=1&key=a+b%26%7E&n={n}" for n in range(20)]
    assert (found[0]["X-Key"], found[0]["Authorization"]) == ("a b&~", "Basic bWU6cHc=")
    _, status, headers = rows_of(tmp_path / "o")[0].split("|")
    assert status == "200"
    assert json.loads(headers)["X-Two"] == ["1", "2"]
    assert metrics(done, "s").read == 20


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("HTTP", "/status/404", "404"),
        ("HTTP", "/status/204", "204"),
        ("Rest", "/status/401", "401"),
        ("Rest", "/status/500", "500"),
        ("HTTPPOST", "/status/500", "500"),
    ],
)
def test_a_status_is_an_answer(tmp_path, server, kind, path, expected):
    settings = f"<url>{server.url}{path}</url><method>GET</method>"
    assert called(tmp_path, kind, settings, [["", "a", "1"]]).status == "Finished"
    assert rows_of(tmp_path / "o")[0].split("|")[1] == expected


@pytest.mark.parametrize("kind", ["HTTP", "HTTPPOST"])
def test_a_refused_login_fails_or_takes_the_error_hop(tmp_path, server, kind):
    settings = "<urlInField>Y</urlInField><urlField>u</urlField>"
    rows = [[f"{server.url}/status/401", "a", "1"], [f"{server.url}/ok", "b", "2"]]
    done = called(tmp_path, kind, settings, rows)
    assert done.status == "Finished (with errors)"
    assert "answered with status 401" in done.log.text()
    assert called(tmp_path, kind, settings, rows, hop=True).status == "Finished"
    [rejected] = rows_of(tmp_path / "e")
    assert rejected.endswith(f"|{kind}001")
    assert len(rows_of(tmp_path / "o")) == 1


@pytest.mark.parametrize("kind", ["HTTP", "HTTPPOST", "Rest"])
def test_a_server_that_is_away_or_too_slow_is_said_with_its_url(tmp_path, server, kind):
    rows = [
        ["http://127.0.0.1:9/x", "a", "1"],
        [f"{server.url}/slow", "b", "2"],
        ["ftp://a/b", "", "3"],
    ]
    settings = (
        "<urlInField>Y</urlInField><urlField>u</urlField><method>GET</method>"
        "<socketTimeout>100</socketTimeout>"
    )
    assert called(tmp_path, kind, settings, rows, hop=True).status == "Finished"
    refused, slow, wrong = rows_of(tmp_path / "e")
    assert "Can not get a result from [http://127.0.0.1:9/x]" in refused
    assert f"Can not get a result from [{server.url}/slow]" in slow
    assert "is no HTTP address" in wrong


def test_a_post_sends_a_field_a_form_or_a_file(tmp_path, server):
    url = f"<url>{server.url}/p</url><encoding>UTF-8</encoding>"
    rows = [["", "<中>".replace("<", "&lt;"), "1"], ["", "b", "2"]]
    assert called(tmp_path, "HTTPPOST", url + "<requestEntity>k</requestEntity>", rows).status
    assert [each["b"] for each in bodies(tmp_path)] == ["<中>", "b"]
    assert bodies(tmp_path)[0]["Content-Type"] == "text/xml; UTF-8"
    form = (
        "<lookup><arg><name>k</name><parameter>a</parameter><header>N</header></arg>"
        "<arg><name>n</name><parameter>b</parameter></arg>"
        "<arg><name>k</name><parameter>X-Key</parameter><header>Y</header></arg>"
        "<query><name>n</name><parameter>q</parameter></query></lookup>"
    )
    called(tmp_path, "HTTPPOST", url + form, [["", "x y", "7"]])
    [found] = bodies(tmp_path)
    assert (found["b"], found["p"], found["X-Key"]) == ("a=x+y&b=7", "/p?q=7", "x y")
    (tmp_path / "body.txt").write_text("from a file")
    file = "<requestEntity>u</requestEntity><postafile>Y</postafile>"
    called(tmp_path, "HTTPPOST", url + file, [[f"{tmp_path}/body.txt", "", "1"]])
    assert bodies(tmp_path)[0]["b"] == "from a file"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/r;m=a%20b?z=1&p=5", "a b"),
        ("PUT", "/r;m=a%20b?z=1&p=5", "a b"),
        ("PATCH", "/r;m=a%20b?z=1&p=5", "a b"),
        ("DELETE", "/r;m=a%20b?z=1&p=5", ""),
        ("GET", "/r?z=1", ""),
        ("OPTIONS", "/r?z=1", ""),
    ],
)
def test_rest_sends_what_goes_with_its_method(tmp_path, server, method, path, body):
    settings = (
        f"<applicationType>JSON</applicationType><method>{method}</method><url>{server.url}/r?z=1</url>"
        "<bodyField>k</bodyField><headers><header><field>k</field><name>X-Key</name></header></headers>"
        "<parameters><parameter><field>n</field><name>p</name></parameter></parameters>"
        "<matrixParameters><matrixParameter><field>k</field><name>m</name></matrixParameter>"
        "</matrixParameters>"
    )
    done = called(tmp_path, "Rest", settings, [["", "a b", "5"]])
    assert done.status == "Finished", done.log.text()
    [found] = bodies(tmp_path)
    assert (found["m"], found["p"], found["b"], found["X-Key"]) == (method, path, body, "a b")
    assert found.get("Content-Type") == ("application/json" if body else None)


def test_the_method_can_come_from_a_field_and_posts_keep_their_order(tmp_path, server):
    settings = (
        f"<url>{server.url}/d</url><dynamicMethod>Y</dynamicMethod>"
        "<methodFieldName>k</methodFieldName>"
    )
    methods = ["POST", "GET", "PUT", "DELETE", "POST"]
    called(tmp_path, "Rest", settings, [["", each, "1"] for each in methods])
    assert [method for method, _, _ in server.seen] == methods


def test_documents_are_read_from_urls_in_a_field(tmp_path, server):
    urls = [[f"{server.url}/xml", "a", "1"]]
    xml = step(
        "s",
        "getXMLData",
        "<IsInFields>Y</IsInFields><XmlField>u</XmlField><readurl>Y</readurl><loopxpath>/a/v"
        "</loopxpath><fields><field><name>v</name><xpath>.</xpath></field></fields>",
    )
    only = "<fields><field><name>v</name></field></fields>"
    done = run(ktr(grid("g", COLUMNS, urls), xml, text_output("o", tmp_path / "o", only)))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1", "2"]
    document = step(
        "s",
        "JsonInput",
        "<IsInFields>Y</IsInFields><valueField>u</valueField><readurl>Y</readurl>"
        "<fields><field><name>v</name><path>$.p</path></field></fields>",
    )
    urls = [[f"{server.url}/j", "a", "1"], [f"{server.url}/status/404", "b", "2"]]
    output = text_output("o", tmp_path / "o", only)
    extra, hops = ERRORS, [("g", "s"), ("s", "o"), ("s", "e")]
    steps = [grid("g", COLUMNS, urls), document, output, text_output("e", tmp_path / "e")]
    done = run(ktr(*steps, hops=hops, extra=extra))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["/j"]
    assert "answered with status 404" in rows_of(tmp_path / "e")[0]
