"""A shop on each database: keys, comments, Chinese names, reserved words, a circle, a lost view."""

from collections.abc import Iterator

import pytest

from onedata_resources.clients.database import DatabaseClient
from tests.conftest import database_of_session
from tests.integration.metadata.making_tables import Made, opened
from tests.services import MARIADB, POSTGRES

SERVERS = {"postgres": POSTGRES, "mariadb": MARIADB}

SHOP = (
    "CREATE TABLE {q}客户{q} ({q}客户号{q} INTEGER PRIMARY KEY, {q}姓名{q} VARCHAR(40) NOT NULL,"
    " {q}余额{q} DECIMAL(12,2) DEFAULT 0, email VARCHAR(80) UNIQUE)",
    "CREATE TABLE {q}order{q} (id INTEGER PRIMARY KEY, {q}select{q} VARCHAR(10),"
    " customer INTEGER REFERENCES {q}客户{q} ({q}客户号{q}), at TIMESTAMP NULL, done BOOLEAN,"
    " FOREIGN KEY (customer) REFERENCES {q}客户{q} ({q}客户号{q}))",
    "CREATE TABLE line (order_id INTEGER NOT NULL, no INTEGER NOT NULL, price FLOAT, note TEXT,"
    " PRIMARY KEY (order_id, no), FOREIGN KEY (order_id) REFERENCES {q}order{q} (id))",
    "CREATE INDEX line_price ON line (price)",
    "CREATE TABLE department (id INTEGER PRIMARY KEY, head INTEGER)",
    "CREATE TABLE employee (id INTEGER PRIMARY KEY, department INTEGER,"
    " FOREIGN KEY (department) REFERENCES department (id))",
    "CREATE VIEW dear AS SELECT id, customer FROM {q}order{q}",
    "INSERT INTO {q}客户{q} ({q}客户号{q}, {q}姓名{q}, {q}余额{q}) VALUES (1, '王芳', 10.5)",
)
CIRCLE = "ALTER TABLE department ADD CONSTRAINT headed FOREIGN KEY (head) REFERENCES employee (id)"
SQLITE_CIRCLE = (
    "DROP TABLE department",
    "CREATE TABLE department (id INTEGER PRIMARY KEY, head INTEGER REFERENCES employee (id))",
)
REMARKS = {
    "postgresql": (
        "COMMENT ON TABLE \"客户\" IS '所有客户'",
        'COMMENT ON COLUMN "客户"."姓名" IS \'法定姓名\'',
        "ANALYZE",
    ),
    "mysql": (
        "ALTER TABLE `客户` COMMENT '所有客户'",
        "ALTER TABLE `客户` MODIFY `姓名` VARCHAR(40) NOT NULL COMMENT '法定姓名'",
        "ANALYZE TABLE `客户`",
        "CREATE TABLE gone (id INTEGER)",
        "CREATE VIEW lost AS SELECT id FROM gone",
        "DROP TABLE gone",
    ),
    "sqlite": (
        "CREATE VIEW lost AS SELECT id FROM gone",
        "ANALYZE",
    ),
}


@pytest.fixture(scope="module", params=["sqlite", *SERVERS])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lend a database of the module's own."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shop") / "shop.db"
        path.touch()
        yield f"sqlite:///{path}"
    else:
        yield from database_of_session(SERVERS[request.param])


@pytest.fixture(scope="module")
def shop(url: str) -> DatabaseClient:
    """The shop, filled."""
    client = DatabaseClient(url)
    quote = "`" if client.dialect == "mysql" else '"'
    circle = SQLITE_CIRCLE if client.dialect == "sqlite" else (CIRCLE,)
    for statement in (*SHOP, *circle, *REMARKS[client.dialect]):
        client.execute(statement.format(q=quote))
    return client


@pytest.fixture(scope="module", params=["sqlite", "duckdb", "postgres", "mysql"])
def base(request: pytest.FixtureRequest) -> Iterator[Made]:
    """A database, empty but for the tables that tests make of standards and drop."""
    servers = {"postgres": POSTGRES, "mysql": MARIADB}
    if request.param not in servers:
        yield from opened(request.param, "")
        return
    for url in database_of_session(servers[request.param]):
        yield from opened(request.param, url)
