"""Data and method: what each number means, how it is made, and what it is not."""

from starlette.responses import Response

from central.reports.rendering.method import groups, rules
from central.web.asked import Asked
from central.web.routes import page


def show(asked: Asked) -> Response:
    """The rules of all numbers, and an entry each."""
    return asked.page("method.html.j2", rules=rules(asked.t), groups=groups(asked.t))


ROUTES = [page("/method", show)]
