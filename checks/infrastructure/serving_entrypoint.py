"""A runnable serving path that uses the shipped model."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath, shown
from readiness.evidence.code.served_model import ServedModel
from readiness.evidence.declared.manifest import Manifest

KINDS = {"online": "online", "serverless": "online", "managed": "online", "batch": "batch"}


@check(title="Runnable serving path", effort=Effort.SMALL, states_fact=True)
def serving_entrypoint(
    serving: ServingPath, served: ServedModel, manifest: Manifest, reachability: Reachability
) -> CheckResult:
    """Return whether a route, handler or batch script of the declared kind predicts with the shipped model.

    What it measures
    ----------------
    Whether a request or a batch run reaches a call that asks a model for predictions, and whether the model loaded
    there is the file that is shipped. The file is recognised by its name in the load call, in a constant or in a
    configuration file that the service names.

    Why it matters
    --------------
    A model without a way to call it is only a file, and a service that loads another model is not the one reviewed.

    How to fix
    ----------
    Wrap the pipeline in an API or a batch command, and load the shipped artefact there by its path.

    Limits
    ------
    Read from the code: nothing is started and no prediction is asked for. A path that is put together at run time
    cannot be told.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, test Infra 6.
    """
    place = serving.entries[0].location
    evidence = [
        shown(serving.predicts[0], f"{serving.entries[0].title} asks the model: {serving.predicts[0].call.last}().")
    ]
    started = [start for entry in reachability.entries if entry.location.path == place.path for start in entry.started]
    evidence += [Evidence(start.location, f"Started by: {start.command}") for start in started[:1]]
    wanted = KINDS.get(manifest.serving or "")
    if wanted is not None and wanted != serving.kind:
        reason = (
            f"serving is declared {manifest.serving}, but the only serving path is {serving.kind} ({serving.where})"
        )
        finding = Finding(
            Severity.HIGH, f"{reason[0].upper()}{reason[1:]}.", manifest.location("serving"),
            fix=f"Add an entry point for {manifest.serving} serving, or declare serving: {serving.kind}.",
        )  # fmt: skip
        return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
    if served.other:
        reason = f"{serving.where} loads {served.other}, not the shipped {manifest.model.path}"
        finding = Finding(
            Severity.HIGH, f"{reason}.", served.location,
            fix=f"Load {manifest.model.path} at {served.location or place}, or ship {served.other}.",
        )  # fmt: skip
        return measured(holds=False, findings=[finding], evidence=evidence, strength=Strength.E1, reason=reason)
    if not served.same:
        return measured(holds=None, evidence=evidence, strength=Strength.E1, reason=served.why)
    evidence.append(Evidence(served.location or Location(place.path), served.why))
    return measured(
        holds=True,
        evidence=evidence,
        strength=Strength.E1,
        reason=f"{serving.where} predicts with {manifest.model.path}",
    )
