"""Exports as BIDS before the offline validator, and with planted faults.

`python -m tests.edge.study.export.bids_check`. `--validator PROGRAM` is that of PyPI bids-validator-deno, and `--table
FILE` the document for the table. Exit 1 if a right export has an error, or if the validator does not name a fault.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.central.kills import write_part
from tests.edge.study.export.shared import exported

PROGRAM = "bids-validator-deno"
STEM = "sub-w1/ses-01/beh/sub-w1_ses-01_task-adverts"


def errors(program: str, dataset: Path) -> list[str]:
    """Codes of all errors of a dataset, sorted."""
    run = subprocess.run([program, "--json", str(dataset)], capture_output=True, text=True, timeout=120)
    issues = json.loads(run.stdout)["issues"]["issues"]
    return sorted({issue["code"] for issue in issues if issue["severity"] == "error"})


def header_line(dataset: Path) -> None:
    path = dataset / f"{STEM}_recording-face_physio.tsv.gz"
    columns = json.loads((dataset / f"{STEM}_recording-face_physio.json").read_text())["Columns"]
    data = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress("\t".join(columns).encode() + b"\n" + data, mtime=0))


def no_columns(dataset: Path) -> None:
    path = dataset / f"{STEM}_recording-kit1_physio.json"
    values = json.loads(path.read_text())
    del values["Columns"]
    path.write_text(json.dumps(values))


def word_as_onset(dataset: Path) -> None:
    path = dataset / f"{STEM}_events.tsv"
    head, first, *rest = path.read_text().splitlines(keepends=True)
    path.write_text(head + "soon\t" + first.split("\t", 1)[1] + "".join(rest))


def missing_subject(dataset: Path) -> None:
    path = dataset / "participants.tsv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def unknown_suffix(dataset: Path) -> None:
    (dataset / f"{STEM}_notes.tsv").write_text("a\n1\n")


FAULTS: dict[str, Callable[[Path], None]] = {
    "a header line in a physio file": header_line,
    "`Columns` missing in its description": no_columns,
    "a word for an onset": word_as_onset,
    "a subject missing in `participants.tsv`": missing_subject,
    "a file with an unknown suffix": unknown_suffix,
}


def found(program: str, place: Path) -> dict[str, list[str]]:
    """Codes of the errors of a right export, under "", and of each fault."""
    right = exported(place, "bids")
    codes = {"": errors(program, right)}
    for number, (name, plant) in enumerate(FAULTS.items()):
        faulty = place / f"fault{number}"
        shutil.copytree(right, faulty)
        plant(faulty)
        codes[name] = errors(program, faulty)
    return codes


def table(codes: dict[str, list[str]]) -> str:
    """The codes as a table of a document."""
    said = {name: ", ".join(f"`{code}`" for code in own) or "no error" for name, own in codes.items()}
    rows = [f"| {name or 'an export as it is'} | {text} |" for name, text in said.items()]
    return "\n".join(["`make study-bids`", "", "| planted | the validator says |", "|---|---|", *rows]) + "\n"


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validator", default=PROGRAM)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args(words)
    if shutil.which(options.validator) is None:
        print(f"{options.validator} is not there. Install it: pip install bids-validator-deno", file=sys.stderr)
        return 2
    with TemporaryDirectory() as place:
        codes = found(options.validator, Path(place))
    text = table(codes)
    print(text)
    if options.table:
        write_part(options.table, "bids", text)
    return int(bool(codes.pop("")) or not all(codes.values()))


if __name__ == "__main__":
    sys.exit(main())
