"""What was found out of sources, beside their versions."""

import sqlalchemy as sa
from alembic import op

from onedata_resources.store import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    for table, names in (
        ("metadata_sources", ("findings",)),
        ("metadata_versions", ("findings", "essence")),
    ):
        with op.batch_alter_table(table) as changed:
            for name in names:
                changed.add_column(
                    sa.Column(name, columns.Exact(length=64), nullable=False, server_default="")
                )
