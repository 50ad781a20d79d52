"""Connections of a deployment: a table, and a drawing that has the same ports."""

from dataclasses import dataclass

from edge.settings.pages import ConsoleSettings, MetricsSettings
from edge.settings.playback import PlaybackSettings
from edge.settings.player import PlayerSettings
from edge.settings.section import SettingsSection
from made.text import wrapped_lines

BROKER_PORT = 8883
WIDTH, HEIGHT = 640, 804


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection, in the direction in which it is opened."""

    source: str
    target: str
    port: str
    purpose: str


def _port(section: type[SettingsSection]) -> int:
    """Default of the port in a section of the kiosk's settings."""
    return int(section.model_fields["port"].default)


def list_connections() -> list[Connection]:
    """All connections, those of the kiosk first."""
    console = _port(ConsoleSettings)
    return [
        Connection("kiosk", "MQTT broker", f"{BROKER_PORT}/tcp, TLS", "messages, commands and playlists"),
        Connection(
            "kiosk",
            "central server",
            "443/tcp, HTTPS",
            "enrolment once; videos of your playlists; signed updates and settings",
        ),
        Connection("kiosk", "network camera", "554/tcp (RTSP), or 80, 443", "frames of a camera with an address"),
        Connection("kiosk", "time and name servers of the shop", "123/udp, 53", "clock and names"),
        Connection(
            "technician's phone",
            "kiosk",
            f"{console}/tcp, HTTPS",
            "console, only while `vitrina console --for` runs at the kiosk, for one phone",
        ),
        Connection(
            "another media player", "MQTT broker", f"{BROKER_PORT}/tcp, TLS", "plays, if it reports them by MQTT"
        ),
        Connection("central server", "MQTT broker", f"{BROKER_PORT}/tcp, TLS", "messages, requests, playlists"),
        Connection("central server", "PostgreSQL", "Unix socket, or 5432/tcp with TLS", "the store; none with SQLite"),
        Connection("central server", "mail server, webhook", "587/tcp, 443/tcp", "alerts and the Monday mail"),
        Connection("central server", "OpenID provider", "443/tcp, HTTPS", "single sign-on, only with `[oidc]`"),
        Connection("browser of a user", "central server", "443/tcp, HTTPS", "pages and reports"),
        Connection("your programs", "central server", "443/tcp, HTTPS", "API, with a token"),
        Connection("your programs", "MQTT broker", "8883/tcp, TLS", "messages, with the account `reader`"),
    ]


def local_ports() -> str:
    """Sentence about the ports that a kiosk opens on its own loopback address."""
    return wrapped_lines(
        f"On the kiosk, these ports listen on 127.0.0.1 only: {_port(PlayerSettings)} (player page),"
        f" {_port(ConsoleSettings)} (console), {_port(PlaybackSettings)} (plays of other players),"
        f" {_port(MetricsSettings)} (Prometheus)."
    )


def connections_table() -> str:
    """The connections as a table."""
    rows = ["| from | to | port | for |", "|---|---|---|---|"]
    rows += [f"| {each.source} | {each.target} | {each.port} | {each.purpose} |" for each in list_connections()]
    return "\n".join(rows) + "\n"


_STYLE = """  text { font: 17px system-ui, sans-serif; fill: #1f2933; }
  .small { font-size: 15px; fill: #52606d; }
  .name { font-weight: 600; }
  .box { fill: #eef4fb; stroke: #3b6ea5; stroke-width: 1.2; }
  .core { fill: #e7f5ec; stroke: #2f855a; stroke-width: 1.2; }
  .out { fill: #f6f6f4; stroke: #9aa5b1; stroke-width: 1.2; stroke-dasharray: 4 3; }
  .wall { stroke: #b83232; stroke-width: 3; stroke-dasharray: 10 5; }
  .arrow { fill: none; stroke: #52606d; stroke-width: 1.6; marker-end: url(#tip); }
  .back { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e7eb; } .small { fill: #9aa5b1; } .back { fill: #15181c; }
    .box { fill: #1d2b3a; } .core { fill: #173224; } .out { fill: #22262b; } .arrow { stroke: #9aa5b1; }
  }
"""
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#7b8794"/></marker></defs>'
)


def _box(kind: str, x: int, y: int, width: int, height: int, name: str, *lines: str) -> list[str]:
    """A box with its name and lines below it."""
    middle = x + width // 2
    texts = [f'<text class="name" x="{middle}" y="{y + 26}" text-anchor="middle">{name}</text>']
    texts += [
        f'<text class="small" x="{middle}" y="{y + 48 + 20 * at}" text-anchor="middle">{line}</text>'
        for at, line in enumerate(lines)
    ]
    return [f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>', *texts]


def _area(y: int, height: int, name: str) -> list[str]:
    """A frame around the machines of one place."""
    return [
        f'<rect class="out" x="8" y="{y}" width="{WIDTH - 16}" height="{height}" rx="6"/>',
        f'<text class="name" x="22" y="{y + 26}">{name}</text>',
    ]


def _arrow(path: str) -> str:
    return f'<path class="arrow" d="{path}"/>'


def _label(x: int, y: int, text: str, anchor: str = "start") -> str:
    return f'<text class="small" x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>'


def _shop() -> list[str]:
    return [
        *_area(8, 310, "Shop"),
        *_box("box", 22, 48, 200, 62, "camera", "USB, or an address"),
        *_box("box", 22, 128, 200, 62, "screen", "HDMI"),
        *_box("box", 22, 208, 200, 94, "technician's phone", "only while a person", "at the kiosk allows it"),
        *_box(
            "core",
            352,
            48,
            266,
            254,
            "kiosk",
            "frames stay in memory",
            "",
            "ports for itself only:",
            f"{_port(PlayerSettings)} player page",
            f"{_port(ConsoleSettings)} console",
            f"{_port(PlaybackSettings)} other players",
            f"{_port(MetricsSettings)} Prometheus",
        ),
        _arrow("M222 79H350"),
        _label(286, 71, "frames", "middle"),
        _arrow("M352 159H224"),
        _label(286, 151, "ads", "middle"),
        _arrow("M222 255H350"),
        _label(286, 247, f"HTTPS {_port(ConsoleSettings)}", "middle"),
    ]


def _headquarters() -> list[str]:
    return [
        f'<path class="wall" d="M8 366H{WIDTH - 8}"/>',
        _label(22, 352, "firewall: no connection comes in"),
        *_area(430, 266, "Headquarters or hosting"),
        *_box("core", 22, 488, 226, 84, "central server", "pages, API, alerts"),
        *_box("box", 392, 488, 226, 84, "MQTT broker", "queues messages", "while central is offline"),
        *_box("box", 22, 620, 226, 62, "database", "SQLite or PostgreSQL"),
        *_box("box", 392, 620, 226, 62, "mail, webhook", "alerts"),
        *_box("box", 157, 730, 226, 62, "your browser", "computer or phone"),
        _arrow("M505 302V486"),
        _label(515, 404, f"MQTT {BROKER_PORT}"),
        _arrow("M370 302V505H250"),
        _label(360, 404, "HTTPS 443: enrolment, videos", "end"),
        _arrow("M248 530H390"),
        _label(336, 524, f"MQTT {BROKER_PORT}", "middle"),
        _arrow("M135 572V618"),
        _arrow("M248 546H300V651H390"),
        _label(310, 606, "587, 443"),
        _arrow("M270 730V562H250"),
        _label(282, 718, "HTTPS 443"),
    ]


def draw_deployment() -> str:
    """The drawing as SVG. It is taller than wide, so that its words can be read on a phone."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            ' aria-label="Machines and ports of a deployment: shop, firewall, headquarters, browser">',
            f"<style>\n{_STYLE}</style>",
            _TIP,
            f'<rect class="back" width="{WIDTH}" height="{HEIGHT}"/>',
            *_shop(),
            *_headquarters(),
            "</svg>\n",
        ]
    )
