"""What a request and a response look like; the ranges are those of gx/expectations/demand_inputs.json."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Day(BaseModel):
    """One product in one shop on one day to come, as the ordering system sends it. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    row_id: str = Field(pattern=r"^S\d{2}-[a-z_]+-\d{8}$", examples=["S01-bread-20261101"])
    shop: Literal["S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08"]
    product: Literal["bread", "coffee", "ice_cream", "milk", "salad"]
    price: float = Field(ge=0.5, le=12, description="price on the shelf, in euros")
    promotion: Literal[0, 1]
    holiday: Literal[0, 1]
    warmth: float = Field(ge=-20, le=20, description="forecast for the day, degrees Celsius above the seasonal normal")
    weekday: int = Field(ge=0, le=6, description="0 is Monday")
    units_last_week: int = Field(ge=0, le=1000, description="units sold on the same weekday of the last week")
    mean_units_28d: float = Field(ge=0, le=1000, description="mean units a day, 7 to 28 days back")


class Forecast(BaseModel):
    """The answer for one day."""

    row_id: str
    units: float = Field(ge=0, description="expected units sold")
    source: Literal["model", "last-week"]
    model_version: str
    request_id: str


class Health(BaseModel):
    """State of the service."""

    status: Literal["ok"]
    model_version: str
