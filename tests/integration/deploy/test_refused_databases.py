"""A database that cannot be used is told in both languages: what, where, and what to do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import dagster as dg
import pytest
import sqlalchemy as sa

from onedata_assets.cli.processes import free_port
from onedata_resources.clients.dagster_records import SETTING
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from onedata_resources.settings import project_dir
from onedata_resources.store.database import opened
from tests.services import MARIADB, POSTGRES

pytestmark = [pytest.mark.integration, pytest.mark.row("F034", "F035")]
SERVERS = [pytest.param("mariadb_url", id="mysql"), pytest.param("postgres_url", id="postgresql")]


def open_dagster(url: str, folder) -> None:
    os.environ[SETTING] = url  # undone by the fixture below
    text = (project_dir() / "dagster.yaml").read_text(encoding="utf-8")
    (folder / "dagster.yaml").write_text(text)
    with dg.DagsterInstance.from_config(str(folder)):
        pass


def open_records(url: str, _folder) -> None:
    with opened(url):
        pass


OPENERS = [
    pytest.param(open_dagster, SETTING, id="dagster"),
    pytest.param(open_records, "STORE_URL", id="store"),
]


LATIN = [
    pytest.param(
        (
            "mariadb_url",
            MARIADB,
            "CHARACTER SET latin1",
            "ALTER DATABASE `{}` CHARACTER SET utf8mb4",
        ),
        id="mysql",
    ),
    pytest.param(
        (
            "postgres_url",
            POSTGRES,
            "ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
            'CREATE DATABASE "{}_utf8" ENCODING UTF8',
        ),
        id="postgresql",
    ),
]


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv(SETTING, "")


def refused(
    opener: Callable[..., None], url: str, folder, kind: type[OneDataError] = BadInputError
) -> OneDataError:
    with pytest.raises(kind) as raised:
        opener(url, folder)
    assert "geheim" not in str(raised.value)
    return raised.value


def written(url: sa.URL, **changed: object) -> str:
    return url.set(**changed).render_as_string(hide_password=False)  # type: ignore[arg-type]


@pytest.fixture(params=SERVERS)
def url(request) -> sa.URL:
    return sa.make_url(request.getfixturevalue(request.param))


@pytest.mark.parametrize(("opener", "setting"), OPENERS)
def test_a_wrong_password(url, opener, setting, tmp_path):
    error = refused(opener, written(url, password="geheim"), tmp_path)
    assert error.en.startswith(f"{setting} ")
    assert "refuses the user or the password" in error.en
    assert "%40" in error.en
    assert "拒绝该用户名或密码" in error.zh


@pytest.mark.parametrize(("opener", "setting"), OPENERS)
def test_a_database_that_is_not_there(url, opener, setting, tmp_path):
    error = refused(opener, written(url, database="nowhere"), tmp_path)
    assert error.en.startswith(f"{setting} ")
    assert "CREATE DATABASE" in error.en
    assert "nowhere" in error.zh
    assert "创建数据库" in error.zh


@pytest.mark.parametrize(("opener", "setting"), OPENERS)
@pytest.mark.parametrize("scheme", ["mysql", "postgresql"])
@pytest.mark.parametrize("host", ["127.0.0.1:1", "no.such.host.invalid"])
def test_a_server_that_does_not_answer(opener, setting, scheme, host, tmp_path):
    error = refused(opener, f"{scheme}://u:geheim@{host}/x", tmp_path, UnavailableError)
    assert error.en.startswith(f"{setting} {scheme}")
    assert "does not answer" in error.en
    assert "主机与端口" in error.zh


@pytest.mark.parametrize(("opener", "setting"), OPENERS)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("oracle://u:geheim@host/x", "oracle"),
        ("mysql://u:geheim@host:port/x", "cannot be read"),
        ("mysql://u:ge@heim@host/x", "%40"),
    ],
)
def test_an_address_of_another_kind(opener, setting, given, said, tmp_path):
    error = refused(opener, given, tmp_path)
    assert setting in error.en
    assert setting in error.zh
    assert said in error.en


@pytest.fixture(params=LATIN)
def latin(request) -> Iterator[tuple[sa.URL, str]]:
    """Lend a database of Western European texts, and what mends that."""
    fixture, service, options, remedy = request.param
    url = sa.make_url(request.getfixturevalue(fixture))
    name = f"{url.database}_latin"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} {options}")
        try:
            yield url.set(database=name), remedy.format(name)
        finally:
            connection.exec_driver_sql(service.drop.format(name))


@pytest.mark.parametrize(("opener", "setting"), OPENERS)
def test_a_database_that_cannot_hold_chinese(latin, opener, setting, tmp_path):
    url, remedy = latin
    error = refused(opener, written(url), tmp_path)
    assert error.en.startswith(f"{setting} ")
    assert remedy in error.en
    assert remedy in error.zh
    assert "中文" in error.zh


@pytest.mark.parametrize("language", ["en", "zh"])
def test_onedata_up_ends_with_the_reason_and_no_traceback(language, tmp_path):
    env = {
        **os.environ,
        "ONEDATA_HOME": str(tmp_path),
        "ONEDATA_LANGUAGE": language,
        SETTING: "mysql://dagster:geheim@127.0.0.1:1/dagster",
    }
    argv = [sys.executable, "-m", "onedata_assets.cli", "up", "--port", str(free_port())]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 1
    assert {"en": "does not answer", "zh": "无响应"}[language] in said
    assert SETTING in said
    assert "Traceback" not in said
    assert "geheim" not in said
    assert "geheim" not in "".join(path.read_text() for path in tmp_path.rglob("dagster.yaml"))
