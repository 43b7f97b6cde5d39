-- Every forecast with what it was made from. The service may add rows and nothing else; a month is dropped after 400 days.
CREATE SCHEMA IF NOT EXISTS audit;

CREATE TABLE audit.forecasts (
    request_id          text PRIMARY KEY,
    answered_at         timestamptz NOT NULL DEFAULT now(),
    row_id              text NOT NULL,
    model_version       text NOT NULL,
    model_sha256        text NOT NULL,
    features            jsonb NOT NULL,
    forecast            double precision NOT NULL,
    choice_probability  double precision NOT NULL
);

GRANT INSERT ON audit.forecasts TO demand_service;
REVOKE UPDATE, DELETE, TRUNCATE ON audit.forecasts FROM demand_service, PUBLIC;
