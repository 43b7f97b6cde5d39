"""API authentication: a prediction is only given to a caller who is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.code.call_graph import ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.python_module import Ref
from readiness.evidence.delivery.kubernetes import Kubernetes

GUARDS = re.compile(
    r"(?:^|[._])(?:jwt_required|login_required|token_required|auth_required|requires_auth|authenticated|require_api_key|"
    r"api_key_required|verify_jwt_in_request|verify_id_token|get_jwt_identity|compare_digest)$|(?:^|\.)(?:jwt|jose\.jwt)\.decode$"
)
MESH_KINDS = ("AuthorizationPolicy", "RequestAuthentication")


@check(title="API authentication", effort=Effort.SMALL, states_fact=True)
def api_authentication(serving: ServingPath, kubernetes: Kubernetes | Absent) -> CheckResult:
    """Return whether the code that answers a prediction request refuses callers it does not know.

    What it measures
    ----------------
    On the path from the route to the prediction, dependencies and middleware included: a refusal with status 401 or
    403, a decorator or call of an authentication library that checks (``jwt_required``, ``jwt.decode``,
    ``compare_digest``), or an authorisation policy of the service mesh. Reading a key without refusing does not count.

    Why it matters
    --------------
    An open endpoint can be used by anyone to run up cost, to copy the model, or to learn about its training data.

    How to fix
    ----------
    Add a dependency to the route that compares the caller's key in constant time (``hmac.compare_digest``) or verifies
    a token, and raises 401 otherwise.

    Limits
    ------
    Read from the code. A gateway outside the folder that authenticates callers is not seen; name it in an attestation.
    Whether the check can be got around is not tried.

    Source
    ------
    OWASP API Security Top 10, API2 "Broken Authentication" (2023).
    """
    if serving.kind != "online":
        entry = serving.entries[0]
        why = f"{entry.title} predicts in batch; nothing is offered to callers."
        return not_applicable(why, [Evidence(entry.location, why)])
    refusals = [call for call in serving.calls if _refuses(call)]
    guards = [call for call in serving.calls if GUARDS.search(call.name)]
    decorated = list(_decorated(serving))
    mesh = (
        [other for other in kubernetes.others if other.kind in MESH_KINDS] if isinstance(kubernetes, Kubernetes) else []
    )
    found = refusals or guards
    if found:
        why = f"{serving.where} is guarded: {found[0].name.rpartition('.')[2]} refuses callers that are not known."
        place = Location(found[0].module.path, found[0].call.line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    if decorated:
        why = f"{serving.where} is guarded by the decorator {decorated[0][1]}."
        return measured(holds=True, evidence=[Evidence(decorated[0][0], why)], strength=Strength.E1, reason=why)
    if mesh:
        why = f"The service mesh authorises callers ({mesh[0].kind} {mesh[0].name})."
        place = Location(mesh[0].path, mesh[0].line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    entry = serving.entries[0]
    reason = f"{serving.where} answers without asking who calls"
    finding = Finding(
        Severity.MEDIUM,
        reason + ".",
        entry.location,
        fix=f"Add a dependency to {entry.title} in {entry.location.path} that refuses unknown callers with 401.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)


def _refuses(call: ReachedCall) -> bool:
    if not (
        call.name.endswith(("Exception", "abort", "Response", "Forbidden", "Unauthorized")) or "abort" in call.name
    ):
        return False
    values = (*call.call.positional, *call.call.keywords.values())
    statuses = [value.name if isinstance(value, Ref) else value for value in values]
    named = call.name.endswith(("Forbidden", "Unauthorized"))
    return named or any(str(status).rpartition(".")[2] in STATUSES for status in statuses)


STATUSES = ("401", "403", "HTTP_401_UNAUTHORIZED", "HTTP_403_FORBIDDEN", "UNAUTHORIZED", "FORBIDDEN")


def _decorated(serving: ServingPath) -> Iterator[tuple[Location, str]]:
    modules = {call.module.path: call.module for call in serving.calls}
    for path, name in sorted(serving.nodes):
        definition = modules[path].definitions.get(name) if path in modules else None
        for decorator in definition.decorators if definition is not None else ():
            if GUARDS.search(decorator.name):
                yield Location(path, decorator.line), decorator.last
