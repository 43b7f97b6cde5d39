"""The unpickler names what it does not admit and runs none of it. All loading happens in a worker."""

import gzip
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from readiness.sandbox.errors import WorkerFailed, WorkerRefused
from readiness.sandbox.worker import Reply, Worker

LOAD = "readiness.sandbox.model_host:load"


@contextmanager
def worker_for(path: Path, *admitted: str) -> Iterator[Worker]:
    with Worker({"m": path}, admitted=frozenset(admitted), accept_weak=True) as worker:
        yield worker


def loaded(path: Path, *admitted: str) -> Reply:
    with worker_for(path, *admitted) as worker:
        return worker.call(LOAD, {"path": "m", "format": "pickle"})


def refused(path: Path, data: bytes) -> tuple[str, ...]:
    path.write_bytes(data)
    with pytest.raises(WorkerRefused) as caught:
        loaded(path)
    return caught.value.names


def call_of(module: str, name: str, *arguments: Any) -> bytes:
    """A pickle of protocol 4 that calls a dotted name with plain arguments."""
    body = pickle.dumps(arguments, protocol=4)[2:-1]
    names = b"".join(b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name))
    return b"\x80\x04" + names + b"\x93" + body + b"R."


MARK = "mark-of-the-attack"
GADGETS = [
    ("os", "system", f"touch {MARK}"),
    ("posix", "system", f"touch {MARK}"),
    ("subprocess", "Popen", ["touch", MARK]),
    ("builtins", "eval", f"open('{MARK}', 'w')"),
    ("builtins", "exec", f"open('{MARK}', 'w')"),
    ("builtins", "__import__", "antigravity"),
    ("builtins", "getattr", 1, "real"),
    ("builtins", "open", MARK, "w"),
    ("builtins", "type", "X", (), {}),
    ("functools", "partial", 1),
    ("operator", "attrgetter", "system"),
    ("operator", "methodcaller", "system"),
    ("importlib", "import_module", "os"),
    ("runpy", "run_path", MARK),
    ("sys", "exit", 0),
    ("pickle", "loads", b"N."),
    ("numpy", "load", MARK),
    ("numpy", "memmap", MARK),
    ("numpy", "fromfile", MARK),
    ("numpy", "frompyfunc", 1),
    ("numpy", "vectorize", 1),
    ("numpy.testing._private.utils", "runstring", "1", {}),
    ("numpy.f2py.crackfortran", "myeval", "1"),
    ("numpy", "ndarray.tofile", MARK),
    ("pandas", "eval", "1"),
    ("pandas", "read_pickle", MARK),
    ("pandas", "DataFrame.to_csv", MARK),
    ("joblib", "load", MARK),
    ("joblib.memory", "Memory", MARK),
    ("joblib.numpy_pickle", "read_zfile", MARK),
    ("scipy.stats._distn_infrastructure", "rv_continuous"),
    ("scipy.stats._continuous_distns", "norm_gen"),
    ("sklearn.datasets._base", "load_files", MARK),
    ("sklearn.utils._testing", "assert_run_python_script_without_output", "1"),
    ("sklearn.utils.parallel", "Parallel"),
    ("sklearn.ensemble._forest", "Parallel"),
    ("sklearn.pipeline", "Bunch.__setattr__", "a"),
    ("lightgbm.basic", "_LIB"),
    ("xgboost.core", "DMatrix", MARK),
    ("readiness.sandbox.unpickler", "load", MARK),
    ("numpy._core", "_ufunc_reconstruct", "os", "system"),
    ("numpy._core", "_ufunc_reconstruct", "numpy", "load"),
]


def test_calls_outside_the_list_are_refused_by_name(tmp_path: Path) -> None:
    files = {}
    for number, (module, name, *arguments) in enumerate(GADGETS):
        (tmp_path / str(number)).write_bytes(call_of(module, name, *arguments))
        files[str(number)] = tmp_path / str(number)
    with Worker(files, accept_weak=True) as worker:
        for number, (module, name, *_) in enumerate(GADGETS):
            with pytest.raises(WorkerRefused) as caught:
                worker.call(LOAD, {"path": str(number), "format": "pickle"})
            if name != "_ufunc_reconstruct":
                assert caught.value.names == (f"{module}.{name}",)
        assert worker._folder is not None
        assert sorted(path.name for path in worker._folder.inside.iterdir()) == sorted([*files, "scratch"])


class Calls:
    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def test_all_names_that_are_not_admitted_are_told_at_once(tmp_path: Path) -> None:
    data = pickle.dumps([Calls(eval, "1"), np.float64(1), Calls(exec, "1"), Calls(print, "ran")])
    assert refused(tmp_path / "m", data) == ("builtins.eval", "builtins.exec", "builtins.print")


def test_names_of_python_two_are_seen_through(tmp_path: Path) -> None:
    assert refused(tmp_path / "m", b"c__builtin__\neval\n(S'1'\ntR.") == ("builtins.eval",)
    assert refused(tmp_path / "m", b"(S'1'\ni__builtin__\neval\n.") == ("builtins.eval",)


@pytest.mark.parametrize("compress", [0, 3, ("xz", 1)])
def test_a_pickle_nested_in_a_joblib_array_is_read_by_the_same_rules(tmp_path: Path, compress: Any) -> None:
    path = tmp_path / "m"
    joblib.dump(np.array([Calls(eval, "1")], dtype=object), path, compress=compress)
    with pytest.raises(WorkerRefused) as caught:
        loaded(path)
    assert caught.value.names == ("builtins.eval",)


def test_a_consented_name_is_used(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(pickle.dumps(Calls(print, "ran")))
    assert loaded(tmp_path / "m", "builtins.print").printed == "ran\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x80\x04\x8c\x0bcollections\x8c\x0bOrderedDict\x93N}\x8c\x04popaK\x01s\x86b.", "change a class"),
        (call_of("collections", "OrderedDict")[:-1] + b")R.", "calls an object"),
        (b"\x80\x04\x8c\x01xQ.", "outside itself"),
        (call_of("_codecs", "encode", "x", "rot13"), "encoding"),
        (b"\x80\x04]", "EOFError"),
        (b"\x80\x09N.", "protocol"),
        (b"", "EOFError"),
        (b"\x1f\x8b" + b"junk" * 9, "method"),
        (gzip.compress(b"\x80\x04", mtime=0)[:-6], "EOFError"),
    ],
)
def test_damage_and_tricks_are_failures(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "m").write_bytes(data)
    with pytest.raises(WorkerFailed, match=message):
        loaded(tmp_path / "m")


def test_missing_project_classes_are_named(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(call_of("features", "Encoder"))
    with pytest.raises(WorkerRefused, match=r"features\.Encoder"):
        loaded(tmp_path / "m")
    with pytest.raises(WorkerFailed, match="No module named 'features'"):
        loaded(tmp_path / "m", "features.Encoder")


def test_the_projects_own_classes_load_from_copies_when_consented(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "features.py").write_text(
        "class Encoder:\n    def predict(self, table): return [0] * len(table)\n"
    )
    (tmp_path / "m").write_bytes(call_of("features", "Encoder"))
    files = {"m": tmp_path / "m", "code": tmp_path / "code"}
    with Worker(files, admitted=frozenset({"features.Encoder"}), accept_weak=True) as worker:
        values = worker.call(LOAD, {"path": "m", "format": "pickle", "code": ["code"]}).values
    assert (values["module"], values["class_name"], values["methods"]) == ("features", "Encoder", ["predict"])


def test_compiled_losses_of_older_scikit_learn_are_read_as_todays(tmp_path: Path) -> None:
    """scikit-learn 1.3 to 1.7 write ``_loss`` for the module of the losses in gradient-boosted models."""
    path = tmp_path / "m"
    path.write_bytes(call_of("_loss", "CyHalfBinomialLoss"))
    told = loaded(path).values
    assert (told["class_name"], told["module"]) == ("CyHalfBinomialLoss", "sklearn._loss._loss")
    assert refused(path, call_of("_loss", "system")) == ("_loss.system",)
