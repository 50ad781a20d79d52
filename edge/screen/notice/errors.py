"""Errors of the notice."""


class NoticeError(Exception):
    """The notice cannot be made. The text says why and what to do."""


def missing_package(name: str, command: str = "notice") -> NoticeError:
    """Error for a package of the extra `notice` that is not installed."""
    return NoticeError(f"{command}: {name} is not installed. Install it with: pip install 'vitrina[notice]'.")
