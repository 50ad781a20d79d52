"""A report on paper: the page as PDF, made with Typst from the extra `pdf`.

The first A4 page of an ad has the finding, the visits that saw it, its curve and its shops, and nothing else.

Typst reads a folder that contains only this report. Texts are passed as JSON and are never interpreted as markup.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from central.reports.rendering.method import entry_groups
from central.reports.rendering.page import Page, page_rules
from central.reports.rendering.page_creative import Creative, Fact, MomentCard
from central.reports.rendering.page_verdicts import Figure, Verdict
from central.reports.rendering.shop_dots import ShopDots
from central.reports.rendering.svg import COLOURS
from central.reports.rendering.text import plain_line
from central.reports.rendering.typesetting import Bounds, typeset_pdf

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
_JPEG = "data:image/jpeg;base64,"


def content_pdf(shown: Page, bounds: Bounds | None = None) -> bytes:
    """Content of a page as PDF/UA-1, which a screen reader can read. Raises PdfError."""
    with TemporaryDirectory(prefix="vitrina-pdf-") as name:
        folder = Path(name)
        (folder / "data.json").write_text(json.dumps(_plain(_document_data(shown, folder))), encoding="utf-8")
        (folder / "main.typ").write_bytes(TEMPLATE.read_bytes())
        return typeset_pdf(folder, bounds)


def _plain(value: object) -> object:
    """Values with each text on one line, without control characters that change the reading direction. Plots are
    unchanged.
    """
    if isinstance(value, str):
        return value if value.startswith("<svg") else plain_line(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _document_data(shown: Page, folder: Path) -> dict[str, object]:
    t = shown.t
    return {
        "language": t.code,
        "alone": shown.is_alone,
        "headline": shown.headline,
        "tenant": shown.tenant,
        "generated": shown.generated,
        "marks": list(shown.marks),
        "verdicts": [*map(_verdict, shown.verdicts), *([_trend(shown)] if shown.trend else [])],
        "creatives": [_creative_data(part, index, folder) for index, part in enumerate(shown.creatives)],
        "behind": _behind(shown),
        "rules": [{"title": title, "words": words} for title, words in page_rules(shown)],
        "groups": [
            {
                "title": group.title,
                "entries": [_entry(entry.label, entry.unit, entry.definition) for entry in group.entries],
            }
            for group in entry_groups(t)
        ],
        "words": {
            "moments": t("advert.moments"),
            "limits": t("advert.limits"),
            "screens": t("advert.screens"),
            "method": t("page.method"),
        },
        "footer": t("site.footer"),
    }


def _entry(label: str, unit: str, words: str) -> dict[str, str]:
    return {"label": label, "unit": unit, "words": words}


def _verdict(verdict: Verdict) -> dict[str, object]:
    tables = [table for table in (verdict.differences, verdict.weeks) if table is not None and table.rows]
    return {
        "heading": verdict.heading,
        "sentences": [*verdict.warnings, *verdict.sentences],
        "figure": _figure(verdict.figure, "wide"),
        "tables": [asdict(table) for table in tables],
    }


def _trend(shown: Page) -> dict[str, object]:
    assert shown.trend is not None
    figure = _figure(shown.trend, "wide")
    return {"heading": "", "sentences": [], "figure": figure, "tables": _tables(shown.trend)}


def _creative_data(part: Creative, index: int, folder: Path) -> dict[str, object]:
    front = part.front()
    return {
        "title": part.title,
        "subtitle": part.subtitle,
        "headline": part.headline,
        "seen": part.seen,
        "seen_note": part.seen_note,
        "shops": _dots_data(front.shops),
        "assurance": list(part.assurance),
        "colour": COLOURS[part.colour],
        "facts": _facts_data(part.facts),
        "screens": _facts_data(part.screens),
        "curve": _front_curve(part.curve, front.curve),
        "moments": [_moment(card, f"{index}-{at}.jpg", folder) for at, card in enumerate(part.moments)],
        "no_moment": part.no_moment,
        "numbers": asdict(part.numbers),
        "scores": asdict(part.scores),
        "notes": list(part.notes),
        "sites": _figure(part.sites, "narrow"),
        "times": [_figure(time, "narrow") for time in part.times],
        "comments": _comments_data(part),
        "limits": list(part.limits),
    }


def _facts_data(facts: Sequence[Fact]) -> list[dict[str, str]]:
    return [{"number": number, "word": word} for number, word, _ in facts]


def _dots_data(dots: ShopDots | None) -> dict[str, object] | None:
    if dots is None:
        return None
    return {"heading": dots.heading, "plot": dots.plot, "alt": _description(dots.plot), "lines": list(dots.lines)}


def _comments_data(part: Creative) -> dict[str, object] | None:
    """Data about the comments on an ad. None if there are no results, because the sheet has no space for a note about
    that.
    """
    if part.comments.table is None:
        return None
    return {
        "sentence": part.comments.sentence,
        "table": asdict(part.comments.table),
        "limits": list(part.comments.limits),
    }


def _behind(shown: Page) -> list[tuple[str, list[dict[str, object]]]]:
    """Tables that the HTML page shows collapsed. In the PDF, they have a heading and a page of their own."""
    of_verdicts = [table for verdict in shown.verdicts for table in _tables(verdict.figure)]
    found = [(shown.t("pdf.behind"), of_verdicts)] if of_verdicts else []
    for part in shown.creatives:
        of_part = [table for figure in (part.curve, part.sites, *part.times) for table in _tables(figure)]
        found.append((shown.t("pdf.behind_of", title=part.title), [*of_part, *map(asdict, part.flow)]))
    return found


def _moment(card: MomentCard, name: str, folder: Path) -> dict[str, object]:
    """Data of a moment for the template. The frame of the moment is a file beside the template."""
    if card.picture:
        Path(folder, name).write_bytes(base64.b64decode(card.picture.removeprefix(_JPEG), validate=True))
    return {**asdict(card), "picture": name if card.picture else ""}


def _front_curve(figure: Figure | None, plot: str) -> dict[str, object] | None:
    if figure is None:
        return None
    return {"heading": figure.heading, "legend": figure.legend, "plot": plot, "alt": _description(plot)}


def _figure(figure: Figure | None, size: str) -> dict[str, object] | None:
    if figure is None:
        return None
    plot = _plot(figure.plots, size)
    return {"heading": figure.heading, "legend": figure.legend, "plot": plot, "alt": _description(plot)}


def _plot(plots: Sequence[str], size: str) -> str:
    """Plot of the given size, selected by its class; empty if there is none."""
    return next((plot for plot in plots if re.match(rf'<svg[^>]* class="plot {size}"', plot)), "")


def _description(plot: str) -> str:
    """Title and description in the SVG of a plot."""
    if not plot:
        return ""
    parts = list(ElementTree.fromstring(plot))[:2]  # SVG of our own
    return ". ".join(filter(None, (part.text for part in parts)))


def _tables(figure: Figure | None) -> list[dict[str, object]]:
    return [asdict(table) for table in (figure.tables if figure else ()) if table.rows]
