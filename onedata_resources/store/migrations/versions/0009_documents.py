"""Documents that people keep, in versions: metrics, registered tables, operations."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns
from onedata_resources.store.tables import LONG

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "documents",
        sa.Column("kind", columns.Exact(length=32), nullable=False),
        sa.Column("name", columns.Exact(length=300), nullable=False),
        sa.Column("project", columns.Exact(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("actor", columns.Exact(length=64), nullable=False),
        sa.Column("content", LONG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_documents")),
    )
    op.create_table(
        "document_versions",
        sa.Column("kind", columns.Exact(length=32), nullable=False),
        sa.Column("name", columns.Exact(length=300), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("actor", columns.Exact(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("content", LONG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "number", name=op.f("pk_document_versions")),
    )
    op.create_table(
        "document_results",
        sa.Column("kind", columns.Exact(length=32), nullable=False),
        sa.Column("name", columns.Exact(length=300), nullable=False),
        sa.Column("action", columns.Exact(length=80), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("actor", columns.Exact(length=64), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("content", LONG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "action", name=op.f("pk_document_results")),
    )
