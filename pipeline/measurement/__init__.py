"""What can be said of the measurement before any verdict: reliability, style, comparability, missing answers."""
