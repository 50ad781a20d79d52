"""`vitrina-central openapi`: prints the OpenAPI document of the API."""

import argparse

from central.cli.parser import Commands
from central.exit_codes import DONE

EXAMPLE = "example:\n  vitrina-central openapi > openapi.json"


def add_to_parser(commands: Commands) -> None:
    """Add the command, which needs no store."""
    parser = commands.add_parser(
        "openapi",
        help="print the OpenAPI document of the API",
        description="Print the OpenAPI 3.1 document of the API as JSON. A running server has it at\n"
        "/api/v1/openapi.json.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_run)


def _run(_: argparse.Namespace) -> int:
    import json

    from central.web.api.endpoints import ENDPOINTS
    from central.web.api.openapi import openapi_document

    print(json.dumps(openapi_document(ENDPOINTS), indent=2, ensure_ascii=False))
    return DONE
