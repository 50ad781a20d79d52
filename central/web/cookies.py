"""Sets cookies that no script can read and that browsers do not send with a form of another site."""

from starlette.responses import Response

from central.web.identity import session_cookie
from central.web.services import Services


def cookie_name(services: Services, name: str) -> str:
    """Name of a cookie other than the session cookie."""
    return f"{session_cookie(services.settings.is_encrypted)}-{name}"


def set_cookie(services: Services, answer: Response, name: str, value: str, max_age_s: int) -> None:
    """Set a cookie. If the server is behind TLS, browsers send the cookie only over TLS."""
    answer.set_cookie(
        name, value, max_age=max_age_s, httponly=True, samesite="lax", secure=services.settings.is_encrypted, path="/"
    )
