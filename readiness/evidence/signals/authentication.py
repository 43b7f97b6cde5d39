"""Whether the prediction endpoint asks for a credential."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Module
from readiness.evidence.signals.decisions import Decision
from readiness.evidence.signals.files import line_of, walk
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.serving import prediction_routes, route_modules, route_nodes
from readiness.evidence.signals.signal import Signal, place, shown_by

_SECURITY = re.compile(
    r"^fastapi\.security\.(\w+\.)?(APIKey\w+|HTTPBearer|HTTPBasic|HTTPDigest|OAuth2\w+)|"
    r"^flask_httpauth\.|^flask_jwt_extended\.|^flask_login\.|^fastapi_users\.|"
    r"^fastapi_jwt_auth\.|^jose\.jwt\.decode$|^jwt\.decode$|^authlib\.|^flask_jwt\.|"
    r"^rest_framework\.(permissions|authentication)|^google\.oauth2\.id_token\.verify|"
    r"^secrets\.compare_digest$|^hmac\.compare_digest$|^fastapi_cloudauth\.|^fastapi_azure_auth\.|"
    r"^firebase_admin\.auth\.verify"
)


_GUARD_NAME = re.compile(
    r"(?i)(login|token|auth\w*|api_?key|jwt|key)_?(required|protected|check\w*)|require_?(api_?key|"
    r"auth\w*|token|login)|verify_?(api_?key|token|auth\w*|credentials|jwt)|"
    r"authenticat\w*|check_auth\w*|get_current_(active_)?user|validate_(api_?key|"
    r"token)|api_key_auth|get_api_key|authoriz\w*"
)


_CREDENTIAL = re.compile(
    r"(?i)^(x[-_]?api[-_]?key|api[-_]?key\w*|authorization|auth_?header|bearer|token|access_token|"
    r"api_token|credentials|secret|x-auth\w*|password|valid_api_keys?|expected_key)$|api_key|"
    r"auth_token"
)


_UNAUTHORISED = re.compile(
    r"^(401|403|HTTP_40[13]\w*|UNAUTHORIZED|FORBIDDEN|UNAUTHENTICATED|PERMISSION_DENIED)$|"
    r"(?i:unauthori[sz]ed|forbidden|invalid (api )?(key|token|credentials))"
)


def auth_on_api(seen: Seen) -> Signal:
    """The prediction endpoint requires authentication.

    Not: a key that is read and never checked.
    """

    def guards() -> Iterator[Evidence]:
        nodes = route_nodes(seen)
        modules = route_modules(seen)
        for module in modules:
            yield from _guarded_routes(seen, module)
        checking = nodes | set(_depended(seen, modules))
        for decision in seen.decisions:
            if decision.node in checking and _denies(decision):
                yield place(decision.path, decision.line, "a request without a valid credential is refused")
        for used in seen.live.within(checking):
            if _SECURITY.search(used.name) and used.last not in ("APIKeyHeader",):
                yield used.at(f"{used.name[-40:]} checks the credential")
        yield from _platform_guards(seen)

    return shown_by(guards(), "the prediction endpoint asks for no credential")


def _guarded_routes(seen: Seen, module: Module) -> Iterator[Evidence]:
    starts = {qualified for entry in prediction_routes(seen) for path, qualified in entry.starts if path == module.path}
    for qualified in sorted(starts):
        definition = module.definitions.get(qualified)
        for decorator in definition.decorators if definition is not None else ():
            name = seen.sources.expanded(decorator.name, module)
            if _SECURITY.search(name) or _GUARD_NAME.search(name.rpartition(".")[2]) or ".login_required" in name:
                yield place(module.path, decorator.line, f"{name[-40:]} guards the route")
    bases = [base for d in module.definitions.values() if d.kind == "class" for base in d.bases]
    if any("rest_framework" in seen.sources.expanded(base, module) for base in bases):
        for name, value in module.assigned.items():
            if name.endswith("permission_classes") and "IsAuthenticated" in str(value):
                yield place(module.path, 1, "the view asks for an authenticated user")


def _depended(seen: Seen, modules: list[Module]) -> Iterator[tuple[str, str]]:
    """Yield the functions that prediction routes, their routers or the application depend on."""
    for used in seen.live.calls(r"(^|\.)(Depends|Security)$", notebooks=False):
        module, call = used.module, used.call
        if module not in modules and not _application_wide(module, call.line):
            continue
        for value in (*call.positional, *call.keywords.values()):
            name = getattr(value, "name", "")
            target = seen.sources.locate(name, module) if name else None
            if target is not None and target.qualified:
                path, qualified = target.module.path, target.qualified
                yield from seen.live.reach([(path, qualified), (path, f"{qualified}.__call__")])


def _application_wide(module: Module, line: int) -> bool:
    """Return whether a dependency is given to the application or a router rather than to one route."""
    return any(
        call.last in ("FastAPI", "APIRouter", "include_router")
        and abs(call.line - line) <= 8
        and "dependencies" in call.keywords
        for call in module.calls
    )


def _denies(decision: Decision) -> bool:
    if decision.kind != "if" or not any(
        _CREDENTIAL.search(name) or _GUARD_NAME.search(name) for name in decision.names
    ):
        return False
    for side in (decision.body, decision.otherwise):
        if any(_UNAUTHORISED.search(text) for text in side.texts) or any(
            _UNAUTHORISED.search(name.rpartition(".")[2]) for name in side.calls
        ):
            return True
        if side.raises and any(re.search(r"(?i)auth|permission|forbidden|HTTPException", name) for name in side.calls):
            return True
    return False


def _platform_guards(seen: Seen) -> Iterator[Evidence]:
    for path, root in seen.files.yaml_with("authEnabled"):
        for item in walk(root):
            if item.get("authEnabled") is True:
                yield place(path, item.at("authEnabled"), "the endpoint asks for a key")
    for path, root in seen.files.yaml_with("auth_mode"):
        if str(root.get("auth_mode")) in ("key", "aml_token", "aad_token"):
            yield place(path, root.at("auth_mode"), "the endpoint asks for a key or token")
    for used in seen.live.calls(
        r"ManagedOnlineEndpoint$|KubernetesOnlineEndpoint$|deploy_configuration$", notebooks=False
    ):
        if (
            used.call.literal("auth_mode") in ("key", "aml_token", "aad_token")
            or used.call.literal("auth_enabled") is True
        ):
            yield used.at("the endpoint asks for a key or token")
    yield from _guarded_interfaces(seen)
    for kind in seen.kubernetes.others:
        if kind.kind in ("RequestAuthentication", "AuthorizationPolicy", "JWTAuthentication"):
            yield place(kind.path, kind.line, f"{kind.kind} guards the service")
    yield from _guarded_by_files(seen)


def _guarded_interfaces(seen: Seen) -> Iterator[Evidence]:
    for resource in seen.resources:
        if re.search(
            r"(?i)api_gateway_authorizer|apigatewayv2_authorizer|ApiGateway(V2)?::Authorizer|"
            r"usage_plan_key|ApiGateway::UsagePlan",
            resource.type,
        ):
            yield place(resource.path, resource.line, f"{resource.type} guards the interface")
        elif re.search(
            r"ApiKeyRequired:\s*[\"']?true|DefaultAuthorizer:|authorization\s*=\s*\"(?!NONE)|"
            r"AuthorizationType:\s*(?!NONE|['\"]NONE)\w",
            resource.body,
        ) and re.search(r"(?i)api|function|method|route", resource.type):
            yield place(resource.path, resource.line, "the interface asks for a key or a signed request")


def _guarded_by_files(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.named("function.json"):
        found = re.search(r'"authLevel"\s*:\s*"(function|admin)"', seen.files.text(path))
        if found:
            yield place(path, line_of(seen.files.text(path), '"authLevel"'), "the function asks for a key")
    for path in seen.files.ending(".yml", ".yaml"):
        for line, _, _ in seen.files.lines(
            path, re.compile(r"ingress\.kubernetes\.io/auth-(type|url|secret|signin)|^\s*private:\s*true\s*$")
        ):
            if "ingress" in seen.files.text(path) or "serverless" in path:
                yield place(path, line, "the way in asks for a credential")
    for path in seen.files.ending(".conf", ".nginx"):
        for line, _, _ in seen.files.lines(path, re.compile(r"^\s*(auth_basic\s+(?!off)|auth_request\s)")):
            yield place(path, line, "the proxy asks for a credential")
    for written in seen.commands:
        if "--no-allow-unauthenticated" in written.text:
            yield written.at("the service is deployed for authenticated callers only")
