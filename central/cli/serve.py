"""`vitrina-central serve`: options of the server."""

import argparse
import sys

from central.cli.parser import Commands, add_command, load_named_settings
from central.errors import UsageError
from central.exit_codes import DONE


def add_to_parser(commands: Commands) -> None:
    """Adds the command."""
    parser = add_command(
        commands,
        "serve",
        "receive and store the messages of the fleet, and serve the pages",
        "vitrina-central serve --data data\n  vitrina-central serve --ingest --config central.toml\n"
        "  vitrina-central serve --demo",
        _run,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--ingest", action="store_true", help="receive and store messages alone")
    what.add_argument("--web", action="store_true", help="serve the pages and the API alone")
    what.add_argument("--demo", action="store_true", help="both, with a broker and a simulated fleet of its own")


def _run(options: argparse.Namespace) -> int:
    if options.demo:
        from central.serve.demo import run_demo

        if options.config is not None:
            raise UsageError("serve: --demo has settings of its own. Leave --config out; --data DIR keeps the store.")
        run_demo(options.data, lambda text: print(text, file=sys.stderr, flush=True))
        return DONE
    from central.serve.serve import Parts, serve

    serve(load_named_settings(options), Parts(ingest=not options.web, web=not options.ingest))
    return DONE
