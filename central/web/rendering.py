"""Renders the templates of the pages in the reader's language. Text is escaped, and a missing name is an error."""

from collections.abc import Callable
from datetime import datetime, timezone
from functools import cache, partial

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from central.command_hints import complete_commands
from central.languages.language import Language
from central.reports.rendering.text import day_text, number_text, percent_text, plain_value
from central.web.static_files import static_path


class Pages:
    """Renders templates. `command_options`: options that commands in hints get, so that they find this store."""

    def __init__(self, command_options: str = "") -> None:
        self._command_options = command_options

    def render(self, t: Language, template: str, **values: object) -> str:
        """HTML that a template produces."""
        return _build_environment(t, self._command_options).get_template(template).render(**values)

    def page_response(self, t: Language, template: str, status: int = 200, /, **values: object) -> Response:
        """Response with a page. It depends on the language that the browser requests, and on the user."""
        headers = {"content-language": t.code, "vary": "accept-language, cookie"}
        return HTMLResponse(self.render(t, template, **values), status, headers)


@cache
def _build_environment(t: Language, command_options: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("central.web"), PackageLoader("central.reports.rendering")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=partial(_plain, command_options),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"svg": Markup, "when": partial(time_text, t)}
    functions: dict[str, Callable[..., object]] = {
        "t": t,
        "static": static_path,
        "percent": partial(percent_text, t=t),
        "number": partial(number_text, t=t),
        "day": partial(day_text, t=t),
        "when_of": t.time_text,
    }
    environment.globals |= functions
    environment.globals["method_page"] = "/method"  # of the tables of reports
    return environment


def time_text(t: Language, at_ms: int) -> str:
    """Date and time in UTC, such as `24 Nov 2026, 14:03`."""
    return t.time_text(datetime.fromtimestamp(at_ms / 1000, timezone.utc))


def _plain(command_options: str, value: object) -> object:
    """Text with complete commands, and without control characters that change the reading direction. The markup of the
    page is unchanged.
    """
    plain = plain_value(value)
    return (
        plain if not isinstance(plain, str) or isinstance(plain, Markup) else complete_commands(plain, command_options)
    )
