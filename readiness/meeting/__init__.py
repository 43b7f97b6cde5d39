"""The readiness review: agenda, rules, decision, follow-up and what comes out of it. Pure: nothing is stored here."""
