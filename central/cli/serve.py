"""`vitrina-central serve`: options of the server."""

import argparse

from central.cli.parser import Commands, add_command, settings_of
from central.exit_codes import DONE


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_command(
        commands,
        "serve",
        "receive the messages of the fleet from the broker and store them",
        "vitrina-central serve --ingest --data data\n  vitrina-central serve --ingest --config central.toml",
        _run,
    )
    parser.add_argument("--ingest", action="store_true", required=True, help="receive and store messages")


def _run(options: argparse.Namespace) -> int:
    from central.serve.serve import serve

    serve(settings_of(options))
    return DONE
