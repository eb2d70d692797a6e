"""What is known of sources, in versions."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns
from onedata_resources.store.metadata_tables import PACKED
from onedata_resources.store.tables import LONG

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "metadata_sources",
        sa.Column("name", columns.Exact(length=200), nullable=False),
        sa.Column("tried_at", columns.Moment(), nullable=False),
        sa.Column("scanned_at", columns.Moment(), nullable=True),
        sa.Column("error", LONG, nullable=False),
        sa.Column("row_counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_metadata_sources")),
    )
    op.create_table(
        "metadata_contents",
        sa.Column("digest", columns.Exact(length=64), nullable=False),
        sa.Column("packed", PACKED, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_metadata_contents")),
    )
    op.create_table(
        "metadata_versions",
        sa.Column("source", columns.Exact(length=200), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", columns.Exact(length=64), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor", columns.Exact(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["metadata_sources.name"],
            name=op.f("fk_metadata_versions_source_metadata_sources"),
        ),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["metadata_contents.digest"],
            name=op.f("fk_metadata_versions_digest_metadata_contents"),
        ),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_metadata_versions")),
    )
