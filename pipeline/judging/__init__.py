"""From indicators to verdicts: evidence, findings, decisions, composition, in this order of modules."""
