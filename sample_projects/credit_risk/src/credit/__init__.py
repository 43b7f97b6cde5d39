"""Default risk of loan applications."""
