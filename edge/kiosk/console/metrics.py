"""Opens the page for Prometheus of the settings. What serves it is loaded here, and only if it is wanted."""

from collections.abc import Callable
from contextlib import ExitStack

from edge.settings.settings import Settings
from edge.web.errors import PagePackagesError

ShowHealth = Callable[[bytes], None]
"""Is shown the payload of each health message, as it is published."""


def ignore_health_message(_: bytes) -> None:
    """Shows a health message to nobody."""


def open_metrics_page(settings: Settings, stack: ExitStack) -> ShowHealth:
    """The page, which is served until `stack` ends. Returns what is shown each health message.

    Raises PagePackagesError and PageServerError.
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
