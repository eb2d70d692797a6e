"""The environment variables that Kettle's and dbt's own files name; their defaults stand there too.

The platform's own are in `variables.py`.
"""

from onedata_resources.variables import Variable

CONNECTION_PREFIX = "KETTLE_CONNECTION_"

MORE_VARIABLES = (
    Variable(
        f"{CONNECTION_PREFIX}CRM",
        "",
        "SQLAlchemy URL of the connection `crm` of Kettle files; one such variable for each.",
        "Kettle 文件中连接 `crm` 的 SQLAlchemy 地址；每个连接一个同样格式的变量。",
        secret=True,
    ),
    Variable(
        "DBT_TARGET",
        "duckdb",
        "Where the dbt models run: duckdb, postgres, spark or trino.",
        "dbt 模型的运行位置：duckdb、postgres、spark 或 trino。",
    ),
    Variable(
        "DBT_LAKE_TABLES",
        "",
        "Tables that dbt on DuckDB sees, layer/table parted by commas; empty means all.",
        "DuckDB 上的 dbt 可见的表，以逗号分隔的 层/表；为空表示全部。",
    ),
    Variable("DBT_POSTGRES_HOST", "localhost", "Host of the target postgres.", "postgres 的主机。"),
    Variable("DBT_POSTGRES_PORT", "5432", "Port of the target postgres.", "postgres 的端口。"),
    Variable("DBT_POSTGRES_USER", "", "User of the target postgres.", "postgres 的用户。"),
    Variable(
        "DBT_ENV_SECRET_POSTGRES_PASSWORD",
        "",
        "Password of the target postgres.",
        "postgres 的密码。",
        secret=True,
    ),
    Variable(
        "DBT_POSTGRES_DATABASE", "onedata", "Database of the target postgres.", "postgres 的库名。"
    ),
    Variable("DBT_SPARK_HOST", "localhost", "Host of the target spark.", "spark 的主机。"),
    Variable("DBT_SPARK_PORT", "10000", "Thrift port of the target spark.", "spark 的端口。"),
    Variable("DBT_SPARK_USER", "", "User of the target spark.", "spark 的用户。"),
    Variable("DBT_TRINO_HOST", "localhost", "Host of the target trino.", "trino 的主机。"),
    Variable("DBT_TRINO_PORT", "8080", "Port of the target trino.", "trino 的端口。"),
    Variable("DBT_TRINO_USER", "onedata", "User of the target trino.", "trino 的用户。"),
    Variable("DBT_TRINO_CATALOG", "delta", "Catalog of the target trino.", "trino 的目录。"),
)
"""What Kettle's and dbt's own files name; their defaults stand there too."""
