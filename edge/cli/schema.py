"""`vitrina schema`: options to print the message formats."""

import argparse
import sys

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    parser = add_command(commands, "schema", "print the JSON Schema of the messages", "vitrina schema reaction", _run)
    parser.add_argument(
        "kind",
        nargs="?",
        metavar="KIND",
        help="message or command, such as window or cmd/play, or an older version, such as reaction/2 (default: all)",
    )
    parser.add_argument(
        "--asyncapi", action="store_true", help="print all messages and commands as one AsyncAPI 3 document"
    )


def _run(options: argparse.Namespace) -> int:
    import json

    from edge.messages import schema

    if options.kind is not None and options.kind not in schema.NAMES:
        print(
            f"schema: there is no message {options.kind!r}. Choose one of: {', '.join(schema.NAMES)}.", file=sys.stderr
        )
        return 2
    if options.asyncapi:
        document = schema.asyncapi_document()
    else:
        kinds = {kind: schema.json_schema(kind) for kind in schema.KINDS}
        document = schema.json_schema(options.kind) if options.kind else kinds
    print(json.dumps(document, indent=2, ensure_ascii=False))
    return 0
