"""The dashboard served for a browser, on a fresh data folder, with every request of the browser written down."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from readiness import api
from readiness.history.runs import Runs
from tests.ui.assessments import assessment

ROOT = Path(__file__).parents[2]
SERVED = ("app.py", ".streamlit", "ui", "readiness", "checks", "rubrics", "sample_projects", "docs", "pyproject.toml")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 20_000  # milliseconds; a busy machine is slow, not wrong
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with one stored assessment."""
    folder = tmp_path_factory.mktemp("home")
    project = tmp_path_factory.mktemp("stored_project")
    Runs(folder).keep(api.as_json(assessment("stored_project")), project)
    return folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product, so that a file saved while a test runs cannot change what is tested."""
    copy = tmp_path_factory.mktemp("served")
    for name in SERVED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def address(home: Path, served: Path) -> Iterator[str]:
    """Yield the address of the served dashboard."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    environment = {**os.environ, "READINESS_HOME": str(home), "PYTHONPATH": str(served)}
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=served, env=environment, stdout=log, stderr=log)
        try:
            _answers(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _answers(health: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(health, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the system's Chromium, else the one Playwright has; without any the tests are not run."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no browser on this machine")
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        expect.set_options(timeout=PATIENCE)
        yield opened
        opened.close()


@pytest.fixture
def hosts() -> set[str]:
    """Return the hosts that the browser asked, filled while a test runs."""
    return set()


@pytest.fixture
def context(browser: Browser, hosts: set[str]) -> Iterator[BrowserContext]:
    """Yield a fresh session; whatever it asked must have been this machine."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened.set_default_timeout(PATIENCE)
    opened.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    yield opened
    opened.close()
    assert hosts <= {"localhost", ""}, hosts


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a page of the session."""
    return context.new_page()
