"""Opens the Prometheus page if the settings enable it. Its web server is imported only in that case."""

from collections.abc import Callable
from contextlib import ExitStack

from edge.settings.settings import Settings
from edge.web.errors import PagePackagesError

ShowHealth = Callable[[bytes], None]
"""Function that receives the payload of each published health message."""


def ignore_health_message(_: bytes) -> None:
    """Ignores a health message."""


def open_metrics_page(settings: Settings, stack: ExitStack) -> ShowHealth:
    """Opens the page, which is served until `stack` closes. Returns the function that receives each health message.

    Raises PagePackagesError or PageServerError.
    """
    if settings.metrics is None:
        return ignore_health_message
    try:
        from edge.metrics.page import MetricsPage
    except ModuleNotFoundError as error:
        raise PagePackagesError("metrics", error.name) from None
    page = MetricsPage(settings.metrics.port)
    stack.callback(page.close)
    page.start()
    return page.show_health
