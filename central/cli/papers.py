"""Parser of `vitrina-central papers`, which writes the server's part of an Article 28 annex."""

import argparse
from datetime import datetime, timezone
from importlib.util import find_spec
from pathlib import Path

from central.cli.parser import Commands, add_command, load_named_settings
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.packages import missing_package_text
from central.papers import PAPER, server_paper_facts
from edge.papers.build import build_paper
from edge.papers.write import write_paper


def add_to_parser(commands: Commands) -> None:
    """Add the command `papers` to the parser."""
    parser = add_command(
        commands,
        "papers",
        "write the paper about this server that a data-protection officer needs: retention, roles, audit log",
        "vitrina-central papers --out papers --language de --config /etc/vitrina/central.toml",
        _run,
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder for the DOCX and PDF files")
    parser.add_argument("--language", choices=("en", "de"), default="en", help="language (default: en)")


def _run(options: argparse.Namespace) -> int:
    for package, module in (("python-docx", "docx"), ("typst", "typst")):
        if find_spec(module) is None:
            raise UsageError(f"papers: {missing_package_text(package, 'papers')}")
    settings = load_named_settings(options)
    settings.store_location().require_store()  # so that a wrong name makes no paper about another server
    today = datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date()
    paper = build_paper(PAPER, server_paper_facts(settings, options.language, today))
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        write_paper(options.out, paper)
    except OSError as error:
        raise UsageError(f"papers: cannot write to {options.out} ({error.strerror}). Name another folder.") from error
    print(f"papers: wrote {PAPER} to {options.out}. Boxes for you to fill in: {len(paper.questions)}.")
    return DONE
