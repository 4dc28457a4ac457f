"""The sections of the report: each module prepares from tables what one page lays out."""
