"""Copies of Kettle files for a real Carte: connection `lake` is a staging database there."""

import pytest
from sqlalchemy.engine import make_url

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.connections import connection_url
from onedata_resources.kettle.passwords import decode_password, encode_password
from onedata_resources.kettle.reader import read_job, read_transformation
from onedata_resources.kettle.staged import staged_file, staging_connection
from onedata_resources.kettle.xml import text

KTR = b"""<transformation><info><name>t</name></info>
<connection><name>lake</name><type>ORACLE</type></connection>
<connection><name>crm</name><type>MYSQL</type></connection>
<step><name>in</name><type>TableInput</type><connection>crm</connection><sql>SELECT 1</sql></step>
<step><name>out</name><type>TableOutput</type><connection>Lake</connection><schema>ods</schema>
<table>${T}</table><unknown>kept</unknown></step></transformation>"""
URL = make_url("postgresql://me:p%40ss@db:6432/stage")


def test_lake_tables_are_written_into_their_staging_tables():
    copy = staged_file(KTR, staging_connection(URL), {("ods", "shops"): "ods__shops_1"},
                       {"T": "shops"})  # fmt: skip
    found = read_transformation(copy, name="copy")
    step = found.step("out").xml
    assert [text(step, tag) for tag in ("connection", "schema", "table", "unknown")] == [
        "lake",
        "",
        "ods__shops_1",
        "kept",
    ]
    assert text(found.step("in").xml, "connection") == "crm"
    assert [each.name for each in found.connections] == ["crm", "lake"]


def test_a_job_brings_the_connection_along():
    copy = staged_file(b"<job><name>j</name><entries/></job>", staging_connection(URL), {}, {})
    [connection] = read_job(copy, name="copy").connections
    assert connection.type == "POSTGRESQL"


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("postgresql://me:p%40ss@db:6432/stage", "postgresql+psycopg2://me:p%40ss@db:6432/stage"),
        ("mysql+pymysql://me:x@db/stage", "mysql+pymysql://me:x@db:3306/stage"),
        ("sqlite:////tmp/stage.db", "sqlite:////tmp/stage.db"),
    ],
)
def test_the_connection_reaches_the_database_of_the_url(url, reached):
    connection = staging_connection(make_url(url))
    assert connection_url(connection, {}).split("?")[0] == reached
    assert "ss" not in connection.password.removeprefix("Encrypted ")


def test_another_database_cannot_be_a_staging_database():
    with pytest.raises(BadInputError, match="KETTLE_STAGING_URL is a oracle database"):
        staging_connection(make_url("oracle://db/x"))


@pytest.mark.parametrize("password", ["", "cluster", "p@ss word", "密码"])
def test_passwords_are_coded_as_kettle_codes_them(password):
    assert decode_password(encode_password(password)) == password
    assert encode_password("cluster") == "Encrypted 2be98afc86aa7f2e4cb1aa265cd86aac8"
