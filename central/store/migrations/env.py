"""Runs a migration. Alembic executes this file for each migration, on the connection that `database.migrate` has
locked.
"""

from alembic import context

from central.store.tables.messages import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
