"""Names of schemas: one name means one form, in messages, reports and files alike."""

import re
from collections import defaultdict
from pathlib import Path

from edge.messages.commands import COMMANDS
from edge.messages.wire import schema_name

ROOT = Path(__file__).parents[3]
NAMED = re.compile(r'schema_?: (?:Literal|str).*?"(vitrina\.[a-z_-]+/\d+)"')


def test_no_two_forms_have_the_same_schema_name() -> None:
    """`vitrina.fleet/1` was the hint to kiosks and the list of kiosks: a consumer could not tell them apart."""
    places = defaultdict(list)
    for command in COMMANDS:
        places[schema_name(command)].append("edge/messages/commands.py")
    for package in ("edge", "central"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in NAMED.findall(path.read_text(encoding="utf-8")):
                places[name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 25
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
