"""Pages of environment variables and exit codes. What the code reads or returns must have a meaning here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("edge", "central", "firmware_bridge", "models/serving")
NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|TERM|TZ|DISPLAY|BROWSER|COLORTERM")
KIOSK = {
    "VITRINA_CONFIG": "path of the settings file, unless `--config` names one",
    "VITRINA_BROKER_PASSWORD": "password for the broker; goes before `[broker] password_file`",
    "VITRINA_LOG": "least level of log lines: `verbose`, `info`, `warning` or `error`",
    "VITRINA_LOG_FORMAT": "format of log lines: `text` or `json`",
}
CENTRAL = {
    "VITRINA_CENTRAL_CONFIG": "path of the settings file, unless `--config` names one",
    "VITRINA_SPARK_MASTER": "Spark master of `--engine spark` (default: `local[*]`)",
}
OTHERS = {
    "BROWSER": "with it, `vitrina docs` opens a browser without a screen",
    "COLORTERM": "colours of the terminal, for `vitrina aim`",
    "CREDENTIALS_DIRECTORY": "folder of systemd credentials, where `broker-password` may be",
    "DISPLAY": "X11 screen on which a browser opens",
    "JAVA_HOME": "Java for `--engine spark`",
    "JOURNAL_STREAM": "set by systemd: log lines then have no time of their own",
    "NOTIFY_SOCKET": "set by systemd: the kiosk reports its start and its state there",
    "NO_COLOR": "if set, output has no colours",
    "RUNTIME_DIRECTORY": "set by systemd: folder of the socket of `vitrina status`",
    "SUDO_UID": "user behind `sudo`, whose backups `vitrina restore` accepts",
    "TERM": "kind of the terminal; `dumb` switches colours off",
    "TZ": "time zone of the output of `vitrina kit`",
    "WATCHDOG_PID": "set by systemd, with `WATCHDOG_USEC`",
    "WATCHDOG_USEC": "set by systemd: how often the kiosk must report that it works",
    "WAYLAND_DISPLAY": "Wayland screen on which a browser opens",
    "XDG_CACHE_HOME": "folder of downloads and TensorRT engines (default: `~/.cache`)",
    "XDG_CONFIG_HOME": "folder of a user's settings (default: `~/.config`)",
    "XDG_RUNTIME_DIR": "folder of the sockets of this session",
    "XDG_STATE_HOME": "folder of a user's outbox (default: `~/.local/state`)",
}
PROGRAMS_OWN = frozenset(
    {
        "LC_ALL",
        "LSLAPICFG",
        "PULSE_SOURCE",
        "OPENCV_LOG_LEVEL",
        "OPENCV_FFMPEG_LOGLEVEL",
        "OPENCV_FFMPEG_CAPTURE_OPTIONS",
    }
)
"""Variables that the program sets for libraries and children, and does not read from the user."""
EXIT_CODES = {
    "DONE": "done",
    "UNEXPECTED": "the machine, its disk or its clock has a fault, or `doctor` found one",
    "BAD_USAGE": "an option, a setting or a file of yours is wrong; nothing was done",
    "NO_SOURCE": "a file, device or server cannot be opened or read",
    "NO_MODEL": "a model is missing, damaged or not allowed for this use",
    "REFUSED": "a broker or a server refused the request",
    "NO_DATABASE": "the database does not answer",
    "INTERRUPTED": "Ctrl-C",
}


def environment() -> str:
    """Page of the environment variables. Raises SystemExit for a variable that the code reads, without a meaning."""
    known = {**KIOSK, **CENTRAL, **OTHERS}
    if missing := sorted(set(read_variables()) - set(known) - PROGRAMS_OWN):
        raise SystemExit(f"generate: add the meaning of {', '.join(missing)} to docs/made/environment.py")
    parts = ["# Environment variables\n"]
    parts += ["Options of a command go before environment variables, and these before the settings file.\n"]
    parts += ["## Any setting of a kiosk\n"]
    parts += [
        "`VITRINA_<SECTION>__<KEY>`, with two underscores, sets a key of the settings:\n"
        "`VITRINA_BROKER__HOST=mqtt.example.org`. Write lists as in the file, and kits with numbers:\n"
        "`VITRINA_KITS__1__PORT`. [Settings](docs/reference/settings.md) lists all keys.\n"
    ]
    parts += ["## Any setting of the central server\n"]
    parts += [
        "`VITRINA_CENTRAL_<SECTION>__<KEY>` sets a key: `VITRINA_CENTRAL_BROKER__HOST=mqtt.example.org`. With\n"
        "`_FILE` after the name, the variable names a file that contains the value, such as a Docker secret.\n"
        "[Settings of the central server](docs/reference/central-settings.md) lists all variables.\n"
    ]
    for title, names in (("Kiosk", KIOSK), ("Central server", CENTRAL), ("Set by the system", OTHERS)):
        parts += [f"## {title}\n", *(f"### `{name}`\n\n{_sentence(text)}\n" for name, text in names.items())]
    parts += ["Passwords of the central server also come from the environment: `VITRINA_CENTRAL_BROKER_PASSWORD`,"]
    parts += ["`VITRINA_CENTRAL_DATABASE_PASSWORD`, and the same for its other passwords.\n"]
    return "\n".join(parts)


def exit_codes() -> str:
    """Page of the exit codes of both programs."""
    from central import exit_codes as central
    from edge import exit_codes as kiosk

    parts = ["# Exit codes\n"]
    for program, module in (("vitrina", kiosk), ("vitrina-central", central)):
        found = {number: name for name, number in vars(module).items() if name.isupper()}
        rows = [f"| {number} | {EXIT_CODES[found[number]]} |" for number in sorted(found)]
        parts += [f"## `{program}`\n", "| code | meaning |", "|---|---|", *rows, ""]
    parts.insert(-1, "")
    text = "\n".join(parts).rstrip("\n").replace("\n\n\n", "\n\n")
    return f"{text}\n\n`vitrina status` exits with 3 if no kiosk answers. Ctrl-C ends `vitrina` with 130.\n"


def read_variables() -> Iterator[str]:
    """Names of variables that the code reads: after `VITRINA_`, or as a key of an environment."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "environ" in text or "VITRINA_" in text:
                yield from _names(ast.parse(text))


def _names(tree: ast.Module) -> Iterator[str]:
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for node in constants:
        if re.fullmatch(r"VITRINA_(?!\w*__)[A-Z_]*[A-Z]", str(node.value)):
            yield str(node.value)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
        ):
            yield from _key(node.func.value, node.args[0])
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield from _key(node.value, node.slice)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            yield from _key(node.comparators[0], node.left)


def _key(mapping: ast.expr, key: ast.expr) -> Iterator[str]:
    is_environment = "environ" in ast.unparse(mapping).lower()
    if is_environment and isinstance(key, ast.Constant) and NAME.fullmatch(str(key.value)):
        yield str(key.value)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
