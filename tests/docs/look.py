"""Looks at every page of the built site in Chromium, as somebody sees it who opens its files: `make site-look`.

Each page is opened at two widths. Faults are what a reader cannot read or reach: a page that scrolls sideways, code,
tables and images that are cut off without a scroll bar, letters below 12 px (also in drawings), skipped headings, links
and anchors that lead nowhere, navigation that is too small for a finger, and what the browser reports.
"""

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page, sync_playwright

from edge.exit_codes import DONE, UNEXPECTED

ROOT = Path(__file__).parents[2]
WIDTHS = (1440, 390)
LEAST_PX = 12.0
MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a page. `width` in pixels; 0 for a link, which is the same at every width."""

    page: str
    width: int
    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.page} at {self.width} px: {self.kind}: {self.what}"


def find_faults(site: Path, pages: Sequence[str], browser: Browser) -> list[Fault]:
    """Faults of these pages of a site, such as shop/install.html."""
    tab = browser.new_page()
    reported: list[str] = []
    tab.on("console", lambda message: reported.append(message.text))
    tab.on("pageerror", lambda error: reported.append(str(error)))
    tab.on("request", lambda request: None if _is_local(request.url) else reported.append(request.url))
    found = list(broken_links(site, pages))
    for name in pages:
        reported.clear()
        tab.goto((site / name).as_uri())
        for width in WIDTHS:
            found += _page_faults(tab, name, width)
        found += [Fault(name, width, "reported by the browser", text) for text in reported]
    tab.close()
    return found


def _is_local(url: str) -> bool:
    return url.startswith(("file:", "data:"))


def _page_faults(tab: Page, name: str, width: int) -> Iterator[Fault]:
    tab.set_viewport_size({"width": width, "height": 900})
    measured = tab.evaluate(MEASURE)
    yield from (Fault(name, width, kind, what) for kind, what in measured["faults"])
    for url, drawn_px in measured["drawings"]:
        file = Path(unquote(urlsplit(url).path))
        if (px := smallest_letter(file) * drawn_px) < LEAST_PX - 0.05:
            yield Fault(name, width, f"letters below {LEAST_PX:.0f} px", f"{file.name} {px:.1f} px")


@cache
def smallest_letter(drawing: Path) -> float:
    """Height of the smallest letters of an SVG file, as a share of its width; 1 without letters."""
    text = drawing.read_text(encoding="utf-8")
    sizes = re.findall(r'font-size[=:]\s*"?([\d.]+)|font:[^;"]*?([\d.]+)px', text)
    width = float(ElementTree.fromstring(text).attrib["viewBox"].split()[2])
    return min((float(size or other) for size, other in sizes), default=width) / width


class _Links(HTMLParser):
    """Anchors and link targets of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.anchors |= {value for name in ("id", "name") if (value := values.get(name))}
        if target := values.get("href" if tag in ("a", "link") else "src"):
            self.targets.add(target)


def broken_links(site: Path, pages: Iterable[str]) -> Iterator[Fault]:
    """Links of these pages to files that are not there, and to anchors that no page has."""

    @cache
    def links(path: Path) -> _Links:
        parser = _Links()
        parser.feed(path.read_text(encoding="utf-8"))
        return parser

    for name in pages:
        for target in sorted(links(site / name).targets):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            path = ((site / name).parent / unquote(parts.path)).resolve() if parts.path else site / name
            if not path.is_file():
                yield Fault(name, 0, "link leads nowhere", target)
            elif parts.fragment and path.suffix == ".html" and unquote(parts.fragment) not in links(path).anchors:
                yield Fault(name, 0, "anchor leads nowhere", target)


def table(pages: Sequence[str], faults: Sequence[Fault]) -> str:
    """A row per folder: its pages, and how many faults of each kind they have."""
    kinds = Counter(fault.kind for fault in faults)
    folders = Counter(_folder(page) for page in pages)
    lines = [f"{'folder':20} {'pages':>5}  faults"]
    for folder, count in sorted(folders.items()):
        here = Counter(fault.kind for fault in faults if _folder(fault.page) == folder)
        lines.append(f"{folder:20} {count:5}  {', '.join(f'{here[kind]} {kind}' for kind in here) or '–'}")
    lines.append(f"{'all':20} {len(pages):5}  {sum(kinds.values())}")
    return "\n".join(lines)


def _folder(page: str) -> str:
    return page.rpartition("/")[0] or "."


def main() -> int:
    """Look at the site. Returns the exit code: 1 if a page has a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs.look", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--site", type=Path, default=ROOT / "build" / "site", metavar="DIR", help="default: build/site")
    parser.add_argument(
        "--images", type=Path, metavar="DIR", help="also write an image of each first screen, light and dark"
    )
    options = parser.parse_args()
    site: Path = options.site.resolve()
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    program = shutil.which("chromium")
    if not pages or program is None:
        print("site-look: run make site first, and install chromium: apt-get install chromium", file=sys.stderr)
        return UNEXPECTED
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        faults = find_faults(site, pages, browser)
        if options.images:
            write_images(site, pages, options.images, browser)
        browser.close()
    print(table(pages, faults), *faults, sep="\n")
    return UNEXPECTED if faults else DONE


def write_images(site: Path, pages: Sequence[str], folder: Path, browser: Browser) -> None:
    """Write the first screen of each page at both widths, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    tab = browser.new_page()
    for name in pages:
        tab.goto((site / name).as_uri())
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                tab.screenshot(path=folder / f"{name.replace('/', '-').removesuffix('.html')}-{width}-{scheme}.png")
    tab.close()


if __name__ == "__main__":
    sys.exit(main())
