"""What people review before it is in force: drafts, versions, and how tables keep standards."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns
from onedata_resources.store.tables import LONG

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "review_drafts",
        sa.Column("kind", columns.Exact(length=32), nullable=False),
        sa.Column("name", columns.Exact(length=300), nullable=False),
        sa.Column("origin", columns.Exact(length=16), nullable=False),
        sa.Column("content", LONG, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("actor", columns.Exact(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "origin", name=op.f("pk_review_drafts")),
    )
    op.create_table(
        "review_versions",
        sa.Column("kind", columns.Exact(length=32), nullable=False),
        sa.Column("name", columns.Exact(length=300), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", columns.Exact(length=16), nullable=False),
        sa.Column("content", LONG, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("actor", columns.Exact(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "number", name=op.f("pk_review_versions")),
    )
    op.create_table(
        "standard_conformance",
        sa.Column("name", columns.Exact(length=300), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_standard_conformance")),
    )
