"""Pages drawn through Streamlit's own test runner, and runs written by hand for them."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "app.py")
REQUEST = {
    "kind": "folder",
    "name": "loans",
    "path": "/p",
    "trust": "read",
    "admitted": [],
    "started_at": "2026-11-20T16:42:00+00:00",
}


def page(name: str = "", **query: str) -> AppTest:
    """Return a page as drawn for this address."""
    test = AppTest.from_file(APP, default_timeout=30).run()
    for key, value in query.items():
        test.query_params[key] = value
    if name:
        test.switch_page(f"ui/pages/{name}.py")
    return test.run()


def words(test: AppTest) -> str:
    """Return all HTML on the page."""
    assert not test.exception
    return "".join(element.proto.body for element in test.get("html"))


def run_folder(home: Path, *lines: object, identity: str = "20261120T194350-5f530fac") -> Path:
    """Return the folder of a run with these lines of output."""
    folder = home / "runs" / identity
    folder.mkdir(parents=True)
    (folder / "request.json").write_text(json.dumps(REQUEST))
    (folder / "lock").touch()
    (folder / "events.ndjson").write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    )
    return folder
