"""Pages of the Python API, from docstrings and signatures. Nothing is imported, so a page needs no package."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
KIT_HEAD = """\
# Kit API

`firmware_bridge` reads sensor kits from a serial port. It is a library of its own: install
`vitrina-firmware-bridge`, or the kiosk, which contains it. A new kit is a class with a `decode`
method; [kits](docs/research/kits.md) shows one. This page lists the modules that other programs
import. A comment behind a field gives its unit.

This program prints the skin conductance responses in the recording of a participant:

```python
from pathlib import Path

from firmware_bridge.recording import read
from firmware_bridge.responses import SkinResponseDetector

recording = read(Path("wearer.csv"))
detector = SkinResponseDetector()
for at_s, eda_us in zip(recording.times_s, recording.eda_us, strict=True):
    if response := detector.process(at_s, eda_us, quality=1.0):
        print(f"{response.onset_s:.1f} s: {response.height_us:.2f} µS")
```

For a kit at a port, use `LiveKitReader`; [kits](docs/research/kits.md) has its command line.
"""
KIT_MODULES = (
    "firmware_bridge.samples",
    "firmware_bridge.kit_session",
    "firmware_bridge.transport",
    "firmware_bridge.kits.registry",
    "firmware_bridge.live_reader",
    "firmware_bridge.recording",
    "firmware_bridge.testing",
    "firmware_bridge.check_report",
    "firmware_bridge.simulator.device",
    "firmware_bridge.errors",
    "firmware_bridge.quality",
    "firmware_bridge.heart",
    "firmware_bridge.responses",
    "firmware_bridge.vitals",
)
PYTHON_HEAD = """\
# Python API

What other programs import: replay of recordings, the settings of models, and the statistics of the
reports. Sensor kits have [a page of their own](docs/reference/kit-api.md). Functions take and return NumPy arrays
and frozen dataclasses; a comment behind a field gives its unit, and [G] the shape of an array.
Names that start with an underscore, and modules that are not listed here, change without notice.

This program replays the recording of a participant with a sensor kit, who sees the ads of
`plays.csv`, and prints what a kiosk would publish:

```python
from edge.replay import replay_messages

for message in replay_messages(kits=["wearer.csv"], plays="plays.csv", k=1):
    payload = message["payload"]
    print(message["topic"], payload["schema"])
```

The next one reads the settings of a model: what it measures, from which face width on, and who may
use it:

```python
from models.serving.spec import ModelSpec, spec_path

spec = ModelSpec.load(spec_path("smile-mesh"))
print(spec.measures, spec.smallest_face_px, spec.licence)
```

```
('smile',) 32.0 commercial
```

The last one computes the share of time that people smiled, from the people and the smiles of four
shops, with its 95 % interval:

```python
from central.statistics.intervals import mean_of_sites

people, smiles = [420, 310, 515, 280], [67.2, 52.7, 77.3, 50.4]
estimate = mean_of_sites(people, smiles)
print(f"{estimate.mean:.1%} ({estimate.low:.1%} to {estimate.high:.1%})")
```

```
16.5% (14.5% to 18.6%)
```
"""
PYTHON_MODULES = (
    "edge.replay",
    "models.serving.spec",
    "models.serving.formats",
    "models.serving.gate",
    "models.serving.fetch",
)
STATISTICS = "central/statistics"


def kit_api() -> str:
    """Page of `firmware_bridge`."""
    return _page(KIT_HEAD, KIT_MODULES)


def python_api() -> str:
    """Page of `edge.replay`, `models.serving` and `central.statistics`."""
    names = sorted(path.stem for path in (ROOT / STATISTICS).glob("*.py") if path.stem != "__init__")
    return _page(PYTHON_HEAD, (*PYTHON_MODULES, *(f"central.statistics.{name}" for name in names)))


def _page(head: str, modules: Sequence[str]) -> str:
    return "\n".join([head, _contents(modules), *(part for name in modules for part in _module(name))])


def _contents(modules: Sequence[str]) -> str:
    """Table of the modules, with the first sentence about each."""
    rows = [f"| [`{name}`](#{name.replace('.', '')}) | {_first_sentence(name)} |" for name in modules]
    return "\n".join(["| module | content |", "|---|---|", *rows]) + "\n"


def _first_sentence(module: str) -> str:
    return _text(_tree(module)).partition("\n")[0].partition(". ")[0].rstrip(".") + "."


def _source(module: str) -> str:
    return (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


def _tree(module: str) -> ast.Module:
    return ast.parse(_source(module))


def _module(name: str) -> Iterator[str]:
    lines = _source(name).splitlines()
    yield f"## `{name}`\n\n{_text(_tree(name))}\n"
    for node in _tree(name).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield from _function(node, "") if isinstance(node, ast.FunctionDef) else _class(node, lines)


def _function(node: ast.FunctionDef, owner: str) -> Iterator[str]:
    decorators = {ast.unparse(each) for each in node.decorator_list}
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    if "property" in decorators:
        line = f"{owner}{node.name}{returns.replace(' ->', ':')}"
        yield f"### `{owner}{node.name}`\n\n```python\n{line}\n```\n\n{_text(node)}\n"
        return
    arguments = _arguments(node.args)
    yield f"### `{owner}{node.name}()`\n\n```python\n{_signature(f'{owner}{node.name}', arguments, returns)}\n```\n"
    if text := _text(node):
        yield f"{text}\n"


def _arguments(arguments: ast.arguments) -> list[str]:
    """Source of each argument, without the object itself."""
    left = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(left) - len(arguments.defaults)) + arguments.defaults
    parts = [_argument(*pair) for pair in zip(left, defaults, strict=True) if pair[0].arg not in ("self", "cls")]
    if arguments.vararg or arguments.kwonlyargs:
        parts.append(f"*{_argument(arguments.vararg, None)}" if arguments.vararg else "*")
    return parts + [_argument(*pair) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def _signature(name: str, arguments: Sequence[str], returns: str) -> str:
    line = f"{name}({', '.join(arguments)}){returns}"
    if len(line) <= 80:
        return line
    return f"{name}(\n" + "".join(f"    {argument},\n" for argument in arguments) + f"){returns}"


def _class(node: ast.ClassDef, lines: Sequence[str]) -> Iterator[str]:
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and not _is_private(each)]
    head = f"class {node.name}({bases})" if bases else f"class {node.name}"
    if "__init__" in methods:
        head = _signature(f"class {node.name}", _arguments(methods["__init__"].args), "")
    shown = [line for field in fields for line in lines[field.lineno - 1 : field.end_lineno]]
    yield f"### `{node.name}`\n"
    yield "```python\n" + "\n".join([head, *shown]) + "\n```\n"
    if text := _text(node):
        yield f"{text}\n"
    if "__enter__" in methods:
        yield "Use it in a `with` statement, which closes it.\n"
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            yield from _function(each, f"{node.name}.")


def _is_private(field: ast.AnnAssign) -> bool:
    return ast.unparse(field.target).startswith("_")


def _text(node: "ast.Module | ast.ClassDef | ast.FunctionDef") -> str:
    """Docstring, with indented lines as code. Characters with a meaning in Markdown are escaped outside code."""
    parts = []
    for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
        if "── " in paragraph:  # a tree
            parts.append(f"```\n{paragraph}\n```")
        elif paragraph.startswith("    "):
            parts.append(f"```python\n{_dedent(paragraph)}\n```")
        else:
            parts.append(_escaped(" ".join(paragraph.split())))
    return "\n\n".join(part for part in parts if part)


def _dedent(paragraph: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in paragraph.splitlines())


def _escaped(text: str) -> str:
    pieces = text.split("`")
    pieces[::2] = [piece.replace("*", "\\*").replace("<", "\\<") for piece in pieces[::2]]
    return "`".join(pieces)
