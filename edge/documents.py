"""Documents of this installation: the pages of the site, and the topics that texts name.

The wheel and the Debian package contain the site that `make site` built. In a checkout it is in build/site.
"""

import difflib
import re
import site
import sys
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
REFERENCES = ("develop/", "evidence/", "reference/")
"""Folders of pages that explain no task."""
PAGE_SUFFIX, SOURCE_SUFFIX = ".html", ".md.txt"
INDEX = "index"
TOPICS: Mapping[str, str] = {
    "accuracy": "evidence/accuracy",
    "alerts": "reference/alerts",
    "badges": "shop/camera",
    "bench": "evidence/bench",
    "camera": "shop/camera",
    "central": "central/install",
    "comments": "results/comments",
    "console": "shop/console",
    "errors": "reference/errors",
    "fleet": "central/fleet",
    "install": "shop/install",
    "kiosks": "central/kiosks",
    "kits": "research/kits",
    "law": "privacy/law",
    "messages": "reference/messages",
    "models": "models/networks",
    "notice": "shop/notice",
    "numbers": "results/numbers",
    "networks": "research/own-networks",
    "officer": "privacy/officer",
    "operate": "shop/operate",
    "papers": "privacy/papers",
    "players": "shop/screen",
    "playlist": "shop/playlist-reference",
    "privacy": "privacy/promise",
    "purpose": "privacy/purpose-shop",
    "remote": "shop/remote-settings",
    "reports": "results/read-a-report",
    "research": "privacy/purpose-research",
    "rollouts": "central/rollouts",
    "screen": "shop/screen",
    "settings": "reference/settings",
    "studies": "research/studies",
    "update": "shop/update",
}
"""Page of each topic that a text of the program names, as in `vitrina docs players`. Only here is a page renamed."""


def site_folder() -> Path | None:
    """Folder of the built site, or None if this installation has none."""
    if (CHECKOUT / "docs" / "index.md").is_file():
        folders = [CHECKOUT / "build" / "site"]
    else:  # a wheel keeps its data in share/vitrina, the Debian package in share
        bases = (sys.prefix, site.getuserbase())
        folders = [Path(base) / share for base in bases for share in ("share/vitrina/site", "share/site")]
    return next((folder for folder in folders if (folder / f"{INDEX}{PAGE_SUFFIX}").is_file()), None)


def markdown_files() -> dict[str, Path]:
    """Markdown file of each page, by the page's name, such as shop/install. Those of a checkout are the newest."""
    if (CHECKOUT / "docs" / "index.md").is_file():
        return _files(CHECKOUT / "docs", ".md")
    folder = site_folder()
    return _files(folder / "_sources", SOURCE_SUFFIX) if folder else {}


def _files(folder: Path, suffix: str) -> dict[str, Path]:
    files = sorted(folder.rglob(f"*{suffix}"))
    return {file.relative_to(folder).as_posix().removesuffix(suffix): file for file in files}


def find_page(topic: str, pages: Mapping[str, Path]) -> str | None:
    """Name of the page for a topic: a topic of `TOPICS`, a page's name, or the last part of one name only."""
    wanted = topic.strip("/").removesuffix(".md").removeprefix("docs/")
    if wanted in pages:
        return wanted
    if TOPICS.get(wanted) in pages:
        return TOPICS[wanted]
    ends = [page for page in pages if page.rpartition("/")[2] == wanted]
    return ends[0] if len(ends) == 1 else None


def similar_topics(topic: str, pages: Mapping[str, Path]) -> list[str]:
    """Topics and pages with a name like an unknown topic, then pages with such a word in a heading; nearest first."""
    wanted = topic.lower()
    known = [*TOPICS, *pages]
    containing = [name for name in known if wanted in name.lower()]
    by_end = {page.rpartition("/")[2]: page for page in pages}
    near = [by_end.get(name, name) for name in difflib.get_close_matches(wanted, [*TOPICS, *by_end], n=3)]
    return list(dict.fromkeys([*containing, *near, *_pages_by_heading(wanted, pages)]))[:5]


def _pages_by_heading(wanted: str, pages: Mapping[str, Path]) -> list[str]:
    """Pages with a word like this one in a heading: those with it in the title first, and guides before references."""
    words = {page: _heading_words(path) for page, path in pages.items()}
    known = set().union(*words.values())
    similar = [wanted] if wanted in known else difflib.get_close_matches(wanted, sorted(known), n=2, cutoff=0.75)
    found = [
        (places[word], page.startswith(REFERENCES), page)
        for page, places in words.items()
        for word in similar
        if word in places
    ]
    return [page for _, _, page in sorted(found)]


def _heading_words(page: Path) -> dict[str, int]:
    """Words of the headings of a page, with 0 for those of its title, and 1 for others."""
    lines = page.read_text(encoding="utf-8").splitlines()
    headings = [line for line in lines if line.startswith("#")]
    found = [(word.lower(), int(line.startswith("##"))) for line in headings for word in re.findall(r"\w{3,}", line)]
    return dict(reversed(found))
