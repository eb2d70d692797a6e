"""Who may ask which route about what is known and said of tables of alpha."""

SIGNED_IN = ["lone", "bob", "vera", "dan", "olga", "carl", "root"]
MEMBERS = ["vera", "dan", "olga", "carl", "root"]
EDITORS = ["dan", "olga", "carl", "root"]
DEVELOPERS = ["bob", *EDITORS]
LEADS = ["bob", "carl", "root"]

OF = "?asset=dwd/member"
BOTH = "?table=shop/orders&table=shop/customer"
TAG = {"asset": "dwd/member", "column": "name", "value": "quality:gold"}
REFUSAL = {**TAG, "kind": "refused", "value": "pii:direct", "why": "made up"}
TERM = {"name": "会员", "title_zh": "会员", "title_en": "Member"}
DRAFT = {"term": TERM, "number": 0}
DECISION = {"number": 1}
FILE = {"kind": "csv", "text": "name,title_zh\n客户,客户"}

# By operation: method, address, body, and who may; others get 401, 403, or 404 where unseen.
RULES: dict[str, tuple[str, str, object, list[str]]] = {
    "list_sources": ("GET", "/metadata/sources", None, SIGNED_IN),
    "get_source": ("GET", "/metadata/sources/shop", None, MEMBERS),
    "get_source_table": ("GET", "/metadata/sources/shop/table?table=customer", None, MEMBERS),
    "list_source_versions": ("GET", "/metadata/sources/shop/versions", None, MEMBERS),
    "compare_source_versions": ("GET", "/metadata/sources/shop/differences", None, MEMBERS),
    "get_waiting_changes": ("GET", "/metadata/sources/shop/waiting", None, MEMBERS),
    "accept_source_changes": ("POST", "/metadata/sources/shop/accept", {"version": 1}, EDITORS),
    "restore_source_version": ("POST", "/metadata/sources/shop/restore", {"version": 1}, EDITORS),
    "get_tags": ("GET", f"/metadata/tags{OF}", None, MEMBERS),
    "list_annotations": ("GET", f"/metadata/annotations{OF}", None, MEMBERS),
    "add_annotation": ("POST", "/metadata/annotations", TAG, EDITORS),
    "end_annotation": ("POST", "/metadata/annotations/1/end", {}, EDITORS),
    "list_suggestions": ("GET", f"/metadata/suggestions{OF}", None, MEMBERS),
    "get_metadata_graph": ("GET", "/metadata/graph", None, SIGNED_IN),
    "get_graph_table": ("GET", f"/metadata/graph/table{OF}", None, MEMBERS),
    "get_joins": ("GET", f"/metadata/joins{BOTH}", None, MEMBERS),
    "list_terms": ("GET", "/glossary/terms", None, SIGNED_IN),
    "get_term": ("GET", "/glossary/terms/客户电话", None, SIGNED_IN),
    "put_term": ("PUT", "/glossary/terms/会员", DRAFT, DEVELOPERS),
    "approve_term": ("POST", "/glossary/terms/客户电话/approve", DECISION, LEADS),
    "remove_term": ("POST", "/glossary/terms/客户电话/remove", DECISION, LEADS),
    "export_terms": ("GET", "/glossary/export", None, SIGNED_IN),
    "import_terms": ("POST", "/glossary/import", FILE, DEVELOPERS),
}
