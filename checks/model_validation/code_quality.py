"""Production code is in typed, documented modules of short functions, and none of it only in a notebook."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.production_functions import ProductionFunctions
from readiness.evidence.code.python_module import Definition

PERCENTILE = 0.9
Functions = tuple[tuple[str, Definition], ...]


@check(
    title="Maintainable production code",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(
        Measure("annotated_function_share", Unit.SHARE),
        Measure("documented_function_share", Unit.SHARE),
        Measure("function_lines_p90", Unit.COUNT),
    ),
)
def code_quality(production: ProductionFunctions) -> CheckResult:
    """Return whether production code is in functions of modules, the shares typed and documented, and their length.

    What it measures
    ----------------
    On the modules of the training and serving path: whether they hold functions rather than notebook or top-level
    code; the share of functions with an annotation (0 to 1); the share of public, not nested functions with a docstring
    (0 to 1); and the length in lines that nine of ten functions do not exceed.

    Why it matters
    --------------
    Code that only its author can change becomes a risk when the author leaves.

    How to fix
    ----------
    Move notebook and top-level code into functions of a module, annotate arguments and results, and write one sentence
    for each public function.

    Limits
    ------
    Whether a docstring is right, and whether a linter or type checker passes, is not judged here.

    Source
    ------
    PEP 257 (2001), PEP 484 (2014); Sculley et al., "Hidden Technical Debt in Machine Learning Systems", 2015.
    """
    outside = (*production.notebooks, *production.scripts)
    functions = production.functions
    public = tuple((path, item) for path, item in functions if item.public and not item.nested)
    lengths = sorted(item.end_line - item.line + 1 for _, item in functions)
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{path} runs at top level without functions.",
            Location(path),
            fix=f"Move the code of {path} into functions of a module that can be imported and tested.",
        )
        for path in outside[:3]
    ]
    findings += _gaps(functions, public)
    evidence = [Evidence(Location(path, item.line), "Production code is in functions.") for path, item in functions[:1]]
    return measured(
        holds=bool(functions) and not outside,
        measurements=[
            _share("annotated_function_share", [item.annotated for _, item in functions]),
            _share("documented_function_share", [item.documented for _, item in public]),
            Measurement(
                "function_lines_p90",
                float(lengths[int(PERCENTILE * (len(lengths) - 1))]) if lengths else None,
                Unit.COUNT,
                n=len(lengths),
                reason="" if lengths else "no function",
            ),
        ],
        findings=findings,
        evidence=evidence,
        strength=Strength.E1,
        reason=f"{len(functions)} functions on the training and serving path, {_files(len(outside))} outside functions",
    )


def _gaps(functions: Functions, public: Functions) -> list[Finding]:
    findings = []
    bare = next(((path, item) for path, item in functions if not item.annotated), None)
    if bare is not None:
        place = Location(bare[0], bare[1].line)
        count = sum(not item.annotated for _, item in functions)
        message = f"{_having(count, 'function')} no annotation, first {place}."
        findings.append(Finding(Severity.LOW, message, place, fix=f"Annotate {bare[1].name} at {place}."))
    silent = next(((path, item) for path, item in public if not item.documented), None)
    if silent is not None:
        place = Location(silent[0], silent[1].line)
        count = sum(not item.documented for _, item in public)
        message = f"{_having(count, 'public function')} no docstring, first {place}."
        findings.append(Finding(Severity.LOW, message, place, fix=f"Say what {silent[1].name} returns at {place}."))
    return findings


def _having(count: int, thing: str) -> str:
    return f"1 {thing} has" if count == 1 else f"{count} {thing}s have"


def _share(name: str, answers: list[bool]) -> Measurement:
    value = sum(answers) / len(answers) if answers else None
    return Measurement(name, value, Unit.SHARE, n=len(answers), reason="" if answers else "no function")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
