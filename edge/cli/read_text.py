"""`vitrina read-text`: options to score a person's own texts."""

import argparse

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "read-text",
        "print what the network says of your own texts",
        "vitrina read-text reviews.csv\n  echo 'The bread was lovely.' | vitrina read-text -",
        _run,
        "Prints one line per text: its line in the file, and the probability of each class.\n"
        "'unclear': the network does not know. A tool for texts that are yours to read:\n"
        "nothing is kept or sent, no number of people is wanted, and no text is printed.",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        help="one text per line; a .csv or .jsonl has a column 'text'; - reads lines of standard input",
    )
    parser.add_argument("--config", metavar="FILE", help="settings file that names another network")
    parser.add_argument("--json", action="store_true", help="print one JSON object per text")


def _run(options: argparse.Namespace) -> int:
    from edge.tools.read_text import print_text_scores

    return print_text_scores(options.file, options.config, as_json=options.json)
