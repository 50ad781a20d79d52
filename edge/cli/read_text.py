"""`vitrina read-text`: options to classify your own texts."""

import argparse

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "read-text",
        "classify your own texts as the kiosk classifies comments",
        "vitrina read-text reviews.csv\n  echo 'The bread was lovely.' | vitrina read-text -",
        _run,
        "Prints one line per text: its line number in the file, and the probability of\n"
        "each class. 'unclear' means that the model is not sure. Use this tool only for\n"
        "texts that you may read. It stores, sends and prints no text, and requires no\n"
        "minimum number of people.",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        help="file with one text per line, or a .csv or .jsonl with a column 'text'; - reads standard input",
    )
    parser.add_argument("--config", metavar="FILE", help="settings file that names another model")
    parser.add_argument("--json", action="store_true", help="print one JSON object per text")


def _run(options: argparse.Namespace) -> int:
    from edge.tools.read_text import print_text_scores

    return print_text_scores(options.file, options.config, as_json=options.json)
