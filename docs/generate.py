"""Writes the parts of the documents that are made from the code. `--check` fails if one is out of date.

python docs/generate.py [--check]
"""

import argparse
import ast
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from made import (  # noqa: E402
    alerts,
    api_page,
    commands,
    comments,
    deployment,
    environment,
    errors,
    example_code,
    kiosk,
    laughter,
    layers,
    networks,
    paper_figures,
    python_page,
    readme,
    security,
    server,
    settings_page,
)
from made.text import relative_links, replace_part  # noqa: E402

from edge import __version__  # noqa: E402

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"sources": lambda: readme.start_text(repository()), "promise": kiosk.promise_in_short},
    "CONTRIBUTING.md": {"promise": kiosk.promise},
    "SECURITY.md": {
        "contact": lambda: security.contact_text(release_setting("SECURITY_CONTACT"), repository()),
        "support": lambda: security.support_text(__version__, release_setting("SUPPORTED_UNTIL")),
        "advisories": security.advisories_text,
    },
    "docs/privacy/promise.md": {"promise": kiosk.promise, "guesses": kiosk.guesses},
    "docs/privacy/purpose-shop.md": {"purpose": kiosk.shop_purpose},
    "docs/privacy/purpose-research.md": {"purpose": kiosk.research_purpose},
    "docs/shop/install.md": {},
    "docs/evidence/accuracy.md": {
        "heard": laughter.laughter_sentence("accuracy_point"),
        "laughter": laughter.laughter,
        "folds": laughter.laughter_sentence("training_paragraph"),
        "cross-validated laughter": laughter.cross_validated_laughter,
    },
    "docs/evidence/arm.md": {"measured models": networks.measured_models("docs/evidence/arm.md")},
    "docs/evidence/bench.md": {"measured models": networks.measured_models("docs/evidence/bench.md")},
    "docs/develop/packages.md": {"layers": layers.layers},
    "docs/start/limits.md": {"heard": laughter.laughter_sentence("limits_paragraph")},
    "docs/research/kits.md": {"kits": kiosk.kits},
    "models/text/comments/README.md": {"counts": comments.comments},
    "docs/models/networks.md": {"heard": laughter.laughter_sentence("networks_point"), "networks": networks.networks},
    "docs/results/comments.md": {
        "strangers": comments.strangers_reading,
        "reading": comments.reading,
        "peer": comments.peer,
    },
    "docs/reference/data-dictionary.md": {"series": kiosk.series},
    "docs/reference/settings.md": {"settings": settings_page.kiosk_settings},
    "docs/reference/messages.md": {"consumers": example_code.consumers},
    "docs/reference/errors.md": {"errors": errors.errors},
    "docs/results/numbers.md": {"method": server.method},
    "docs/central/access.md": {"web settings": server.web_settings, "oidc settings": server.oidc_settings},
    "docs/central/kiosks.md": {"enrolment settings": server.enrolment_settings},
    "docs/central/deployment.md": {
        "connections": deployment.connections_table,
        "local ports": deployment.local_ports,
    },
    "docs/central/alerts.md": {"alert settings": server.alert_settings, "alert codes": server.alert_codes},
}

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/alerts.md": alerts.alerts,
    "docs/reference/commands.md": commands.kiosk_commands,
    "docs/reference/doctor.md": errors.doctor,
    "docs/reference/environment.md": environment.environment,
    "docs/reference/exit-codes.md": environment.exit_codes,
    "docs/reference/kit-api.md": python_page.kit_api,
    "docs/reference/python.md": python_page.python_api,
}
"""Pages that are made as a whole."""
BEGIN, END = "<!-- made by docs/generate.py; do not edit by hand -->\n", "\n<!-- end -->\n"

DRAWINGS: dict[str, Callable[[], str]] = {
    "docs/central/deployment.svg": deployment.draw_deployment,
    "edge/papers/figures.toml": paper_figures.paper_figures,
}
"""Files that are made as a whole."""

if sys.version_info >= (3, 11):  # the central server runs on no older Python
    PARTS["docs/central/access.md"]["access"] = server.access
    PAGES["docs/reference/central-api.md"] = api_page.central_api
    PAGES["docs/reference/central-commands.md"] = commands.central_commands
    PAGES["docs/reference/central-errors.md"] = errors.central_errors
    PAGES["docs/reference/central-settings.md"] = settings_page.central_settings


def repository() -> str:
    """Address of the repository, which setup.py has; empty while nobody filled it in."""
    return release_setting("REPOSITORY")


def release_setting(name: str) -> str:
    """Value of a setting of the release in setup.py; empty while nobody filled it in."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    values = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
        if isinstance(node.value, ast.Constant)
    ]
    return str(values[0])


def _is_stale(name: str, check: bool) -> bool:
    """True if a document is out of date. Writes it, unless it is only checked."""
    path = ROOT / name
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    after = _renewed(name, before)
    if after != before and not check:
        path.write_text(after, encoding="utf-8")
    return after != before


def _renewed(name: str, before: str) -> str:
    if name in DRAWINGS:
        return DRAWINGS[name]()
    if name in PAGES:
        return BEGIN + relative_links(PAGES[name](), name).strip("\n") + END
    return renew_parts(before, {part: partial(_linked, make, name) for part, make in PARTS[name].items()})


def _linked(make: Callable[[], str], name: str) -> str:
    return relative_links(make(), name)


def renew_parts(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """The text of a document with its generated parts made again."""
    for part, make in parts.items():
        text = replace_part(text, part, make())
    return laughter.with_laughter_use(text, in_shops=laughter.is_laughter_heard())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a document is out of date")
    check = parser.parse_args().check
    stale = [name for name in (*PARTS, *PAGES, *DRAWINGS) if _is_stale(name, check)]
    if stale:
        print(f"generate: {'out of date, run make docs' if check else 'written'}: {', '.join(stale)}", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
