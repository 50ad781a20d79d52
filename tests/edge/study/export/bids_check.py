"""Exports as BIDS before the offline validator, and with planted faults.

`python -m tests.edge.study.export.bids_check`. `--validator PROGRAM` is that of PyPI bids-validator-deno, and `--table
FILE` the document for the tables. Exit 1 if a right export has an error or a warning without a reason here, or if the
validator does not name a fault.
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

from tests.edge.study.export.shared import exported_after_a_withdrawal
from tests.evidence.parts import write_part

PROGRAM = "bids-validator-deno"
STEM = "sub-w1/ses-01/beh/sub-w1_ses-01_task-adverts"


REASONS = {
    "TOO_FEW_AUTHORS": "who the authors are is for them to write",
    "HEDVersion": "no HED tags are used",
    "SourceDatasets": "the data are raw, and come from no other dataset",
    "CogAtlasID": "no term of the Cognitive Atlas is claimed for it",
    "CogPOID": "no term of the Cognitive Paradigm Ontology is claimed for it",
    "InstitutionName": "a study knows no institution: write it in",
    "InstitutionAddress": "a study knows no institution: write it in",
    "InstitutionalDepartmentName": "a study knows no institution: write it in",
    "Instructions": "the instructions to the participant are not recorded: write them in",
    "StimulusPresentation": "the name of another player is not known; the column `origin` of `events.tsv` has its kind",
}
"""Fields that the validator recommends and an export has not, by its name, and why."""


def issues(program: str, dataset: Path, severity: str) -> list[str]:
    """Names of all issues of a severity ("error" or "warning"), sorted: the recommended key, else the code."""
    run = subprocess.run([program, "--json", str(dataset)], capture_output=True, text=True, timeout=120)
    said = json.loads(run.stdout)["issues"]["issues"]
    named = {"error": "code", "warning": "subCode"}[severity]
    return sorted({one.get(named) or one["code"] for one in said if one["severity"] == severity})


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


def found(program: str, place: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Errors of a right export, under "", and of each fault; and the warnings of the right one."""
    right = exported_after_a_withdrawal(place, "bids")
    codes = {"": issues(program, right, "error")}
    for number, (name, plant) in enumerate(FAULTS.items()):
        faulty = place / f"fault{number}"
        shutil.copytree(right, faulty)
        plant(faulty)
        codes[name] = issues(program, faulty, "error")
    return codes, issues(program, right, "warning")


def table(codes: dict[str, list[str]], warned: Sequence[str]) -> str:
    """The codes as tables of a document."""
    said = {name: ", ".join(f"`{code}`" for code in own) or "no error" for name, own in codes.items()}
    rows = [f"| {name or 'an export as it is'} | {text} |" for name, text in said.items()]
    reasons = [f"| `{name}` | {REASONS.get(name, 'no reason is known')} |" for name in warned]
    heads = ["| planted | the validator says |", "|---|---|"], ["| recommended, and not there | because |", "|---|---|"]
    return "\n".join(["`make study-bids`", "", *heads[0], *rows, "", *heads[1], *reasons]) + "\n"


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validator", default=PROGRAM)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args(words)
    if shutil.which(options.validator) is None:
        print(f"{options.validator} is not there. Install it: pip install bids-validator-deno", file=sys.stderr)
        return 2
    with TemporaryDirectory() as place:
        codes, warned = found(options.validator, Path(place))
    text = table(codes, warned)
    print(text)
    if options.table:
        write_part(options.table, "bids", text)
    return int(bool(codes.pop("")) or not all(codes.values()) or not set(warned) <= set(REASONS))


if __name__ == "__main__":
    sys.exit(main())
