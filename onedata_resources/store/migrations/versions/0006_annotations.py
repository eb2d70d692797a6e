"""What people say of tables and columns, and the terms of the glossary."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns
from onedata_resources.store.tables import LONG

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "metadata_annotations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset", columns.Exact(length=500), nullable=False),
        sa.Column("column_name", columns.Exact(length=250), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", LONG, nullable=False),
        sa.Column("who", columns.Exact(length=64), nullable=False),
        sa.Column("why", LONG, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.Column("ended_by", columns.Exact(length=64), nullable=False),
        sa.Column("ended_why", LONG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata_annotations")),
    )
    op.create_index(
        op.f("ix_metadata_annotations_asset"), "metadata_annotations", ["asset"], unique=False
    )
    op.create_table(
        "glossary_terms",
        sa.Column("name", columns.Exact(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("who", columns.Exact(length=64), nullable=False),
        sa.Column("why", LONG, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", "number", name=op.f("pk_glossary_terms")),
    )
