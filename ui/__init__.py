"""The dashboard: pages draw what `readiness.api` answers; nothing is computed here."""
