"""Versions of the program: three numbers, such as 0.2.0. Others are refused, because they have no safe order."""

import re

_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})", re.ASCII)


class VersionError(ValueError):
    """A text is not a version of three numbers."""


def version_key(text: str) -> tuple[int, int, int]:
    """Sort key of a version. A higher version has a higher key. Raises VersionError."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise VersionError(f"{text!r} is not a version. Use three numbers, as in 0.2.0.")
    return int(match[1]), int(match[2]), int(match[3])
