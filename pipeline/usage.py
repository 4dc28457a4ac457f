"""What a person typed wrongly on the command line, told apart from what is wrong in files."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.files import UserError


class UsageError(UserError):
    """The command line is wrong, not the files: one sentence each; exit status 2."""


@contextmanager
def typed() -> Iterator[None]:
    """What is refused in here was typed: a UserError becomes a UsageError."""
    try:
        yield
    except UserError as error:
        raise UsageError(*error.faults) from None
