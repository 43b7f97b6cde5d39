"""From an assessment to what people read: one view, then screen, PDF, Markdown; and the record as JSON and SARIF."""
