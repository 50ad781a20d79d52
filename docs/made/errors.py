"""Lists of what commands print for a foreseen fault: errors, warnings of the log, and lines of the doctor."""

import re
from collections.abc import Iterable, Iterator

from tests.docs.texts import GAP, ROOT, findings, is_composed, raised, template, texts

_END = re.compile(r"(?<=[.?!…])\s+(?=[A-Z…])")
"""End of the first sentence, after which most texts say what to do."""
_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)?")
"""Key of the words for a page, which nobody sees."""
OTHER = "`…`"
CENTRAL_HEAD = """\
# Errors of the central server

Search this page for the beginning of the line that `vitrina-central` or a page printed. In a text,
`…` stands for a value, such as a file name.
"""
DOCTOR_HEAD = """\
# Lines of the doctor

`sudo -u vitrina vitrina doctor` prints one line for each part of a kiosk: ✓ for a part that works,
! for a warning, ✗ for a fault. Faults and warnings have a fix. In a text, `…` stands for a value,
such as a file name. A part named `…` is one of several, such as a kit. Where an entry has no fix,
the line itself contains it, because it depends on the machine.
"""


def errors() -> str:
    """Every error and warning, by the command or part that its line begins with."""
    return _by_part(dict.fromkeys(_plain(text.text) for text in texts() if not is_composed(text.text)))


def central_errors() -> str:
    """Page of the errors of the central server's program."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "central").rglob("*.py")))
    kinds = frozenset(re.findall(r"(?m)^class (\w+Error)\(", sources))
    found = [
        text for text in raised(("central",), kinds) if not is_composed(text.text) and not _KEY.fullmatch(text.text)
    ]
    return f"{CENTRAL_HEAD}\n{_by_part(dict.fromkeys(_plain(text.text) for text in found))}"


def doctor() -> str:
    """Page of the doctor's lines: each fault and warning of a part, with its fix."""
    found = [
        f"{template(part)}: {_plain(template(happened))}\n{_plain(template(fix))}"
        for _, (part, happened, fix) in findings("edge/tools/doctor")
    ]
    return f"{DOCTOR_HEAD}\n{_by_part(dict.fromkeys(found))}"


def _plain(text: str) -> str:
    return " ".join(text.replace("%s", GAP).replace("%d", GAP).replace("`", "'").split())


def _by_part(lines: Iterable[str]) -> str:
    groups: dict[str, list[str]] = {}
    for line in lines:
        part = re.match(r"([a-z][a-z ]{1,20}):", line)
        groups.setdefault(part[1] if part else OTHER, []).append(line)
    names = sorted(groups, key=lambda name: (name == OTHER, name))
    return "\n".join(entry for name in names for entry in _group(name, groups[name]))


def _group(name: str, lines: list[str]) -> Iterator[str]:
    yield f"### {name if name == OTHER else f'`{name}: …`'}\n"
    others = []
    for line in sorted(lines):
        first, fix = (line if "\n" in line else f"{_END.sub(chr(10), line, count=1)}\n").split("\n")[:2]
        has_fix, has_words = (re.search(r"[a-z]{2}", text) for text in (fix, first.removeprefix(f"{name}:")))
        if has_words:
            yield f"#### `{first}`\n" + (f"\n{_escaped(fix)}\n" if has_fix else "")
        elif has_fix:
            others.append(f"- {_escaped(fix)}")
    if others:
        yield "\n".join(["Other lines of this part end with one of these fixes:\n", *others, ""])


def _escaped(text: str) -> str:
    return re.sub(r"([*<>\[\]_])", r"\\\1", text)
