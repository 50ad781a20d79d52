"""Prints how often the texts have each word of docs/words.toml: `make words`."""

import argparse

from tests.wording.all_passages import all_passages
from tests.wording.passage import KINDS, Passage
from tests.wording.terms import Term, count_uses, find_uses, load_terms, remaining


def main(arguments: list[str] | None = None) -> int:
    """Prints a table of terms and kinds of passages, or where a term is used."""
    parser = argparse.ArgumentParser(prog="python -m tests.wording", description=__doc__)
    parser.add_argument("--where", metavar="WORD", help="print each passage with a term that has this word")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only passages of this kind (repeatable)")
    options = parser.parse_args(arguments)
    terms = [term for term in load_terms() if not options.where or term.uses(Passage("", "", options.where))]
    passages = [passage for passage in all_passages() if passage.kind in (options.kind or KINDS)]
    if options.where:
        _print_places(terms, passages)
    else:
        _print_table(terms, passages)
    return 0


def _print_places(terms: list[Term], passages: list[Passage]) -> None:
    for term, passage, uses in find_uses(terms, passages):
        print(f"{passage.place}: {', '.join(uses)} (write: {term.instead}): {passage.prose}")


def _print_table(terms: list[Term], passages: list[Passage]) -> None:
    print(f"{'':24}", *(f"{kind:>10}" for kind in KINDS), f"{'may be':>7}")
    for term, counts in zip(terms, count_uses(terms, passages).values(), strict=True):
        cells = (f"{counts[kind] or '':>10}" for kind in KINDS)
        mark = "" if remaining(counts) == term.count else f" {remaining(counts)}"
        print(f"{term.words[:24]:24}", *cells, f"{term.count:>7}{mark}")


if __name__ == "__main__":
    raise SystemExit(main())
