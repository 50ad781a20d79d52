"""Size of the built site, and the number of words in its documents, for the terminal and docs/evidence/site.md."""

from pathlib import Path

from made.text import replace_part

from site_builder.pages import find_pages
from site_builder.weights import weigh_site
from site_builder.words import count_by_folder

HEAVIEST = 5
_MB, _KB = 1e6, 1e3


def print_weights(site: Path) -> None:
    """Print the number of pages, the weight of all files, and the heaviest pages with all that they load."""
    weight = weigh_site(site)
    print(f"site: {len(weight.pages)} pages, {weight.total / _MB:.1f} MB: {site / 'index.html'}")
    for page, size in weight.pages[:HEAVIEST]:
        print(f"site: {size / _KB:6,.0f} kB with all that it loads: {page}")


def write_tables(document: Path, root: Path, site: Path) -> None:
    """Write the weights of a site and the words of the checkout `root` into a document."""
    text = document.read_text(encoding="utf-8")
    for name, content in (("weights", _weights_table(site)), ("words", _words_table(root))):
        text = replace_part(text, name, content)
    document.write_text(text, encoding="utf-8")


def _weights_table(site: Path) -> str:
    weight = weigh_site(site)
    rows = [f"| all {len(weight.pages)} pages and their files | {weight.total / _MB:.1f} MB |"]
    rows += [f"| `{page}` | {size / _KB:,.0f} kB |" for page, size in weight.pages[:HEAVIEST]]
    median_page, median = weight.pages[len(weight.pages) // 2]
    rows.append(f"| the median page, `{median_page}` | {median / _KB:,.0f} kB |")
    return "\n".join(["| page | weight |", "|---|---|", *rows]) + "\n"


def _words_table(root: Path) -> str:
    documents = {name: (root / name).read_text(encoding="utf-8") for name in find_pages(root)}
    counts = count_by_folder({name: text for name, text in documents.items() if not name.startswith("models/zoo/")})
    rows = [f"| `{folder}` | {count:,} |" for folder, count in counts.items()]
    rows.append(f"| all | {sum(counts.values()):,} |")
    return "\n".join(["| folder | words |", "|---|---|", *rows]) + "\n"
