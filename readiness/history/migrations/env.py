"""What Alembic runs: the migrations, on the connection that the store hands over, inside its transaction.

Alembic executes this file; it cannot be imported on its own.
"""

from alembic import context

from readiness.history.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
