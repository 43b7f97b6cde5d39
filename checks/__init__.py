"""The checks of Readiness, one file each; `catalogue` finds them by walking the families, nothing registers itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from readiness.domain.check import Check
from readiness.domain.evidence import Fact, Provider, provider_of


@dataclass(frozen=True)
class Family:
    """A family of checks: its package name, title and place on the Evidence page."""

    id: str
    title: str
    order: int


@dataclass(frozen=True)
class Catalogue:
    """Every check by id and every provider by the fact it makes."""

    families: tuple[Family, ...]
    checks: dict[str, Check]
    providers: dict[type[Fact], Provider]


def catalogue() -> Catalogue:
    """Return all checks and the providers that live beside them.

    Raises
    ------
    TypeError
        Two checks share an id, two providers make the same fact, or a check file holds no check.
    """
    families: list[Family] = []
    checks: dict[str, Check] = {}
    providers: dict[type[Fact], Provider] = {}
    for package in pkgutil.iter_modules(__path__, f"{__name__}."):
        if not package.ispkg:
            continue
        family = importlib.import_module(package.name)
        families.append(Family(package.name.rsplit(".", 1)[1], family.TITLE, family.ORDER))
        for module in _modules(family):
            if module.__name__.rsplit(".", 1)[1].startswith("_"):
                providers_in(module, providers)
            else:
                found = _check_in(module)
                checks[found.id] = found
    return Catalogue(tuple(sorted(families, key=lambda family: family.order)), dict(sorted(checks.items())), providers)


def _modules(family: ModuleType) -> Iterator[ModuleType]:
    for entry in pkgutil.iter_modules(family.__path__, f"{family.__name__}."):
        if not entry.name.endswith("_worker"):
            yield importlib.import_module(entry.name)


def _check_in(module: ModuleType) -> Check:
    found = [value for value in vars(module).values() if isinstance(value, Check)]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} holds {len(found)} checks, not one")
    return found[0]


def providers_in(module: ModuleType, into: dict[type[Fact], Provider]) -> None:
    """Add the providers defined in a module.

    Raises
    ------
    TypeError
        Another provider already makes the same fact.
    """
    for value in vars(module).values():
        if not hasattr(value, "__provider_stage__") or value.__module__ != module.__name__:
            continue
        provider = provider_of(value)
        if provider.fact in into:
            raise TypeError(f"{provider.name} and {into[provider.fact].name} both make {provider.fact.__name__}")
        into[provider.fact] = provider
