"""The functions of the training and serving path, for measuring how they are written."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.code.python_module import Definition


@dataclass(frozen=True)
class ProductionFunctions(Fact):
    """Functions and methods of every module on the training or serving path, outside tests.

    Attributes
    ----------
    functions
        (path, definition), nested ones included.
    notebooks
        Notebooks that train although no script does.
    scripts
        Modules of the path whose code stands at top level without any function.
    """

    functions: tuple[tuple[str, Definition], ...]
    notebooks: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


@provides("code")
def production_functions(
    reachability: Reachability, training: TrainingPath | Absent, serving: ServingPath | Absent
) -> ProductionFunctions | Absent:
    """Return the functions that run in production; absent when neither path is found."""
    if isinstance(training, Absent) and isinstance(serving, Absent):
        return Absent("neither a training nor a serving path was found in the code")
    paths: set[str] = set()
    for part in (training, serving):
        if not isinstance(part, Absent):
            paths |= {path for path, _ in part.nodes}
    modules = [reachability.sources.by_path[path] for path in sorted(paths)]
    modules = [module for module in modules if not module.test]
    only = training.notebooks if isinstance(training, TrainingPath) and not training.entries else ()
    scripts = tuple(module.path for module in modules if not module.functions() and module.statements_outside > 5)
    functions = tuple((module.path, definition) for module in modules for definition in module.functions())
    return ProductionFunctions(functions, only, scripts)
