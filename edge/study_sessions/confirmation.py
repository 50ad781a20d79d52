"""Confirmation before `vitrina study` deletes recordings: lists what will be deleted, and asks for a yes."""

import sys
from collections.abc import Iterator

from edge.messages.wire import time_text
from edge.study.counts import count_with_noun
from edge.study.errors import StudyError
from edge.study.withdrawal import DeletionLoss


def ask_to_confirm_loss(title: str, loss: DeletionLoss) -> bool:
    """Print what will be deleted, and ask. Returns True for yes. Raises StudyError if there is no terminal to ask.

    `title`: what the command is about to do, such as "Withdrawing w1".
    """
    print("\n".join(loss_lines(title, loss)), file=sys.stderr, flush=True)
    if not sys.stdin.isatty():
        raise StudyError(
            "study: nothing was deleted, because without a terminal nobody can confirm. Add --yes to delete without "
            "confirmation."
        )
    try:
        answer = input("Delete? (yes/no) ")
    except EOFError:  # Ctrl-D
        answer = ""
    is_sure = answer.strip().lower() == "yes"
    if not is_sure:
        print("study: nothing was deleted.")
    return is_sure


def loss_lines(title: str, loss: DeletionLoss) -> Iterator[str]:
    """Lines that list what will be deleted, and which exports stay."""
    keys, files = count_with_noun(loss.keys, "key"), count_with_noun(loss.file_count, "file")
    yield f"{title} permanently deletes {keys}, {files} and {count_with_noun(loss.rows, 'row')} of the database:"
    for number, names in loss.sessions:
        yield f"  session {number}: {', '.join(names)}"
    if not loss.sessions:
        yield "  no recording"
    for export in loss.exports:
        made = f"{export.kind} of {time_text(export.made_s)[:10]} in {export.place}"
        yield f"  not deleted: the export {made}; delete it by hand"
