"""The mutation tester itself, on mutants that must die, one that cannot, and one that no test looks for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants import sampled
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.kills import KillRecord
from tests.mutation.mutate import Mutant, mutants_of
from tests.mutation.report import FileResult, Run, document
from tests.mutation.targets import ALSO, FILES, FOLDERS, LEFT_OUT, ROOT, SLOW, Target, all_files, targets

FAST = tuple(f"tests/edge/audience/test_{name}.py" for name in ("edges", "disclosure", "people"))
OVERLAP = "edge/audience/overlap.py"
CHANGED = tuple(f"edge/audience/{name}.py" for name in ("disclosure", "people", "places"))
DEADLY = (
    "release_window: not people.has_enough_people_in_window(stays, k) -> people.has_enough_people_in_window(stays, k)",
    "max(seen_until, stay.end_s) -> min(seen_until, stay.end_s)",
    "level_db is not None and people.has_enough_people_in_window(stays, k_reaction) -> level_db is None",
)


def run(*options: str) -> tuple[int, str]:
    """Runs the command. Returns its exit status and output."""
    command = [sys.executable, "-m", "tests.mutants", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def mutants(*only: str, tests: tuple[str, ...] = FAST) -> tuple[int, str]:
    """Runs the command on the mutants of some files whose name contains a text."""
    files = (option for file in CHANGED for option in ("--file", file))
    return run(*files, *(option for text in only for option in ("--only", text)), "--tests", *tests)


def of_overlap() -> list[Mutant]:
    return list(mutants_of("edge.audience.overlap", (ROOT / OVERLAP).read_text(encoding="utf-8")))


def test_moved_bounds_are_killed() -> None:
    """A constant, comparisons, a maximum that becomes a minimum. The equivalent mutant survives, as listed."""
    status, printed = mutants(*DEADLY, "zip(began, ended, strict=True) -> zip")
    assert printed == f"{len(DEADLY) + 1} mutants, {len(DEADLY)} killed, 1 equivalent\n"
    assert status == 0


def test_surviving_mutant_is_reported() -> None:
    """The report names the mutant, and the command fails."""
    change = "not people.has_enough_people_in_window(stays, k) -> people.has_enough_people_in_window(stays, k)"
    status, printed = mutants(change, tests=FAST[2:])
    assert printed.splitlines() == [
        "1 mutants, 0 killed, 0 equivalent",
        f"survived: disclosure.release_window: {change}",
    ]
    assert status == 1


def test_every_file_of_the_folders_is_judged_or_left_out_with_a_reason() -> None:
    """A new file has a test of the same name, or is named in tests/mutation/targets.py."""
    mutated = {target.path: target for target in targets()}
    files = list(all_files())
    assert {Path(file).parent.as_posix() for file in files if file not in FILES} == set(FOLDERS)
    assert set(mutated) | set(LEFT_OUT) == set(files)
    assert not set(mutated) & set(LEFT_OUT)
    assert all(len(reason) > 10 for reason in LEFT_OUT.values())
    for path, target in mutated.items():
        assert target.stages or not _has_mutants(target), f"no test judges {path}"
    assert set(ALSO) | set(SLOW) <= set(mutated)
    for target in mutated.values():
        assert [name for stage in target.stages for name in stage if not (ROOT / name).exists()] == []


def test_every_folder_below_those_that_are_mutated_is_known() -> None:
    """A new package of perception, say, is not forgotten."""
    below = {path.parent for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
    known = {path.relative_to(ROOT).as_posix() for path in below}
    writers = {"edge/study/export", "edge/study/export/bids", "central/reports/rendering"}
    schema = {"central/store/migrations", "central/store/migrations/versions", "central/store/tables"}
    assert known - set(FOLDERS) == {"firmware_bridge/cli", "firmware_bridge/simulator", *writers, *schema}


def test_every_equivalent_mutant_is_one_of_its_file() -> None:
    """A reason for a change that the file does not have any more is removed."""
    every = {target.path: target for target in targets()}
    for path, changes in EQUIVALENT.items():
        source = (ROOT / path).read_text(encoding="utf-8")
        assert set(changes) <= {mutant.change for mutant in mutants_of(every[path].module, source)}


def test_a_sample_is_the_same_for_the_same_seed_and_grows() -> None:
    """A larger sample begins with a smaller one."""
    every = of_overlap()
    ten, twenty = sampled(every, 10, "1"), sampled(every, 20, "1")
    assert (len(ten), len(twenty)) == (10, 20)
    assert twenty[:10] == ten
    assert sampled(every, 10, "2") != ten
    assert sampled(every, None, "1")[:20] == twenty
    assert set(sampled(every, None, "1")) == set(every)


def test_a_change_that_a_function_has_twice_has_two_names() -> None:
    """So that an equivalent one does not excuse the other."""
    source = "def f(a, b):\n    if a:\n        return b > 1\n    return b > 1\n"
    names = [mutant.change for mutant in mutants_of("m", source)]
    assert len(set(names)) == len(names) == 8


def test_a_mutant_that_waits_for_ever_or_crashes_is_killed(tmp_path: Path) -> None:
    """The limit of processor time ends an endless loop; a broken memory access ends the process."""
    test, script = tmp_path / "test_it.py", tmp_path / "script.py"
    test.write_text("def test_it():\n    import edge.stage\n", encoding="utf-8")
    script.write_text(
        f"""
from tests.mutation.mutate import Mutant
from tests.mutation.run import Stage, Trial, outcomes

for source in ("", "while True: pass", "import ctypes; ctypes.string_at(0)"):
    mutant = Mutant("edge.stage", "f", 1, "a", "b", source, None)
    print(*(outcome.is_killed for outcome in outcomes([Trial(mutant, (Stage(({str(test)!r},), cpu_s=2),))], jobs=1)))
""",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["False", "True", "True"], done.stderr


def test_recorded_kills_are_not_tried_again(tmp_path: Path) -> None:
    """A record names the mutants that were killed, not those that survived."""
    file = tmp_path / "kills.jsonl"
    killed, survived = of_overlap()[:2]
    KillRecord(file).add(killed)
    record = KillRecord(file)
    assert (record.has(killed), record.has(survived)) == (True, False)
    assert not KillRecord(None).has(killed)


def test_the_table_says_what_was_tried_and_what_survived() -> None:
    """Counts by file, the sample and its seed, the command, and each survivor with its place."""
    every = of_overlap()
    equivalent = [mutant for mutant in every if mutant.change in EQUIVALENT[OVERLAP]][:1]
    others = [mutant for mutant in every if mutant.change not in EQUIVALENT[OVERLAP]]
    tried = [*equivalent, *others[:4]]
    result = FileResult(OVERLAP, len(every), tried, [*equivalent, others[1]])
    page = document([result], Run("python -m tests.mutants --sample 5", 60.0, 5, 7, 30, 2))
    assert f"| `{OVERLAP}` | 5 | {len(every)} | 3 | 1 | 1 |" in page
    assert f"| all | 5 | {len(every)} | 3 | 1 | 1 |" in page
    assert "at most 5 mutants of each file, as many of each file as 30 minutes allowed, drawn with seed 7: 5 of" in page
    assert "2 of the kills are those of earlier runs" in page
    assert re.search(rf"^- {others[1].line}, .*`{re.escape(others[1].before)}` → ", page, re.MULTILINE)
    assert page.endswith("Written by `python -m tests.mutants --sample 5`.\n")


@pytest.mark.parametrize("other", [("--file", OVERLAP), ("--only", "people"), ("--tests", FAST[0])])
def test_a_table_is_of_all_files_and_their_own_tests(other: tuple[str, str], tmp_path: Path) -> None:
    """Else it would show kills or survivors that are none."""
    status, _ = run("--table", str(tmp_path / "table.md"), *other)
    assert status == 2
    assert list(tmp_path.iterdir()) == []


def test_the_committed_table_is_that_of_the_command() -> None:
    """docs/evidence/mutants.md names the command that wrote it, and only files of the project."""
    page = (ROOT / "docs" / "evidence/mutants.md").read_text(encoding="utf-8")
    assert re.search(r"Written by `python -m tests\.mutants .*--table docs/evidence/mutants\.md.*`\.\n$", page)
    rows = re.findall(r"^\| `([^`]+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    assert len(rows) > 70
    for path, *counts in rows:
        tried, of, killed, equivalent, survived = map(int, counts)
        assert (ROOT / path).exists()
        assert tried == killed + equivalent + survived <= of


def _has_mutants(target: Target) -> bool:
    return any(True for _ in mutants_of(target.module, (ROOT / target.path).read_text(encoding="utf-8")))
