"""How keys between tables held, time after time."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns
from onedata_resources.store.tables import LONG

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "metadata_key_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", columns.Exact(length=64), nullable=False),
        sa.Column("told", LONG, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata_key_measures")),
    )
    op.create_index(
        op.f("ix_metadata_key_measures_reference"),
        "metadata_key_measures",
        ["reference"],
        unique=False,
    )
