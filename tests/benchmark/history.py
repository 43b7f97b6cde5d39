"""`python -m tests.benchmark.history`: how long the history's pages take with many assessments in the store."""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from readiness import api, history_api
from readiness.history import assessments
from tests.benchmark.cases import TOP
from tests.ui.assessments import assessment

START = datetime(2024, 1, 1, tzinfo=UTC)
PROJECTS = ("screening",) * 6 + ("credit",) * 3 + ("retail",)


def main() -> None:
    """Fill a store of its own, draw each page several times, print medians in milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.history", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="assessments in the store")
    parser.add_argument("--times", type=int, default=9, help="draws of each page")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["READINESS_HOME"] = home
        os.environ.pop("READINESS_STORE", None)
        last = filled(chosen.count)
        print(f"{chosen.count} assessments of 3 projects; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for name, page, query in (
            ("history, all projects", "history", {}),
            ("history, one project with its trend", "history", {"project": PROJECTS[0]}),
            ("history, page 10", "history", {"sheet": "10"}),
            ("comparison", "compare", {"a": last}),
            ("signatures", "signatures", {"a": last}),
        ):
            wall, processor = drawn(page, query, chosen.times)
            print(f"{name:<38} {wall * 1000:6.0f} ms, of which {processor * 1000:.0f} ms of the processor")


def filled(count: int) -> str:
    """Return the id of the newest of so many assessments kept in the store that the environment names."""
    document = json.loads(api.as_json(assessment()))
    with contextlib.closing(history_api.open_history()) as history:
        for number in range(count):
            document["id"] = hashlib.sha256(str(number).encode()).hexdigest()
            document["created_at"] = (START + timedelta(hours=20 * number)).isoformat()
            document["project"]["name"] = PROJECTS[number % len(PROJECTS)]
            assessments.keep(history, json.dumps(document).encode())
    return str(document["id"])


def drawn(page: str, query: dict[str, str], times: int) -> tuple[float, float]:
    """Return the median seconds, by the clock and of the processor, of a warm draw of a page."""
    test = AppTest.from_file(str(TOP / "app.py"), default_timeout=120).run()
    for key, value in query.items():
        test.query_params[key] = value
    test.switch_page(f"ui/pages/{page}.py").run()
    walls, processors = [], []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        test.run()
        assert not test.exception
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return statistics.median(walls), statistics.median(processors)


if __name__ == "__main__":
    main()
