"""Runs a migration. Alembic executes this file for each migration, on the connection that `migrating.migrate` has
locked.
"""

from alembic import context

from central.store.tables.messages import metadata

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"], target_metadata=metadata, on_version_apply=attributes["finish_step"]
)
context.run_migrations()
