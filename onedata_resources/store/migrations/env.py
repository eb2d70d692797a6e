"""Alembic's entry: it runs revisions on the connection that `migrate.py` hands over."""

from alembic import context

from onedata_resources.store import (
    annotation_tables,
    document_tables,
    metadata_tables,
    review_tables,
)
from onedata_resources.store.migrate import VERSIONS

# All records are in one collection once the modules that describe them are there.
RECORDS = (
    annotation_tables.Record,
    document_tables.Record,
    metadata_tables.Record,
    review_tables.Record,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=RECORDS[0].metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="columns.",
    version_table=VERSIONS,
)
with context.begin_transaction():
    context.run_migrations()
