"""Writes the parts of the documents that are made from the code. `--check` fails if one is out of date.

python docs/generate.py [--check]
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import completion  # noqa: E402


def settings() -> str:
    """All settings with their defaults."""
    from edge.settings.settings import example

    return f"```toml\n{example()}```\n"


def method() -> str:
    """Meaning of every number of a report."""
    from central.reports.rendering.method import markdown

    return markdown()


def web_settings() -> str:
    """Settings of the pages."""
    from central.web_settings import WebSection

    rows = ["| `[web]` | default | meaning |", "|---|---|---|"]
    for name, field in WebSection.model_fields.items():
        default = json.dumps(list(field.default) if isinstance(field.default, tuple) else field.default)
        rows.append(f"| `{name}` | {'none' if default == 'null' else f'`{default}`'} | {field.description} |")
    return "\n".join(rows) + "\n"


def alert_settings() -> str:
    """Settings of alerts."""
    from central.alert_settings import AlertsSection, SmtpSection, WebhookSection

    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for section, kind in (("alerts", AlertsSection), ("alerts.smtp", SmtpSection), ("alerts.webhook", WebhookSection)):
        for name, field in kind.model_fields.items():
            if name in ("smtp", "webhook"):
                continue
            value = list(field.default) if isinstance(field.default, tuple) else field.default
            shown = "wanted" if field.is_required() else "none" if value is None else f"`{json.dumps(value)}`"
            rows.append(f"| `[{section}] {name}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"


def alert_codes() -> str:
    """The server's own alerts."""
    from central.alerts.codes import CODES

    rows = ["| code | it means | what to do |", "|---|---|---|"]
    rows += [f"| `{name}` | {code.meaning} | {code.cure} |" for name, code in CODES.items()]
    return "\n".join(rows) + "\n"


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {},
    "docs/install.md": {},
    "docs/settings.md": {"settings": settings},
    "docs/reports.md": {"method": method},
    "docs/central.md": {"web settings": web_settings, "alert settings": alert_settings, "alert codes": alert_codes},
}


def repository() -> str:
    """Address of the repository, which setup.py has; empty while nobody filled it in."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    values = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REPOSITORY"
        if isinstance(node.value, ast.Constant)
    ]
    return str(values[0])


def with_address(text: str, address: str) -> str:
    """The text with this address in each `git clone`; an ellipsis stands for none."""
    return re.sub(r"(?<=git clone )\S+(?= vitrina\b)", lambda _: address or "…", text)


def completions() -> Iterator[tuple[str, str]]:
    """Files of the scripts that complete command lines, each with its text."""
    from edge.cli.main import make_parser

    parsers = {"edge/cli/completions/vitrina": make_parser()}
    if sys.version_info >= (3, 11):  # the central server runs on no older Python
        from central import VERSION
        from central.cli.commands import parser

        parsers["central/cli/completions/vitrina-central"] = parser(VERSION)
    for name, made in parsers.items():
        for shell, make in completion.SHELLS.items():
            yield f"{name}.{shell}", make(Path(name).name, made)


def replace_part(text: str, name: str, content: str) -> str:
    """Replaces the text between the markers of `name` by `content`."""
    marker = re.compile(rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marker.search(text):
        raise SystemExit(
            f"generate: there is no place for {name}: add the markers <!-- {name} --> and <!-- /{name} -->"
        )
    return marker.sub(lambda match: match[1] + content + match[2], text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a document is out of date")
    check = parser.parse_args().check
    stale = []
    for name, parts in PARTS.items():
        path = ROOT / name
        before = after = path.read_text(encoding="utf-8")
        for part, make in parts.items():
            after = replace_part(after, part, make())
        after = with_address(after, repository())
        if after != before:
            stale.append(name)
            if not check:
                path.write_text(after, encoding="utf-8")
    for name, text in completions():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if stale:
        print(f"generate: {'out of date, run make docs' if check else 'written'}: {', '.join(stale)}", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
