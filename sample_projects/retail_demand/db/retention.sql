-- Run nightly by the database's scheduler as the role audit_keeper, which nobody else may use.
SELECT cron.schedule('forecasts-retention', '15 4 * * *',
    $$DELETE FROM audit.forecasts WHERE answered_at < now() - interval '400 days'$$);
