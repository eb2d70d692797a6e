"""Alembic's entry: it runs revisions on the connection that `migrate.py` hands over."""

from alembic import context

from onedata_resources.store.metadata_tables import SourceRecord
from onedata_resources.store.migrate import VERSIONS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SourceRecord.metadata,  # of all records; this module has the last of them
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="columns.",
    version_table=VERSIONS,
)
with context.begin_transaction():
    context.run_migrations()
