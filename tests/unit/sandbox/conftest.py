"""What the tests of the sandbox share: pickles that run text, and a worker that has everything ticked."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from readiness.sandbox.limits import Limits
from readiness.sandbox.worker import Reply, Worker

LOAD = "readiness.sandbox.model_host:load"


class RunsText:
    """An object whose pickle runs Python text in whoever loads it and admits `builtins.exec`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __reduce__(self) -> Any:
        return exec, (self.text, {})


Foreign = Callable[..., AbstractContextManager[Callable[[], Reply]]]


@pytest.fixture
def foreign(tmp_path: Path) -> Foreign:
    """Starts a worker that runs the given text, `builtins.exec` being ticked, when the yielded function is called."""

    @contextmanager
    def start(text: str, limits: Limits | None = None, timeout_seconds: float = 60.0) -> Iterator[Callable[[], Reply]]:
        file = tmp_path / "foreign.pkl"
        file.write_bytes(pickle.dumps(RunsText(text)))
        with Worker({"m": file}, limits, admitted=frozenset({"builtins.exec"}), accept_weak=True) as worker:
            yield lambda: worker.call(LOAD, {"path": "m", "format": "pickle"}, timeout_seconds=timeout_seconds)

    return start
