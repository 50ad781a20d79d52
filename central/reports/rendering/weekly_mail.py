"""The Monday mail as HTML, as plain text with the same content, and its image as PNG."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, PackageLoader, StrictUndefined

from central.languages.language import Language
from central.reports.rendering.svg import FONT
from central.reports.rendering.text import plain_line
from central.reports.rendering.typesetting import Bounds, typeset_png
from central.reports.rendering.weekly_words import WeeklyContent

IMAGE_FONTS = "'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"
"""Fonts of the image. Typst looks up each name, and knows no generic font of the system."""
TEMPLATE = Path(__file__).with_name("templates") / "weekly.typ"


@dataclass(frozen=True, slots=True)
class MailLinks:
    """Addresses in a mail. `base_url`: address of the server, without a slash at its end. `off_path`: path of the page
    that switches the mail off.
    """

    base_url: str
    off_path: str


def weekly_html(content: WeeklyContent, links: MailLinks, image_id: str) -> str:
    """The mail as HTML. Text is escaped. `image_id`: content id of the image. If it is empty, the text of the
    image takes its place.
    """
    template = _build_environment(content.t).get_template("weekly.html.j2")
    given = {"base_url": links.base_url, "off_path": links.off_path}
    return template.render(mail=content, has_image=bool(image_id), image_id=image_id, **given)


@cache
def _build_environment(t: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("central.reports.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: plain_line(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = t
    return environment


def weekly_text(content: WeeklyContent, links: MailLinks) -> str:
    """The mail as plain text."""
    parts = [
        " · ".join(filter(None, ("Vitrina", content.tenant, content.period))),
        *content.marks,
        content.sentence,
        content.remark,
        content.image_text,
        "\n".join(content.behind),
        "\n".join(f"{link.label}:\n{links.base_url}{link.path}" for link in content.links),
        content.hint,
        f"-- \n{content.why}\n{content.off}:\n{links.base_url}{links.off_path}",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def weekly_image(content: WeeklyContent, bounds: Bounds) -> bytes:
    """The image of the mail as PNG. Raises PdfError without the extra that makes it."""
    with TemporaryDirectory(prefix="vitrina-mail-") as name:
        folder = Path(name)
        (folder / "plot.json").write_text(json.dumps(content.plot.replace(FONT, IMAGE_FONTS)), encoding="utf-8")
        (folder / "main.typ").write_bytes(TEMPLATE.read_bytes())
        return typeset_png(folder, bounds)
