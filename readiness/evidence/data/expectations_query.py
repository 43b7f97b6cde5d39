"""Query rules, run on a database of their own that holds one copied table and can reach nothing else."""

from __future__ import annotations

import threading
from typing import Any

from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_results import ExpectationResult

SECONDS = 10.0
ROWS = 200_000
COUNTED = 10_000
QUERY_LIMIT = 10_000
_REFUSED = "not evaluated: query"


def evaluate_query(rule: Expectation, rows: Any, sampled: bool) -> ExpectationResult:
    """Return the outcome of an ``unexpected_rows_expectation``: it holds when its query finds no row.

    Parameters
    ----------
    rows
        pyarrow.Table the query sees as ``{batch}``.
    sampled
        True when ``rows`` is only a part of the table; a rule that holds on a part is then left open.

    The query must be one SELECT. It runs on a fresh in-memory DuckDB into which the rows were copied, after external
    access was switched off and the configuration locked, for at most 10 seconds.
    """
    import duckdb

    written = rule.kwargs.get("unexpected_rows_query")
    if rule.type != "unexpected_rows_expectation" or not isinstance(written, str) or len(written) > QUERY_LIMIT:
        return ExpectationResult(rule, None, reason=f"{_REFUSED}: {rule.type}")
    query = written.replace("{batch}", "batch")
    connection = _isolated(rows)
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            return ExpectationResult(rule, None, reason=f"{_REFUSED}: it is not one SELECT")
        found = len(connection.execute(query).fetchmany(COUNTED))
    except duckdb.Error as error:
        return ExpectationResult(rule, None, reason=f"{_REFUSED}: {type(error).__name__}")
    finally:
        timer.cancel()
        connection.close()
    if not found and sampled:
        return ExpectationResult(rule, None, reason=f"{_REFUSED}: it holds on a sample of {rows.num_rows:,} rows")
    return ExpectationResult(rule, found == 0, None, rows.num_rows, found)


def _isolated(rows: Any) -> Any:
    import duckdb

    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": "512MiB",
            "temp_directory": "",
            "threads": "1",
        }
    )
    connection.register("incoming", rows)
    connection.execute("CREATE TABLE batch AS SELECT * FROM incoming")
    connection.unregister("incoming")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
