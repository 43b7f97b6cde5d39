"""What Alembic runs: the migrations, on the connection that the store hands over, inside its transaction.

Alembic executes this file in an environment of its own. Imported on its own it does nothing.
"""

from alembic import context

from readiness.history.tables import METADATA


def _started() -> bool:
    try:
        return context.config is not None
    except NameError:  # what Alembic raises outside of its environment
        return False


if _started():
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()
