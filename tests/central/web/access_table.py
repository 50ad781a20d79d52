"""Table of what each route answers to each role, for things of the own tenant and of another one.

`python -m tests.central.web.access_table` writes it into docs/evidence/access.md (`make access-table` first asks the
application). It follows from the rules (`access_rules.py`), and the matrix (`test_access_matrix.py`) shows that the
application answers by them.
"""

from pathlib import Path

from tests.central.web.access_rules import RULES, Rule
from tests.central.web.test_access_matrix import ASKERS, Asker, expected, routes, sent
from tests.central.web.two_tenants import Ids
from tests.evidence.parts import fill_part

PAGE = Path(__file__).parents[3] / "docs/evidence/access.md"
NAME = "answers"
COLUMNS = {
    "signed out": "nobody",
    "viewer": "acorn-viewer",
    "editor": "acorn-editor",
    "admin": "acorn-admin",
    "admin of one shop": "acorn-near-admin",
    "admin of all": "root",
    "token `read`": "acorn-token read",
    "`write`": "acorn-token write",
    "`manage`": "acorn-token manage",
    "`media`": "acorn-token media",
}
"""Asker of the matrix by column. All but the first and `admin of all` belong to one tenant."""
OWN, OTHER = Ids("acorn", "near"), Ids("zebra", "near")


def table() -> str:
    """Markdown of the table: a row for each route, in the order of their paths."""
    askers = {asker.name: asker for asker in ASKERS}
    lines = [f"| route | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for method, path in sorted(routes(), key=lambda each: (each[1].startswith("/api/"), each[1], each[0])):
        cells = [_cell(RULES[method, path], method, path, askers[name]) for name in COLUMNS.values()]
        lines.append(f"| `{method} {path}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(rule: Rule, method: str, path: str, asker: Asker) -> str:
    """Status for things of the own tenant and, if it differs, of another one."""
    ask = rule.asks[0]
    own, other = (expected(rule, ask, asker, method, sent(path, ask, ids).ids) for ids in (OWN, OTHER))
    return str(own) if own == other else f"{own} / {other}"


def main() -> None:
    """Write the table into its page."""
    fill_part(PAGE, NAME, table())


if __name__ == "__main__":
    main()
