"""`vitrina-central serve`: options of the server."""

import argparse
import sys

from central.cli.parser import Commands, add_command, settings_of
from central.errors import UsageError
from central.exit_codes import DONE


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_command(
        commands,
        "serve",
        "receive the messages of the fleet from the broker and store them",
        "vitrina-central serve --ingest --data data\n  vitrina-central serve --ingest --config central.toml\n"
        "  vitrina-central serve --demo",
        _run,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--ingest", action="store_true", help="receive and store messages")
    what.add_argument("--demo", action="store_true", help="the same, with a broker and a simulated fleet of its own")


def _run(options: argparse.Namespace) -> int:
    if options.demo:
        from central.serve.demo import demo

        if options.config is not None:
            raise UsageError("serve: --demo has settings of its own. Leave --config out; --data DIR keeps the store.")
        demo(options.data, lambda text: print(text, file=sys.stderr, flush=True))
        return DONE
    from central.serve.serve import serve

    serve(settings_of(options))
    return DONE
