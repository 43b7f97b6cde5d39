"""The tables of the store; the migrations bring a database to this shape."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

REVISION = "0001"
METADATA = MetaData()

# Never updated, never deleted from: triggers of the migration refuse it.
RECORDS = Table(
    "records",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("project", String(200), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("content", Text, nullable=False),
    Column("seals", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Index("records_by_kind", "kind", "project", "number"),
    Index("records_by_subject", "subject", "number"),
)

# What names a person, apart from the chain, so that it can be erased. Never updated.
PERSONAL = Table(
    "personal",
    METADATA,
    Column("number", Integer, ForeignKey("records.number"), primary_key=True, autoincrement=False),
    Column("field", String(120), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("content", Text, nullable=False),
)

# The end of the chain. Its one row is what writers wait for, one at a time.
HEAD = Table(
    "head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)

# Whole assessments, compressed, by the SHA-256 that their record names.
DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# What lists and trends show, taken from the content of the assessments' records.
ASSESSMENTS = Table(
    "assessments",
    METADATA,
    Column("number", Integer, ForeignKey("records.number"), primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("project", String(200), nullable=False),
    Column("root_digest", String(64), nullable=False),
    Column("commit", String(80), nullable=False),
    Column("model", String(64), nullable=False),
    Column("data", String(64), nullable=False),
    Column("risk_tier", String(40), nullable=False),
    Column("rubric", String(64), nullable=False),
    Column("rubric_version", String(40), nullable=False),
    Column("tool_version", String(40), nullable=False),
    Column("trust", String(16), nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("completeness", Float, nullable=False),
    Column("weakest", String(80), nullable=False),
    Index("assessments_by_project", "project", "created_at"),
    Index("assessments_by_time", "created_at"),
    Index("assessments_by_id", "id"),
)

SCORES = Table(
    "scores",
    METADATA,
    Column("number", Integer, ForeignKey("assessments.number"), primary_key=True, autoincrement=False),
    Column("criterion", String(16), primary_key=True),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("target", Float, nullable=False),
)
