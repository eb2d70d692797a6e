"""Who may ask which route about rows of alpha's tables: who sees the table."""

MEMBERS = ["vera", "dan", "olga", "carl", "root"]
ROWS = "/tables/dwd/member/rows"
SQL = {"query": "select count(*) from dwd.member"}

# By operation: method, address, body.
RULES: dict[str, tuple[str, str, object]] = {
    "list_rows": ("GET", ROWS, None),
    "list_row_changes": ("GET", "/tables/dwd/member/row-changes?where=id=1", None),
    "list_versions": ("GET", "/tables/dwd/member/versions", None),
    "run_sql": ("POST", "/sql", SQL),
}
