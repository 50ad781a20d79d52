"""`vitrina demo`: runs kiosk, player, broker, subscriber and report on one computer, with a recording or a camera."""

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, RenderableType

from edge.exit_codes import DONE
from edge.kiosk import build, networks
from edge.messages.payloads import Use
from edge.tools import output_files
from edge.tools.demo import broker as demo_broker
from edge.tools.demo import wearers as demo_wearers
from edge.tools.demo.page import missing_player_package
from edge.tools.demo.report import DemoReport, no_report_reason
from edge.tools.demo.run import DemoRun
from edge.tools.demo.sources import (
    ADVERTS,
    DemoSource,
    cache_folder,
    camera_source,
    demo_settings,
    recorded_source,
    require_camera_text,
)
from edge.tools.demo.stop import handle_ctrl_c_as_key, raise_interrupt_on_signals
from edge.tools.demo.view import DemoTexts

REPORT = "demo-report.html"
PICTURE_SIZE = (150, 46)


@dataclass(frozen=True)
class DemoOptions:
    """Options of the demo. `seconds`: its duration; None: until Ctrl-C. `use`: the setting of [models]."""

    camera: str | None = None
    seconds: float | None = None
    picture: str | None = None
    report: str | None = None
    use: Use = "shop"


def run_demo(options: DemoOptions) -> int:
    """Run a kiosk until Ctrl-C, or for some seconds. When it stops, it publishes its last releases."""
    picture, report = (Path(name) if name else None for name in (options.picture, options.report))
    output_files.check({"--image": picture, "--report": report}, [])
    if options.camera:
        require_camera_text(options.camera)
    with handle_ctrl_c_as_key():
        raise_interrupt_on_signals()
        with suppress(KeyboardInterrupt):  # the user ended it, which is no fault
            _run_demo_kiosk(options, picture, report or cache_folder() / REPORT)
    return DONE


def _run_demo_kiosk(options: DemoOptions, picture: Path | None, kept_report: Path) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrina-demo-")))
        broker, port = stack.enter_context(demo_broker.run_broker())
        source = stack.enter_context(_source(options.camera, folder))
        lacking = missing_player_package()
        settings = demo_settings(source, folder, port, options.use, has_player=lacking is None)
        demo_wearers.write_consents(settings)
        reader = f"{networks.choose_expression_reader(settings).name}, use = {options.use}"  # the log has the reason
        texts = DemoTexts(source.note, source.short_note, broker, reader)
        links = []
        if lacking:
            links.append(
                f"player: to see the ads in a browser, run pip install 'vitrina[player]' ({lacking} is missing)"
            )
        report = None
        if why := no_report_reason():
            links.append(f"report: {why}")
        else:
            report = _report(folder, kept_report)
            stack.callback(report.close)
        run = DemoRun(settings, texts, build.audience_rules(settings), links, source.stay_s)
        run.run_until_stopped(report, options.seconds)
        if picture:
            save_screen_svg(run.draw_screen_without_film(PICTURE_SIZE), picture)


@contextmanager
def _source(camera: str | None, folder: Path) -> Iterator[DemoSource]:
    if camera:
        yield camera_source(camera)
        return
    print("demo: downloading and preparing the recorded people ...", file=sys.stderr)
    with recorded_source(folder) as source:
        yield source


def _report(folder: Path, kept: Path) -> DemoReport:
    with suppress(OSError):  # the report says that its file cannot be written
        kept.parent.mkdir(parents=True, exist_ok=True)
    return DemoReport(folder, kept, ADVERTS)


def save_screen_svg(drawn: RenderableType, path: Path) -> None:
    """Write the screen as SVG, without the web fonts that the viewer's browser would download."""
    width, height = PICTURE_SIZE
    console = Console(record=True, width=width, height=height, file=io.StringIO(), force_terminal=True)
    console.print(drawn)
    svg = console.export_svg(title="vitrina demo")
    path.write_text(re.sub(r"@font-face\s*{.*?}\s*", "", svg, flags=re.DOTALL), encoding="utf-8")
