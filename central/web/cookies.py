"""Cookies that no script reads and no other site's form brings."""

from starlette.responses import Response

from central.web.identity import session_cookie
from central.web.services import Services


def cookie_name(services: Services, name: str) -> str:
    """Name of a cookie beside that of the session."""
    return f"{session_cookie(services.settings.is_encrypted)}-{name}"


def set_cookie(services: Services, answer: Response, name: str, value: str, max_age_s: int) -> None:
    """Sets a cookie; behind TLS one that never leaves it."""
    answer.set_cookie(
        name, value, max_age=max_age_s, httponly=True, samesite="lax", secure=services.settings.is_encrypted, path="/"
    )
