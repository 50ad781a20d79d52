"""Page about data and method: what each number means, how it is computed, and what it does not show."""

from starlette.responses import Response

from central.reports.rendering.method import entry_groups, rule_texts
from central.web.request_context import RequestContext
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the rules for all numbers, and an entry for each number."""
    return context.render_page("method.html.j2", rules=rule_texts(context.t), groups=entry_groups(context.t))


ROUTES = [page_route("/method", show)]
