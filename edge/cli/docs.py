"""`vitrina docs`: options to open or print the documents."""

import argparse

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "docs",
        "open a page of the documents in a browser, or print it",
        "vitrina docs players",
        _run,
        "A topic is the name of a page, such as shop/install, or its last part, such as\n"
        "install. Without a screen, the command only prints the address of the page.",
    )
    parser.add_argument("topic", nargs="?", metavar="TOPIC", help="page to open (default: the first page)")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--print", dest="is_printed", action="store_true", help="print the page in this terminal")
    group.add_argument("--list", dest="is_list", action="store_true", help="list all pages")


def _run(options: argparse.Namespace) -> int:
    from edge.tools import docs

    if options.is_list:
        return docs.list_topics()
    return docs.print_page(options.topic) if options.is_printed else docs.open_page(options.topic)
