"""What a request and a response look like; the ranges are those of gx/expectations/screening_inputs.json."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Application(BaseModel):
    """One application, as the applicant-tracking system sends it. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    application_id: str = Field(pattern=r"^A\d{6}$", examples=["A110001"])
    years_experience: float = Field(ge=0, le=45, description="years of work, in half years")
    education_level: Literal["secondary", "vocational", "bachelor", "master", "doctorate"]
    skills_match: float = Field(ge=0, le=1, description="share of the required skills found in the resume")
    test_score: float | None = Field(ge=0, le=100, description="points in the online test; null when not taken")
    referral: Literal[0, 1]
    career_gap_months: int = Field(ge=0, le=60)
    part_time_years: float = Field(ge=0, le=20)
    employer_tier: Literal["startup", "regional", "national", "global"]
    university_region: Literal["north", "south", "east", "west", "abroad"]
    certifications: int = Field(ge=0, le=8)
    languages: int = Field(ge=1, le=6)
    notice_weeks: int = Field(ge=0, le=26)


class Ranking(BaseModel):
    """The answer to one application."""

    application_id: str
    score: float = Field(ge=0, le=1, description="estimated probability of an invitation")
    invite: bool
    model_version: str
    request_id: str


class Health(BaseModel):
    """State of the service."""

    status: Literal["ok"]
    model_version: str
