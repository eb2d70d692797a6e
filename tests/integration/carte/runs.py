"""Files to run on a real server, and how a test waits for them."""

import subprocess
import time

from tests.integration.carte.serving import Server
from tests.unit.kettle_server.files import chain, kjb, ktr, parameter
from tests.unit.kettle_server.recordings import log

ENDLESS = (
    "<connection>retail</connection><sql>with recursive c(x) as "
    "(select 1 union all select x + 1 from c) select count(*) from c</sql>"
)
FILTER = (
    "<send_true_to>out</send_true_to><send_false_to/><compare><condition><negated>N</negated>"
    "<leftvalue>name</leftvalue><function>=</function><rightvalue/><value><name>c</name>"
    "<type>String</type><text>名3</text><length>-1</length><precision>-1</precision>"
    "<isnull>N</isnull><mask/></value></condition></compare>"
)


def endless_job(name: str = "endless") -> str:
    return kjb(name, [("sql", "SQL", ENDLESS)], chain("sql"))


def load(table: str = "结果") -> str:
    """Return a transformation that copies the rows of one name from table to table."""
    source = (
        "<connection>retail</connection><sql>select 编号, name, amount from 源表 "
        "where 编号 &gt;= ${MIN}</sql><limit>0</limit><variables_active>Y</variables_active>"
    )
    target = (
        f"<connection>retail</connection><table>{table}</table><commit>1000</commit>"
        "<truncate>Y</truncate><specify_fields>N</specify_fields><use_batch>Y</use_batch>"
    )
    steps = [("读 源", "TableInput", source), ("过滤", "FilterRows", FILTER)]
    steps.append(("out", "TableOutput", target))
    return ktr("装载", steps, [("读 源", "过滤"), ("过滤", "out")], parameter("MIN", "0"))


def create(table: str) -> tuple[str, str, str]:
    sql = (
        f"drop table if exists {table}; create table {table}(编号 integer, name text, amount real)"
    )
    return ("建表", "SQL", f"<connection>retail</connection><sql>{sql}</sql>")


def wait_for(get, seconds: float = 30):
    end = time.monotonic() + seconds
    while not (found := get()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def started(server: Server, who: dict[str, str]) -> None:
    """Return once the job is inside its SQL entry."""
    wait_for(lambda: "Starting entry [sql]" in log_of(server.call("jobStatus", **who)))


def log_of(document) -> str:
    from lxml import etree

    return "\n".join(log(etree.tostring(document)))


def process_state(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout
