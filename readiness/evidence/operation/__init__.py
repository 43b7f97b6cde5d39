"""How the running service is watched: rules, dashboards, logs, objectives, load."""
