"""Parser of `vitrina-central doctor`, which checks every part of the server."""

import argparse
import json

from central.cli.parser import Commands, add_command, load_named_settings
from central.exit_codes import DONE, UNEXPECTED
from central.serve.checks import Finding, run_checks
from central.store.retention import RETENTION


def add_to_parser(commands: Commands) -> None:
    """Add the command `doctor` to the parser."""
    parser = add_command(
        commands,
        "doctor",
        "check every part, and show how to fix faults",
        "vitrina-central doctor --config /etc/vitrina/central.toml",
        _run,
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--send-test", action="store_true", help="also send a test alert by mail and webhook")


def _run(options: argparse.Namespace) -> int:
    settings = load_named_settings(options)
    if options.data is not None:
        settings.store_location().require_store()
    findings = run_checks(settings, is_sent=options.send_test)
    if options.json:
        parts = [{"part": f.part, "ok": f.is_good, "text": f.text} for f in findings]
        print(json.dumps({"parts": parts, "retention": RETENTION}, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            print(_line(finding))
        print("kept:")
        for what, how_long in RETENTION.items():
            print(f"  {what}: {how_long}")
    return DONE if all(finding.is_good for finding in findings) else UNEXPECTED


def _line(finding: Finding) -> str:
    return f"{'✓' if finding.is_good else '✗'} {finding.part}: {finding.text}"
