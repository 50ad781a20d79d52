"""Parser of `vitrina-central serve`, which runs the server."""

import argparse
import sys

from central.cli.parser import Commands, add_command, load_named_settings
from central.errors import UsageError
from central.exit_codes import DONE


def add_to_parser(commands: Commands) -> None:
    """Add the command `serve` to the parser."""
    parser = add_command(
        commands,
        "serve",
        "receive and store the messages of the fleet, and serve the web pages",
        "vitrina-central serve --data data\n  vitrina-central serve --ingest --config central.toml\n"
        "  vitrina-central serve --demo",
        _run,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--ingest", action="store_true", help="only receive and store messages")
    what.add_argument("--web", action="store_true", help="only serve the pages and the API")
    what.add_argument(
        "--demo",
        action="store_true",
        help="receive messages and serve the pages, with a built-in broker and a simulated fleet",
    )


def _run(options: argparse.Namespace) -> int:
    if options.demo:
        from central.serve.demo import run_demo

        if options.config is not None:
            raise UsageError("serve: --demo uses its own settings. Remove --config. --data DIR keeps the store.")
        run_demo(options.data, lambda text: print(text, file=sys.stderr, flush=True))
        return DONE
    from central.serve.serve import Parts, serve

    serve(load_named_settings(options), Parts(ingest=not options.web, web=not options.ingest))
    return DONE
