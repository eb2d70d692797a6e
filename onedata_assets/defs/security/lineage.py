"""What the columns about how the platform is used are made from."""

from onedata_assets.defs.security.keys import ACTIVITY, RECORD
from onedata_assets.lib.lineage import column_lineage

USES = ("launches", "reads", "exports", "changes", "sign_ins", "failed_sign_ins")
ACTIVITY_COLUMNS = {
    "day": ["day"],
    "actor": ["actor"],
    "actions": ["is_active"],
    **{name: ["use"] for name in USES},
    "refusals": ["is_refused"],
    "rows_read": ["rows_read"],
    "objects": ["kind", "object", "is_active"],
    "active_hours": ["hour", "is_active"],
    "first_at": ["at"],
    "last_at": ["at"],
}
AMOUNTS = ("reads", "exports", "rows_read", "refusals")
ACTIVITY_LINEAGE = column_lineage(
    {name: [(RECORD, column) for column in columns] for name, columns in ACTIVITY_COLUMNS.items()}
)
_KIND = [
    *((ACTIVITY, name) for name in AMOUNTS),
    *((RECORD, name) for name in ("use", "hour", "address", "is_refused", "is_own_right", "day")),
]
_COMPARED = [(ACTIVITY, name) for name in AMOUNTS]
_SUBJECT = [(RECORD, name) for name in ("object", "address", "hour", "project", "action")]
FINDING_LINEAGE = column_lineage(
    {
        "kind": _KIND,
        "severity": _KIND,
        "actor": [(RECORD, "actor")],
        "day": [(RECORD, "day")],
        "since": [(RECORD, "at")],
        "until": [(RECORD, "at")],
        "records": [(RECORD, "sequence")],
        "first_sequence": [(RECORD, "sequence")],
        "value": [*_COMPARED, (RECORD, "sequence")],
        "usual": _COMPARED,
        "limit": _COMPARED,
        "history_days": [(ACTIVITY, "day"), (ACTIVITY, "actions")],
        "subject": _SUBJECT,
        "reason_zh": [*_COMPARED, *_SUBJECT],
        "reason_en": [*_COMPARED, *_SUBJECT],
    }
)
