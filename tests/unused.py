"""Lists code that nothing but tests uses: `python -m tests.unused`. The exit code is 1 if there is any.

Names of a module (functions, classes, constants) are followed through imports; methods and properties by their name
alone, in any attribute, template or string. Code that is used only by unused code is unused too. KEPT lists what stays
for another reason.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("edge", "central", "models", "firmware_bridge")
USERS = ("docs", "examples")
"""Folders beside the sources whose code is no test. So are the files beside them: setup.py."""
TEXTS = (".j2", ".html", ".js", ".ini")
PLUGINS = ("firmware_bridge.kits.", "firmware_bridge.simulator.", "central.cli.", "edge.cli.")
"""Modules that are loaded by name or called in a loop: their names are followed like those of methods."""
SCRIPTS = ("central.store.migrations.",)
"""Modules of which Alembic wants every name."""
KEPT: Mapping[str, str] = {
    "central.analysis.expressions": "docs/central/data.md offers them to whoever asks a fleet's folder",
    "central.reports.rendering.page.report_page": "tests and `tests.central.reports.look` render a page in one call",
    "central.store.tables.totals.ROLLUPS": "all tables of one kind, which tests check together",
    "central.store.tables.totals.SUMS": "all tables of one kind, which tests check together",
    "edge.command_line.parser": "argparse calls what a parser overrides",
    "edge.kiosk.kiosk.SLOWEST_STOP_S": "the limit that systemd/vitrina.service must stay above",
    "edge.screen.player.sounds.PlayerSounds.loaded_keys": "tests wait by it for the sounds of a list",
    "edge.study.clocks": "how well a kit's clock runs, which tests check on simulated sessions",
    "edge.study.sessions.StudySession.clock_mappings": "the same of a session",
    "edge.uplink.publisher.publisher.Publisher.wait_until_all_sent": "tests wait by it for the broker, without a clock",
    "firmware_bridge.simulator.shimmer3.Device.dock_status_message": "tests send by it what a kit sends unasked",
}
"""What stays, with the reason: a name, or a module with all its names."""

PLAIN_BASES = frozenset(
    {"ABC", "Exception", "Generic", "IntEnum", "NamedTuple", "OSError", "Protocol", "RuntimeError", "ValueError"}
)
"""Bases outside the sources that call no method by themselves."""
PLAIN_DECORATORS = frozenset(
    {"cache", "cached_property", "classmethod", "contextmanager", "dataclass", "lru_cache", "property", "staticmethod"}
)
"""Decorators that register nothing."""
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Definition:
    """A function, class, constant or method. `name`: that of the module or the method; `lines`: its length."""

    module: str
    name: str
    owner: str | None
    line: int
    lines: int

    @property
    def text(self) -> str:
        """Qualified name."""
        return ".".join(filter(None, (self.module, self.owner, self.name)))


@dataclass
class Uses:
    """Uses of names. The key is a qualified name, a bare one with a dot before it, or one of a string with a question
    mark; users are the definitions in which a use stands, None for the code of a module. `aliases`: names that modules
    import, with what they stand for."""

    users: dict[str, set[Definition | None]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def resolve(self) -> None:
        """Counts uses of imported names where they are defined."""
        for key in list(self.users):
            target = key
            while target in self.aliases:
                target = self.aliases[target]
            self.users.setdefault(target, set()).update(self.users[key])

    def add(self, key: str, user: Definition | None) -> None:
        self.users.setdefault(key, set()).add(user)


class ModuleReader(ast.NodeVisitor):
    """Definitions and uses of one module of a package."""

    def __init__(self, module: str, package: str, uses: Uses) -> None:
        self.definitions: list[Definition] = []
        self._module, self._package, self._uses = module, package, uses
        self._bound: dict[str, str] = {}
        self._user: Definition | None = None

    def read(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._bind(node)
        for node in tree.body:
            self._read_statement(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._uses.add(self._bound.get(node.id, f"{self._module}.{node.id}"), self._user)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        path = ast.unparse(node) if _is_path(node) else ""
        first, _, rest = path.partition(".")
        self._uses.add(f"{self._bound.get(first, first)}.{rest}", self._user)
        self._uses.add(f".{node.attr}", self._user)
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and re.fullmatch(r"[\w.:]+", node.value):
            for word in _WORD.findall(node.value):
                self._uses.add(f".{word}", self._user)
                self._uses.add(f"?{word}", self._user)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self._uses.add(f".{node.arg}", self._user)
        self.visit(node.value)

    def _bind(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                local = alias.asname or alias.name.partition(".")[0]
                self._bound[local] = alias.name if alias.asname else local
            else:
                source = node.module if node.module and not node.level else self._package
                local = alias.asname or alias.name
                self._bound[local] = self._uses.aliases[f"{self._module}.{local}"] = f"{source}.{alias.name}"

    def _read_statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self._enter(node, None)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and not _is_registered(node):
            for name in _targets(node) or [""]:
                self._user = self._define(name, None, node) if name else None
                self.generic_visit(node)
            self._user = None
        else:
            self.generic_visit(node)

    def _enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, owner: str | None) -> None:
        before = self._user
        called = owner is not None and node.name.startswith("__")
        if not called and all(_name(decorator) in PLAIN_DECORATORS for decorator in node.decorator_list):
            self._user = self._define(node.name, owner, node)
        if isinstance(node, ast.ClassDef):
            foreign = any(self._is_foreign(base) for base in node.bases)
            for part in node.body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and not foreign:
                    self._enter(part, node.name)
                else:
                    self.visit(part)
            for expression in [*node.bases, *node.decorator_list]:
                self.visit(expression)
        else:
            self.generic_visit(node)
        self._user = before

    def _is_foreign(self, base: ast.expr) -> bool:
        """True for a base outside the sources: its code may call a method of ours by name."""
        name = _name(base)
        target = self._bound.get(ast.unparse(base).split("[")[0].split(".")[0], "")
        return name not in PLAIN_BASES and bool(target) and target.split(".")[0] not in PACKAGES

    def _define(self, name: str, owner: str | None, node: ast.stmt) -> Definition:
        made = Definition(self._module, name, owner, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
        self.definitions.append(made)
        return made


def unused(root: Path) -> list[Definition]:
    """Definitions below `root` that no code of the sources, of their users or of a template uses, in order."""
    files = {_module(path.relative_to(root)): path for package in PACKAGES for path in (root / package).rglob("*.py")}
    uses, definitions = Uses(), []
    for module, path in sorted(files.items()):
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        reader = ModuleReader(module, package, uses)
        reader.read(ast.parse(path.read_text(encoding="utf-8")))
        definitions += [] if module.startswith(SCRIPTS) else reader.definitions
    for path in _users(root):
        ModuleReader(_module(path.relative_to(root)), "", uses).read(ast.parse(path.read_text(encoding="utf-8")))
    for word in _words(root):
        uses.add(f".{word}", None)
    uses.resolve()
    return _without_user(definitions, uses)


def main() -> int:
    """Prints each unused definition, and each entry of KEPT that is used by now."""
    found = unused(ROOT)
    faults = [
        f"{each.text}: only tests use it ({each.lines} lines). Delete it, or add it to KEPT with the reason."
        for each in found
        if KEPT.keys().isdisjoint((each.text, each.module))
    ]
    kept = {name for each in found for name in (each.text, each.module)}
    faults += [f"{name}: it is used, or gone. Delete its line in KEPT." for name in KEPT if name not in kept]
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


def _without_user(definitions: Iterable[Definition], uses: Uses) -> list[Definition]:
    dead: set[Definition] = set()
    while True:
        found = {each for each in definitions if not _is_used(each, uses, dead)}
        if found <= dead:
            return sorted(dead, key=lambda each: (each.module, each.line))
        dead |= found


def _is_used(definition: Definition, uses: Uses, dead: set[Definition]) -> bool:
    by_name = definition.owner or definition.module.startswith(PLUGINS)
    keys = [definition.text, f".{definition.name}" if by_name else f"?{definition.name}"]
    users = {user for key in keys for user in uses.users.get(key, ())}
    return bool(users - dead - {definition})


def _is_registered(node: ast.Assign | ast.AnnAssign) -> bool:
    """True for a table: who makes it, adds it to the schema."""
    return isinstance(node.value, ast.Call) and _name(node.value.func) == "Table"


def _targets(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return [name for name in names if not name.startswith("__")]


def _name(node: ast.expr) -> str:
    """Last part of the name of a base or decorator."""
    return re.split(r"[(\[]", ast.unparse(node))[0].rpartition(".")[2]


def _is_path(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_path(node.value))


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _users(root: Path) -> Iterator[Path]:
    yield from root.glob("*.py")
    for name in USERS:
        yield from (root / name).rglob("*.py")


def _words(root: Path) -> set[str]:
    texts = [path for package in PACKAGES for path in (root / package).rglob("*") if path.suffix in TEXTS]
    return {word for path in texts for word in _WORD.findall(path.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    sys.exit(main())
