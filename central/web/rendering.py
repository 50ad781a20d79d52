"""Renders the templates of the pages in the reader's language. Text is escaped, and a missing name is an error."""

from collections.abc import Callable
from datetime import datetime, timezone
from functools import cache, partial

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from central.command_hints import complete_commands
from central.languages.language import Language
from central.languages.values import Quantity
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


class _HintLanguage(Language):
    """A language with complete commands in its texts. Values elsewhere on a page, such as names, stay as they are: a
    form sends them back.
    """

    def __init__(self, code: str, complete: Callable[[str], str]) -> None:
        super().__init__(code)
        self._complete = complete

    def __call__(self, key: str, /, **values: str | int | Quantity) -> str:
        return self._complete(super().__call__(key, **values))


@cache
def _build_environment(t: Language, command_options: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("central.web"), PackageLoader("central.reports.rendering")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    hint = partial(complete_commands, options=command_options)
    environment.filters |= {"svg": Markup, "when": partial(time_text, t), "hint": hint}
    functions: dict[str, Callable[..., object]] = {
        "t": _HintLanguage(t.code, hint),
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
