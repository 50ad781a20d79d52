"""Checks the pages from outside, like a browser."""

import ssl

from central.clock import monotonic_s
from central.web_settings import WebSection
from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request

LIMITS = ExchangeLimits(total_s=20.0)
PATH = "/sign-in"
"""Path of a page that needs the templates and the database, but no signed-in user."""
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def page_fault(settings: WebSection, port: int) -> str | None:
    """Fault of the sign-in page, as a sentence; None if the page responds correctly."""
    context = None
    if settings.certificate is not None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # `server.certificate` is about it
    connect = make_connect_function(_EVERY_ADDRESS.get(settings.host, settings.host), port, context)
    request = HttpRequest("GET", "localhost", port, PATH)
    try:
        with send_http_request(request, connect, ExchangeBounds(LIMITS, monotonic_s)) as answer:
            return None if answer.status < 500 else f"The sign-in page answers with status {answer.status}."
    except ExchangeError as error:
        return f"The pages on port {port} do not answer ({error})."
