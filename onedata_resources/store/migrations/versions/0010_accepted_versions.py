"""Up to which version of a source no change waits for who reads it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEWEST = """
UPDATE metadata_sources SET accepted = COALESCE(
  (SELECT MAX(number) FROM metadata_versions WHERE source = metadata_sources.name), 0)
"""


def upgrade() -> None:
    """Bring the tables to this revision; what is known by then waits for nobody."""
    with op.batch_alter_table("metadata_sources") as changed:
        changed.add_column(sa.Column("accepted", sa.Integer(), nullable=False, server_default="0"))
    op.execute(sa.text(NEWEST))
