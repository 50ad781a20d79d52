"""Templates of the pages: text is escaped, a name that is missing is an error, words come from words/en.toml."""

from collections.abc import Callable
from datetime import datetime, timezone

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from central.reports.rendering.text import count, number, percent, plain, span_text
from central.web.static_files import static_path
from central.web.words import words_of


class Pages:
    """Renders templates."""

    def __init__(self) -> None:
        self.words = words_of()
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader("central.web"), PackageLoader("central.reports.rendering")]),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_plain,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"svg": Markup, "when": when}
        functions: dict[str, Callable[..., object]] = {
            "t": self.words,
            "static": static_path,
            "percent": percent,
            "span": span_text,
            "number": number,
            "count": count,
        }
        self._environment.globals |= functions
        self._environment.globals["method_page"] = "/method"  # of the tables of reports

    def render(self, template: str, **values: object) -> str:
        """HTML of a template."""
        return self._environment.get_template(template).render(**values)


def when(at_ms: int) -> str:
    """Time in UTC as `24 Nov 2026, 14:03`."""
    at = datetime.fromtimestamp(at_ms / 1000, timezone.utc)
    return f"{at.day} {at:%b %Y, %H:%M}"


def _plain(value: object) -> object:
    """Text without marks that turn the direction of reading; markup of ours as it is."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
