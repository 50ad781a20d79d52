"""Counts the modules that short commands import: `python -m tests.startup`.

Modules are counted, not seconds: they are the same on every machine. A command runs in a process of its own, with
settings that name no kiosk, so it ends after a line.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "vitrina --help": "edge.cli.main",
    "vitrina status": "edge.cli.main",
    "vitrina doctor": "edge.cli.main",
    "vitrina-central --version": "central.cli.main",
}
"""Commands, and the module whose `main` each runs."""
SHOWN = 5
"""Packages of a command that are printed: those with the most modules."""
_RUN = """
import contextlib, io, json, sys
from {module} import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    with contextlib.suppress(SystemExit):
        main({arguments!r})
print(json.dumps(sorted(sys.modules)))
"""


def imported_modules(command: str) -> frozenset[str]:
    """Names of all modules that a fresh interpreter has after this one of COMMANDS."""
    _, *arguments = command.split()
    with tempfile.TemporaryDirectory(prefix="vitrina-startup-") as folder:
        config = Path(folder) / "vitrina.toml"
        config.write_text('[outbox]\npath = "outbox.db"\n[camera]\nname = "none"\n', encoding="utf-8")
        if not arguments[0].startswith("--"):
            arguments += ["--config", str(config)]
        code = _RUN.format(module=COMMANDS[command], arguments=arguments)
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return frozenset(json.loads(run.stdout))


def package_counts(modules: frozenset[str]) -> Counter[str]:
    """Number of modules by the package that they are of."""
    return Counter(name.partition(".")[0] for name in modules)


def main() -> None:
    """Prints the modules of each command, and of which packages most of them are."""
    for command in COMMANDS:
        modules = imported_modules(command)
        most = ", ".join(f"{name} {count}" for name, count in package_counts(modules).most_common(SHOWN))
        print(f"{command:26} {len(modules):4} modules: {most}")


if __name__ == "__main__":
    main()
