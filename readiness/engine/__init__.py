"""From facts to verdicts, scores and advice: pure, and ignorant of any single check or provider."""
