"""One documented command retrains from the data to a stored model."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import TrainingPath, shown
from readiness.evidence.code.documented_commands import Documented, DocumentedCommands


@check(title="One command retrains", effort=Effort.SMALL, states_fact=True)
def retrain_command(
    training: TrainingPath, documented: DocumentedCommands | Absent, reachability: Reachability
) -> CheckResult:
    """Return whether a command given in the documents reaches code that trains and stores a model.

    What it measures
    ----------------
    Commands in code blocks and inline code of README and documents (``make train``, ``python -m package.train``, a
    console script, ``dvc repro``), followed through Makefile and shell scripts into the Python they start. One of them
    must reach both a call that trains a model and a call that stores one.

    Why it matters
    --------------
    The person who trains next is seldom the person who trained first, and a command needs no memory.

    How to fix
    ----------
    Write a training script with arguments, add a make target, and name the command in the README.

    Limits
    ------
    Read from the files: the command is not run, so missing data or packages are not seen. A pipeline in another
    language is not followed.

    Source
    ------
    Microsoft, "Machine Learning operations maturity model", 2023, level 1; ML Test Score (Breck et al., 2017), Infra 3.
    """
    if not training.entries:
        reason = f"only the notebook {training.where} trains the model"
        fix = f"Move the training of {training.where} into a script that runs from the command line."
        finding = Finding(Severity.HIGH, f"{reason[0].upper()}{reason[1:]}; running all cells is no command.", fix=fix)
        return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
    if not training.stores:
        reason = f"{training.where} trains a model and stores none"
        fix = f"Store the fitted model at the end of {training.where}."
        finding = Finding(Severity.HIGH, f"{reason}.", training.entries[0].location, fix=fix)
        return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
    given = [] if isinstance(documented, Absent) else _leading(documented, training, reachability)
    if given:
        first = given[0]
        nodes = reachability.closure(first.starts)
        fit = next(call for call in training.fits if (call.module.path, call.call.scope) in nodes)
        store = next(call for call in training.stores if (call.module.path, call.call.scope) in nodes)
        evidence = [
            Evidence(first.location, f"Gives the command: {first.command}"),
            shown(fit, f"The command reaches {fit.call.last}()."),
            shown(store, f"The model is stored by {store.call.last}()."),
        ]
        reason = f"`{first.command}` in {first.location} retrains and stores the model"
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=reason)
    started = next((start for entry in training.entries for start in entry.started), None)
    known = f"`{started.command}` in {started.location}" if started else f"`python {training.where}`"
    reason = f"no document names a command that retrains; {known} would"
    finding = Finding(
        Severity.MEDIUM, f"{reason[0].upper()}{reason[1:]}.", training.entries[0].location,
        fix=f"Name {known} in README.md, with what it reads and where it writes the model.",
    )  # fmt: skip
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)


def _leading(documented: DocumentedCommands, training: TrainingPath, reachability: Reachability) -> list[Documented]:
    fits = {(call.module.path, call.call.scope) for call in training.fits}
    stores = {(call.module.path, call.call.scope) for call in training.stores}
    found = []
    for item in documented.commands:
        nodes = reachability.closure(item.starts)
        if fits & nodes and stores & nodes:
            found.append(item)
    return found
