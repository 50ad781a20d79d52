"""Weight of the built site: what all files take, and what a browser loads for a page."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

_LOADED = re.compile(
    r'<(?:script|img)\b[^>]*?\ssrc="([^"]+)"|<link\b[^>]*?rel="(?:stylesheet|shortcut icon)"[^>]*?href="([^"]+)"'
)


@dataclass(frozen=True, slots=True)
class SiteWeight:
    """Weights in bytes, uncompressed. `pages`: each page with all that it loads, heaviest first."""

    total: int
    pages: list[tuple[str, int]]


def weigh_site(site: Path) -> SiteWeight:
    """Weigh a built site. Each page is counted with the scripts, styles and images that it loads."""
    sizes = {path.relative_to(site).as_posix(): path.stat().st_size for path in site.rglob("*") if path.is_file()}
    pages = {name: sum(sizes.get(file, 0) for file in _loaded_files(site, name)) for name in sizes if _is_page(name)}
    return SiteWeight(sum(sizes.values()), sorted(pages.items(), key=lambda page: (-page[1], page[0])))


def _is_page(name: str) -> bool:
    return name.endswith(".html")


def _loaded_files(site: Path, page: str) -> set[str]:
    text = (site / page).read_text(encoding="utf-8")
    links = {(source or href).partition("?")[0] for source, href in _LOADED.findall(text)}
    folder = page.rpartition("/")[0]
    return {page} | {os.path.normpath(os.path.join(folder, link)) for link in links}
