"""Data and method: what each number means, how it is made, and what it is not."""

from starlette.responses import Response

from central.reports.rendering.method import groups, rules
from central.web.request_context import RequestContext
from central.web.routes import page


def show(context: RequestContext) -> Response:
    """The rules of all numbers, and an entry each."""
    return context.page("method.html.j2", rules=rules(context.t), groups=groups(context.t))


ROUTES = [page("/method", show)]
