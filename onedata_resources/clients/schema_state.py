"""How the tables of a database stand to the release that looks at them, by Alembic's revisions.

Nothing is changed by looking: bringing tables up to date is for whom they belong to.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Schema(StrEnum):
    """What is told of the tables."""

    CURRENT = "current"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"


def schema_state(connection: Connection, *, scripts: str, table: str) -> Schema:
    """Tell how a database stands to the revisions in a folder; `table` is where its own is kept."""
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", scripts)
    known = ScriptDirectory.from_config(config)
    context = MigrationContext.configure(connection, opts={"version_table": table})
    has = set(context.get_current_heads())
    if not has:
        return Schema.EMPTY
    if has == set(known.get_heads()):
        return Schema.CURRENT
    names = {each.revision for each in known.walk_revisions()}
    return Schema.OLDER if has <= names else Schema.NEWER
