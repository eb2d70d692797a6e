"""Data policies of projects."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns
from onedata_resources.store.tables import LONG

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "data_policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("subject", columns.Exact(length=520), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("effect", sa.String(length=8), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("row_condition", LONG, nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("shown", sa.String(length=16), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_data_policies_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_policies")),
    )
    with op.batch_alter_table("data_policies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_policies_project_id"), ["project_id"])
