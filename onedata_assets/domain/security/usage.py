"""What a record of the audit log is for those who ask how the platform is used.

Here are the columns of the log, what each action is a use of, and the days and hours of a zone.
What is counted is in `usage_activity.py` and `usage_most.py`; what is odd in `usage_findings.py`.
How the log is read is in `onedata_resources/store/audit_frame.py`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    "sequence", "at", "actor", "via", "action", "kind", "object", "project", "result", "address",
    "details",
)  # fmt: skip
REFUSED = ("refused", "denied")
NOTHING_YET = ("asked", "skipped")
"""Results of what was not done: how what was asked for ended has a record of its own."""
TOLD_DETAILS = ("data.read", "data_policies.set", "person.change", "policies.set")
"""Actions of whose details something is used; the others are read without them."""


class Use(StrEnum):
    """What somebody did with the platform, by what a security officer asks about."""

    SIGN_IN = "sign_in"
    FAILED_SIGN_IN = "failed_sign_in"
    LAUNCH = "launch"
    READ = "read"
    EXPORT = "export"
    CHANGE = "change"
    OTHER = "other"


class Part(StrEnum):
    """A part of the platform, for the question how many people use it."""

    DATA = "data"
    ASSETS = "assets"
    RUNS = "runs"
    AUTOMATION = "automation"
    PROJECTS = "projects"
    PEOPLE = "people"
    AUDIT = "audit"
    TOKENS = "tokens"
    SETTINGS = "settings"
    SIGN_IN = "sign_in"
    OTHER = "other"


LAUNCHES = ("launch", "resume", "retry", "reexecute")
"""How mutations of Dagster that begin a run or a backfill begin."""
PARTS = {
    "data": Part.DATA,
    "person": Part.PEOPLE,
    "project": Part.PROJECTS,
    "member": Part.PROJECTS,
    "policies": Part.PROJECTS,
    "data_policies": Part.PROJECTS,
    "audit": Part.AUDIT,
    "token": Part.TOKENS,
    "settings": Part.SETTINGS,
    "notification": Part.SETTINGS,
    "sign_in": Part.SIGN_IN,
    "sign_out": Part.SIGN_IN,
    "session": Part.SIGN_IN,
}
DAGSTER_WORDS = (
    (("Schedule", "Sensor", "AutoMaterialize", "InstigationState"), Part.AUTOMATION),
    (("Asset", "Partition"), Part.ASSETS),
    (("Run", "Pipeline", "Backfill"), Part.RUNS),
)
"""Words in the names of Dagster's mutations, with the part that they are of; the first fits."""
LOOKING = ("audit.verify", "notification.test", "sign_out", "session.end")
"""Actions that neither read data nor change what others see."""


def schema() -> dict[str, pl.DataType]:
    """Return the columns of the audit log as a frame has them."""
    import polars as pl

    return {
        "sequence": pl.Int64(),
        "at": pl.Datetime("us", "UTC"),
        **dict.fromkeys(COLUMNS[2:], pl.String()),
    }


def empty_log() -> pl.DataFrame:
    """Return a log without records."""
    import polars as pl

    return pl.DataFrame(schema=schema())


def part_of(action: str) -> Part:
    """Return the part of the platform that an action belongs to."""
    system, _, name = action.partition(".")
    if system != "dagster":
        return PARTS.get(system, Part.OTHER)
    if _is_launch(action):
        return Part.RUNS
    fitting = (part for words, part in DAGSTER_WORDS if any(word in name for word in words))
    return next(fitting, Part.OTHER)


def use_of(action: str) -> Use:
    """Return what an action is, not yet looking at how it ended."""
    if action == "sign_in":
        return Use.SIGN_IN
    if action.endswith(".export"):
        return Use.EXPORT
    if action == "data.read":
        return Use.READ
    if _is_launch(action):
        return Use.LAUNCH
    return Use.OTHER if action in LOOKING else Use.CHANGE


def _is_launch(action: str) -> bool:
    system, _, name = action.partition(".")
    return system == "dagster" and name.startswith(LAUNCHES)


def prepared(log: pl.LazyFrame, zone: str) -> pl.DataFrame:
    """Return the described records of people.

    Records that nobody stands behind (reminders, sign-ins that came to no name) are left out, and
    those that something was asked for, since how it ended has a record of its own.
    """
    return described(log, zone).filter(of_people()).collect()


def of_people() -> pl.Expr:
    """Return what is true of the records that somebody stands behind and did something by."""
    import polars as pl

    return (pl.col("actor") != "") & ~pl.col("result").is_in(NOTHING_YET)


def described(log: pl.LazyFrame, zone: str) -> pl.LazyFrame:
    """Return all records with `day` and `hour` in a zone, what they are, and without details.

    A refused sign-in is a failed one, not a refusal; `is_active` is false of it, since whoever
    typed the name need not be the person. `rows_read` is how many rows of a table were read.
    `is_own_right` is true where somebody gave a right to their own account: made themselves an
    administrator or a member of a project, or wrote a policy with their own name.
    """
    import polars as pl

    actions = log.select(pl.col("action").unique()).collect()["action"].to_list()
    kinds = pl.LazyFrame(
        {
            "action": actions,
            "use": [use_of(action).value for action in actions],
            "part": [part_of(action).value for action in actions],
        },
        schema={"action": pl.String, "use": pl.String, "part": pl.String},
    )
    local = pl.col("at").dt.convert_time_zone(zone)
    refused = pl.col("result").is_in(REFUSED)
    signing = pl.col("use") == Use.SIGN_IN.value
    failed = pl.lit(Use.FAILED_SIGN_IN.value)
    rows = pl.col("details").str.extract(r'"rows":\s*(\d+)').cast(pl.Int64)
    counts = (pl.col("use") == Use.READ.value) & ~refused
    return (
        log.join(kinds, on="action", how="left", maintain_order="left")
        .with_columns(
            day=local.dt.date(),
            hour=local.dt.hour(),
            use=pl.when(signing & refused).then(failed).otherwise("use"),
            is_refused=refused & ~signing,
            rows_read=pl.when(counts).then(rows).fill_null(0),
            is_own_right=_is_own_right() & ~refused,
        )
        .with_columns(is_active=pl.col("use") != Use.FAILED_SIGN_IN.value)
        .drop("details")
    )


def _is_own_right() -> pl.Expr:
    import polars as pl

    action, about_self = pl.col("action"), pl.col("object") == pl.col("actor")
    administrator = pl.col("details").str.contains(r'"is_admin":\s*true')
    policy = pl.format('"allow person:{} ', pl.col("actor"))
    data_policy = pl.format('"subject": "person:{}"', pl.col("actor"))
    names_self = [
        (action == name) & pl.col("details").str.contains(text, literal=True)
        for name, text in (("policies.set", policy), ("data_policies.set", data_policy))
    ]
    return (
        ((action == "member.set") & about_self)
        | ((action == "person.change") & about_self & administrator)
        | pl.any_horizontal(names_self)
    )
