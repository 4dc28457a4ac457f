"""The instrument, ready to field on a platform, to print or to archive."""
