"""Details of audit records may be longer than MySQL's TEXT."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    if op.get_bind().dialect.name in {"mysql", "mariadb"}:
        op.alter_column(
            "audit",
            "details",
            type_=mysql.MEDIUMTEXT(),
            existing_type=sa.Text(),
            existing_nullable=False,
        )
