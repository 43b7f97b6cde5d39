"""The assessment record as JSON, its JSON Schema, and back."""

from __future__ import annotations

import msgspec

from readiness.domain.assessment import SCHEMA_VERSION, Assessment


class AssessmentUnreadable(Exception):
    """The bytes are no assessment of a schema version that is read here."""


def as_json(assessment: Assessment) -> bytes:
    """Return the assessment as indented UTF-8 JSON with a final newline; keys in the record's order."""
    return msgspec.json.format(msgspec.json.encode(assessment), indent=1) + b"\n"


def read(data: bytes) -> Assessment:
    """Return the assessment of a JSON document.

    Raises
    ------
    AssessmentUnreadable
        No JSON, another schema version, or a field that is missing or of the wrong type.
    """
    try:
        version = msgspec.json.decode(data, type=dict).get("schema_version")
        if version != SCHEMA_VERSION:
            raise AssessmentUnreadable(f"schema version {version} is not {SCHEMA_VERSION}; assess the project again")
        return msgspec.json.decode(data, type=Assessment)
    except msgspec.DecodeError as error:
        raise AssessmentUnreadable(f"not an assessment: {error}") from None


def schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the assessment, made from the record's types."""
    return msgspec.json.schema(Assessment)
