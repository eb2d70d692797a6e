"""Lines of logs as tables: the formats that are known, the events of several lines, the rest."""

from datetime import UTC, date, datetime, time

import polars as pl
import pytest

from onedata_assets.domain.metadata.log_formats.kinds import kinds_of
from onedata_assets.domain.metadata.log_formats.names import log_name
from onedata_assets.domain.metadata.log_formats.reading import read_log
from onedata_assets.domain.metadata.log_formats.templates import shapes_of, templates_of
from onedata_assets.domain.metadata.log_formats.texts import misfits_told, mixed_told

pytestmark = pytest.mark.row("S06")

WRITTEN = datetime(2026, 11, 26, 8, tzinfo=UTC)


def read(text: str):
    lines = {"part": 0, "begins": True, "line": text.strip("\n").split("\n")}
    found = read_log(pl.DataFrame(lines), WRITTEN)
    assert found is not None
    return found


def clock(*parts: int) -> datetime:
    """Return a moment as a clock without a zone shows it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def first(text: str) -> dict[str, object]:
    return read(text).frame.row(0, named=True)


COMBINED = (
    '10.1.2.3 - frank [02/Jan/2024:10:00:00 +0800] "GET /a?b=1 HTTP/1.1" 200 2326'
    ' "http://x.cn/start" "Mozilla/5.0 (X11; Linux x86_64)"'
)
AT = datetime(2024, 1, 2, 2, tzinfo=UTC)


def test_a_combined_access_log_has_typed_columns_with_its_time_in_utc():
    assert read(COMBINED).properties["format"] == "access (combined)"
    assert first(COMBINED) == {
        "ip": "10.1.2.3",
        "ident": None,
        "user": "frank",
        "time": AT,
        "method": "GET",
        "path": "/a",
        "query": "b=1",
        "protocol": "HTTP/1.1",
        "status": 200,
        "bytes": 2326,
        "referer": "http://x.cn/start",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
    }


COMMON = 'h.cn - - [02/Jan/2024:10:00:00 +0800] "POST /x HTTP/1.1" 304 -'
NGINX = COMBINED + ' "1.2.3.4, 5.6.7.8"'
TIMED = COMBINED + ' 0.012 0.010 10.0.0.5:8080 rt="1"'
OWN = '[02/Jan/2024:10:00:00 +0800] ::1 "GET /a HTTP/1.1" 200 0.012 rid=abc'
OWN_LABELS = (
    "(200) | [24/Feb/2020:06:25:05 +0300] | 37.9.1.2 | RequestTime: 3.057 |"
    ' Request: "GET /c/ HTTP/1.1" | Referrer: "-"'
)
BARE = (
    '83.9.1.7 - - [19/Sep/2024:06:25:03 +0300] GET /a.html HTTP/1.1 "200" 72151 "-" "Mozilla/5.0"'
    ' "www.a.cn to: 192.168.1.9:80" rt="0.489" uct="0.000"'
)
ISO = '2024-01-02T10:00:00+08:00 10.1.2.3 "GET /a HTTP/1.1" 200 12'


@pytest.mark.parametrize(
    ("line", "family", "some"),
    [
        (COMMON, "access (common)", {"host": "h.cn", "status": 304, "bytes": None}),
        (NGINX, "access (combined and more)", {"forwarded_for": "1.2.3.4, 5.6.7.8"}),
        (
            TIMED,
            "access (combined and more)",
            {"request_time": 0.012, "upstream_response_time": 0.01, "upstream": "10.0.0.5:8080",
             "rt": 1},
        ),
        (OWN, "access (own format)", {"time": AT, "ip": "::1", "request_time": 0.012,
                                      "rid": "abc"}),
        (
            OWN_LABELS,
            "access (own format)",
            {"status": 200, "ip": "37.9.1.2", "RequestTime": 3.057, "Referrer": None},
        ),
        (BARE, "access (combined and more)", {"method": "GET", "path": "/a.html", "status": 200,
                                       "bytes": 72151, "rt": 0.489}),
        (ISO, "access (own format)", {"time": AT, "path": "/a", "status": 200, "bytes": 12}),
    ],
)  # fmt: skip
def test_access_logs_of_other_formats_are_understood(line, family, some):
    assert read(line).properties["format"] == family
    assert {name: first(line)[name] for name in some} == some


def test_a_request_that_is_no_http_leaves_method_and_path_empty():
    found = first('10.0.0.1 - - [02/Jan/2024:10:00:00 +0800] "\\x16\\x03\\x01" 400 0 "-" "-"')
    assert (found["status"], found["method"], found["path"]) == (400, None, None)


NGINX_ERROR = (
    '2024/01/02 10:00:00 [error] 12#0: *5 open() "/x" failed (2: No such file), client: 10.0.0.1,'
    ' server: _, request: "GET /x HTTP/1.1", host: "a.cn"'
)
SYSTEMS = [
    (NGINX_ERROR, "nginx error",
     {"pid": 12, "client": "10.0.0.1", "message": 'open() "/x" failed (2: No such file)'}),
    ("[Sun Dec 04 04:47:44.5 2005] [core:error] [pid 7] [client 1.2.3.4] forbidden",
     "apache error", {"module": "core", "level": "error", "message": "forbidden"}),
    ("<34>1 2003-10-11T22:14:15.003Z h.cn su - ID47 [a@1 b=\"c\"] failed", "syslog (RFC 5424)",
     {"facility": 4, "severity": 2, "app": "su", "pid": None, "message": "failed",
      "time": datetime(2003, 10, 11, 22, 14, 15, 3000, UTC)}),
    ("Dec 10 06:55:46 lab sshd[24200]: Failed password", "syslog (RFC 3164)",
     {"time": clock(2025, 12, 10, 6, 55, 46), "host": "lab", "pid": 24200}),
    ("2024-01-02T10:00:00+08:00 lab cron[7]: run", "syslog (ISO time)",
     {"time": AT, "app": "cron", "message": "run"}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "family", "some"), SYSTEMS)
def test_logs_of_servers_and_systems_are_understood(line, family, some):
    assert read(line).properties["format"] == family
    assert {name: first(line)[name] for name in some} == some


CLOCK = clock(2024, 1, 2, 10, 0, 0, 123000)
APPLICATIONS = [
    ("2024-01-02 10:00:00,123 INFO [main] org.app.Master: up", "log4j",
     {"time": CLOCK, "level": "INFO", "thread": "main", "logger": "org.app.Master"}),
    ("2024-01-02 10:00:00,123 - INFO  [Peer[id=1]/0:0:2181:Election@774] - timed out", "log4j",
     {"thread": "Peer[id=1]/0:0:2181:Election@774", "message": "timed out"}),
    ("2024-01-02T10:00:00.000+08:00  WARN 12 --- [app] [   main] c.e.App   : slow", "spring boot",
     {"time": AT, "pid": 12, "app": "app", "thread": "main", "logger": "c.e.App"}),
    ("10:00:00.123 [main] DEBUG com.foo.Bar - hi", "logback", {"time": time(10, 0, 0, 123000)}),
    ("2024-01-02 10:00:00,123 - app.db - ERROR - bad", "python logging", {"logger": "app.db"}),
    ("WARNING:app.x:world", "python logging", {"level": "WARNING", "message": "world"}),
    ("2024-01-02 10:00:00.123 | INFO     | __main__:run:5 - hi", "loguru",
     {"logger": "__main__:run:5", "time": CLOCK}),
    ("[2024-01-02 10:00:00 +0800] [12] [INFO] Listening", "gunicorn", {"time": AT, "pid": 12}),
    ("081109 203615 148 INFO dfs.Node$Packet: done", "log4j",
     {"time": clock(2008, 11, 9, 20, 36, 15), "pid": 148, "logger": "dfs.Node$Packet"}),
    ("17/06/09 20:10:40 INFO spark.Manager: acls", "log4j",
     {"time": clock(2017, 6, 9, 20, 10, 40)}),
    ("nova.log 2024-01-02 10:00:00.123 25 INFO nova.wsgi [req-3 - -] 10.0.0.1 GET", "openstack",
     {"file": "nova.log", "time": CLOCK, "context": "req-3 - -", "message": "10.0.0.1 GET"}),
    ("03-17 16:13:38.811  1702  2395 D WindowManager: shown", "android",
     {"time": clock(2026, 3, 17, 16, 13, 38, 811000), "tag": "WindowManager"}),
    ("E0102 10:00:00.123456    12 main.go:13] bad", "glog", {"level": "E", "place": "main.go:13"}),
    ("2024-01-02T02:00:00.000000Z 0 [Warning] [MY-010068] [Server] CA", "mysql error",
     {"time": AT, "code": "MY-010068"}),
    ("2024-01-02 02:00:00.000 UTC [33] pg@db ERROR:  no relation", "postgresql",
     {"time": AT, "user": "pg", "database": "db", "message": "no relation"}),
    ("15-Jan-2024 10:00:00.123 SEVERE [main] org.apache.Startup.start Failed", "log4j",
     {"time": clock(2024, 1, 15, 10, 0, 0, 123000), "logger": "org.apache.Startup.start"}),
    ("2024年1月2日 10:00:00 用户登录成功", "application", {"message": "用户登录成功"}),
    ("[2024-01-02 10:00:00] production.ERROR: boom", "application",
     {"context": "production", "level": "ERROR", "message": "boom"}),
    ("1704160800.5 started", "application",
     {"time": datetime(2024, 1, 2, 2, 0, 0, 500000, UTC), "message": "started"}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "family", "some"), APPLICATIONS)
def test_logs_of_applications_are_understood(line, family, some):
    assert read(line).properties["format"] == family
    assert {name: first(line)[name] for name in some} == some


def test_a_stack_trace_belongs_to_its_event():
    found = read(
        "2024-01-02 10:00:00,123 ERROR [main] a.B - failed\n"
        "java.lang.IllegalStateException: x\n\tat a.b.C(C.java:12)\nCaused by: y\n"
        "2024-01-02 10:00:01,123 INFO [main] a.B - good"
    )
    assert found.frame["message"].to_list() == ["failed", "good"]
    assert str(found.frame["detail"][0]).splitlines()[-1] == "Caused by: y"
    assert found.fits == 1


def test_lines_before_the_first_event_of_a_part_belong_to_one_that_was_not_read():
    lines = pl.DataFrame(
        {
            "part": [0, 1, 1],
            "begins": [True, False, False],
            "line": ["2024-01-02 10:00:00 INFO a", "\tat a.b.C(C.java:12)",
                     "2024-01-02 10:00:09 INFO b"],
        }
    )  # fmt: skip
    found = read_log(lines, WRITTEN)
    assert found is not None
    assert (found.frame["message"].to_list(), found.frame["detail"].null_count()) == (["a", "b"], 2)
    assert found.misfits.is_empty()


def test_json_lines_keep_their_structure():
    found = read('{"at":"2024-01-02T10:00:00+08:00","a":{"b":1}}\n{"at":null,"c":[1]}\n{broken\n')
    assert found.frame.schema == {
        "at": pl.Datetime("us", "UTC"),
        "a": pl.Struct({"b": pl.Int64}),
        "c": pl.List(pl.Int64),
    }
    assert found.misfits.to_list() == ["{broken"]


def test_pairs_of_key_and_value_are_columns():
    line = 'time="2024-01-02T02:00:00Z" level=info msg="say \\"hi\\"" n=5 user='
    expected = {"time": AT, "level": "info", "msg": 'say "hi"', "n": 5, "user": None}
    assert first(line) == expected


def test_a_log_that_names_its_fields_has_them():
    found = read(
        "#Software: IIS\n#Fields: date time c-ip cs-uri-stem sc-status\n"
        "2024-01-02 02:00:00 10.0.0.1 /a 200\n2024-01-02 02:00:01 10.0.0.1 - 404"
    )
    assert found.frame.row(0) == (AT, "10.0.0.1", "/a", 200)
    assert found.frame["cs-uri-stem"].to_list() == ["/a", None]
    assert found.misfits.is_empty()


@pytest.mark.parametrize("sign", ["\t", "|", "\x01", ";"])
def test_delimited_lines_are_parted(sign):
    text = "\n".join(
        sign.join(each) for each in [("2024-01-02", "u1", "007"), ("2024-01-03", "u2", "8")]
    )
    assert read(text).properties["delimiter"] == sign
    assert first(text) == {"column0": date(2024, 1, 2), "column1": "u1", "column2": "007"}


def test_names_in_the_first_line_name_the_columns():
    assert first("user|action|took\nalice|login|5\nbob|login|7")["took"] == 5


def test_the_rest_is_told_by_templates_and_the_values_of_a_frequent_one_are_columns():
    found = read(
        "User alice came from 10.0.0.1 after 5 tries\n"
        "User bob came from 10.0.0.2 after 7 tries\nStarted."
    )
    assert found.frame["template"][0] == "User <*> came from <*> after <*> tries"
    assert found.frame.select("value_1", "value_2", "value_3").row(1) == ("bob", "10.0.0.2", 7)


def test_templates_are_mined_from_forms_and_not_line_by_line():
    lines = pl.Series(
        [f"block {n} of file /data/part-{n} sent to 10.0.0.{n % 9}" for n in range(9999)]
    )
    assert templates_of(lines).unique().to_list() == ["block <*> of file <*> sent to <*>"]


def test_lines_of_several_formats_are_told_with_their_shares_and_the_main_one_makes_the_table():
    found = read("\n".join([COMBINED] * 14 + ['{"a": 1}'] * 6))
    told = mixed_told(found)
    assert told is not None
    assert (found.frame.height, found.fits) == (14, 0.7)
    assert "access 70 %, json 30 %" in told.en
    assert "访问日志 70 %" in told.zh


def test_lines_that_fit_no_row_are_told_without_words_of_one_line_alone():
    odd = [f"refused {name} at 13800138000" for name in ("alice", "bob", "carol", "王芳")]
    told = misfits_told(read("\n".join([COMBINED] * 16 + odd)))
    assert told is not None
    assert "20 %" in told.en
    assert "refused <*> at <*>" in told.en


def test_short_chinese_words_may_be_names_and_are_never_shown():
    assert shapes_of(pl.Series(["denied 王芳 5"] * 9), 1) == ["denied <*>"]


def test_lines_that_have_a_level_are_no_access_log():
    line = '2024-01-02 10:00:00 INFO web - "GET /a HTTP/1.1" 200'
    assert kinds_of(pl.Series([line])).of.to_list() == ["application"]


def test_nothing_but_empty_lines_is_nothing():
    lines = pl.DataFrame({"part": [0], "begins": [True], "line": [" "]})
    assert read_log(lines, WRITTEN) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("access.log", "access.log"),
        ("access.log.1", "access.log"),
        ("access.log.2.gz", "access.log"),
        ("access.log-20240101.gz", "access.log"),
        ("access_2024-01-01.log", "access.log"),
        ("app.2024-01-01.0.log", "app.log"),
        ("app.log.2024-01-01-13", "app.log"),
        ("u_ex240101.log", "u_ex.log"),
        ("clicks/2017-11-20.jsonl", "clicks/*.jsonl"),
        ("web-01/access.log", "web-*/access.log"),
        ("订单-2024-01-01.log", "订单.log"),
        ("worker-1.log", "worker-1.log"),
        ("syslog", "syslog"),
    ],
)
def test_rotated_and_dated_files_are_one_log(path, name):
    assert log_name(path) == name
