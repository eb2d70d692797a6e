"""Who may ask which route about metrics and registered tables of alpha, and who may change them."""

MEMBERS = ["vera", "dan", "olga", "carl", "root"]
WRITERS = MEMBERS[1:]
SIGNED_IN = ["lone", "bob", *MEMBERS]
SIZE = {"name": "sizes", "label_zh": "人数", "sql": "SELECT count(*) AS value FROM dwd.member"}
NEW = {"metric": {**SIZE, "name": "fresh"}, "project": "alpha"}
TABLE = {"db": "hive", "table": "orders"}
FILE = {"content": "bmFtZSxsYWJlbF96aApuZXcs5paw5oyH5qCHCg=="}
TABLES_FILE = {"content": "ZGIsdGFibGUKaGl2ZSxuZXcK"}

# By operation: method, address, body, who may. The others get 401, 403 or 404.
RULES: dict[str, tuple[str, str, object, list[str]]] = {
    "list_metrics": ("GET", "/metrics", None, SIGNED_IN),
    "add_metric": ("POST", "/metrics", NEW, WRITERS),
    "check_metric": ("POST", "/metrics/checks", NEW, MEMBERS),
    "import_metrics": ("POST", "/metrics/imports?project=alpha", FILE, WRITERS),
    "export_metrics": ("GET", "/metrics/file", None, SIGNED_IN),
    "get_metric": ("GET", "/metrics/sizes", None, MEMBERS),
    "change_metric": ("PUT", "/metrics/sizes", {"metric": SIZE, "number": 1}, WRITERS),
    "remove_metric": ("DELETE", "/metrics/sizes", None, WRITERS),
    "list_metric_versions": ("GET", "/metrics/sizes/versions", None, MEMBERS),
    "restore_metric": ("POST", "/metrics/sizes/restoration", {"number": 1, "seen": 1}, WRITERS),
    "list_metric_values": ("POST", "/metrics/sizes/values", {"fresh": True}, MEMBERS),
    "list_registers": ("GET", "/registers", None, SIGNED_IN),
    "add_register": (
        "POST",
        "/registers",
        {"table": {"db": "hive", "table": "fresh"}, "project": "alpha"},
        WRITERS,
    ),
    "import_registers": ("POST", "/registers/imports?project=alpha", TABLES_FILE, WRITERS),
    "export_registers": ("GET", "/registers/file", None, SIGNED_IN),
    "get_register": ("GET", "/registers/hive/orders", None, MEMBERS),
    "change_register": ("PUT", "/registers/hive/orders", {"table": TABLE, "number": 1}, WRITERS),
    "remove_register": ("DELETE", "/registers/hive/orders", None, WRITERS),
    "list_register_versions": ("GET", "/registers/hive/orders/versions", None, MEMBERS),
    "restore_register": (
        "POST",
        "/registers/hive/orders/restoration",
        {"number": 1, "seen": 1},
        WRITERS,
    ),
    # The code location of these tests does not know of the table: who may act is told that.
    "act_on_register": ("POST", "/registers/hive/orders/actions", {"action": "statistics"}, []),
}
