"""Respondents' ids replaced by keyed hashes: the same person is recognised here and nowhere else."""

import hmac
import os
import secrets
from pathlib import Path

HEX_DIGITS = 16
KEY_BYTES = 32


def key(root: Path) -> bytes:
    """The project's own key, made at first use and readable by its owner only; it never leaves this machine."""
    path = root / ".touchstone" / "key"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    return bytes.fromhex(path.read_text().strip())


def key_there_is(root: Path) -> bytes | None:
    """The project's key, None where it was never needed yet."""
    return key(root) if (root / ".touchstone" / "key").is_file() else None


def pseudonym(respondent: str, secret: bytes) -> str:
    """HMAC-SHA256 of an id, shortened to 16 hexadecimal digits; an empty id stays empty."""
    if not respondent:
        return ""
    return hmac.digest(secret, respondent.encode("utf-8"), "sha256").hex()[:HEX_DIGITS]
