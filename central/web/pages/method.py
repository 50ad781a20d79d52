"""Data and method: what each number means, how it is made, and what it is not."""

from starlette.responses import Response

from central.reports.rendering.method import entry_groups, rule_texts
from central.web.request_context import RequestContext
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """The rules of all numbers, and an entry each."""
    return context.render_page("method.html.j2", rules=rule_texts(context.t), groups=entry_groups(context.t))


ROUTES = [page_route("/method", show)]
