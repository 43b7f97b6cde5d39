"""The ledger: chained records, personal fields apart, documents, and what lists show of an assessment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# (table, what is refused)
_REFUSED = (
    ("records", "UPDATE"),
    ("records", "DELETE"),
    ("personal", "UPDATE"),
    ("documents", "UPDATE"),
    ("assessments", "UPDATE"),
    ("scores", "UPDATE"),
)


def upgrade() -> None:
    """Bring an empty database to this shape."""
    _ledger()
    _assessments()
    op.execute(f"INSERT INTO head (id, number, digest) VALUES (1, 0, '{'0' * 64}')")
    _append_only()


def _ledger() -> None:
    op.create_table(
        "records",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("project", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("recorded_at", sa.String(40), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("seals", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("records_by_kind", "records", ["kind", "project", "number"])
    op.create_index("records_by_subject", "records", ["subject", "number"])
    op.create_table(
        "personal",
        sa.Column("number", sa.Integer, sa.ForeignKey("records.number"), primary_key=True, autoincrement=False),
        sa.Column("field", sa.String(120), primary_key=True),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _assessments() -> None:
    texts = {
        "id": 64,
        "created_at": 40,
        "project": 200,
        "root_digest": 64,
        "commit": 80,
        "model": 64,
        "data": 64,
        "risk_tier": 40,
        "rubric": 64,
        "rubric_version": 40,
        "tool_version": 40,
        "trust": 16,
    }
    op.create_table(
        "assessments",
        sa.Column("number", sa.Integer, sa.ForeignKey("records.number"), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in texts.items()),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        sa.Column("completeness", sa.Float, nullable=False),
        sa.Column("weakest", sa.String(80), nullable=False),
    )
    op.create_index("assessments_by_project", "assessments", ["project", "created_at"])
    op.create_index("assessments_by_time", "assessments", ["created_at"])
    op.create_index("assessments_by_id", "assessments", ["id"])
    op.create_table(
        "scores",
        sa.Column("number", sa.Integer, sa.ForeignKey("assessments.number"), primary_key=True, autoincrement=False),
        sa.Column("criterion", sa.String(16), primary_key=True),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        sa.Column("target", sa.Float, nullable=False),
    )


def _append_only() -> None:
    """Let the database itself refuse what would rewrite the past."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(
            "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table, verb in _REFUSED:
        name = f"{table}_no_{verb.lower()}"
        body = (
            "EXECUTE FUNCTION append_only()"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {body}")
