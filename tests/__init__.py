"""The tests. The pipeline is imported before numpy, as in every stage, so that linear algebra keeps to one thread."""

import pipeline  # noqa: F401
