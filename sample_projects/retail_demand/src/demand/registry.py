"""The model registry: training registers versions, promotion moves an alias, the service asks by alias."""

from __future__ import annotations

from typing import Any

import mlflow

NAME = "retail-demand"
CHAMPION, CHALLENGER = "champion", "challenger"


def register(run_id: str, about: dict[str, Any]) -> str:
    """Returns the number of the new version, tagged with the digest of its file."""
    client = mlflow.MlflowClient()
    if not client.search_registered_models(f"name='{NAME}'"):
        client.create_registered_model(NAME)
    tags = {"model_sha256": about["model"]["sha256"], "model_version": about["version"]}
    return str(client.create_model_version(NAME, f"runs:/{run_id}/model", run_id, tags=tags).version)


def promote(digest: str, alias: str = CHAMPION) -> str:
    """Returns the version of the model with this digest after the alias was moved to it."""
    client = mlflow.MlflowClient()
    found = next(v for v in client.search_model_versions(f"name='{NAME}'") if v.tags.get("model_sha256") == digest)
    client.set_registered_model_alias(NAME, alias, found.version)
    return str(found.version)


def expected_digest(alias: str) -> str:
    """Returns the digest of the model that the alias points to."""
    found = mlflow.MlflowClient().get_model_version_by_alias(NAME, alias=alias)
    return str(found.tags["model_sha256"])
