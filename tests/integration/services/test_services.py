"""The servers that `scripts/test-services.sh` starts."""

import subprocess

import pytest
import sqlalchemy as sa

from tests import services

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("fixture", ["postgres_url", "mariadb_url"])
def test_a_fresh_database_keeps_chinese_text(fixture, request):
    engine = sa.create_engine(request.getfixturevalue(fixture), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE members (name VARCHAR(20) PRIMARY KEY)")
        connection.execute(sa.text("INSERT INTO members VALUES (:name)"), {"name": "欧阳娜娜"})
        assert connection.execute(sa.text("SELECT name FROM members")).scalar() == "欧阳娜娜"


@pytest.mark.parametrize("service", [services.POSTGRES, services.MARIADB], ids=lambda s: s.name)
def test_a_second_start_leaves_the_running_server_alone(service, request):
    request.getfixturevalue(f"{service.name}_url")
    services.call("start", service)
    assert services.is_running(service)


def test_both_servers_write_the_logs_that_change_capture_reads(postgres_url, mariadb_url):
    with sa.create_engine(postgres_url, poolclass=sa.NullPool).connect() as connection:
        assert connection.exec_driver_sql("SHOW wal_level").scalar() == "logical"
    with sa.create_engine(mariadb_url, poolclass=sa.NullPool).connect() as connection:
        assert connection.exec_driver_sql("SELECT @@binlog_row_metadata").scalar() == "FULL"


def test_where_nothing_can_be_installed_the_script_says_what_to_install(tmp_path):
    """A PATH without apt-get, initdb or mariadbd: exit 3 and a sentence, not a stack trace."""
    for tool in ("bash", "id", "ls", "sort", "tail", "dirname", "env"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    done = subprocess.run(
        ["/usr/bin/bash", services.SCRIPT, "check", "mariadb"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == services.CANNOT_RUN_HERE
    assert "install mariadb" in done.stderr
