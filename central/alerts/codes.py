"""Codes of the server's own alerts. Those of the kiosks are in docs/troubleshooting.md."""

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")
MINUTE_MS = 60_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Code:
    """Severity, meaning and cure of a code. `lasts_ms`: time for which the problem must hold before it is raised."""

    severity: str
    lasts_ms: int
    meaning: str
    cure: str


CODES = {
    "kiosk.silent": Code(
        "error",
        0,
        "no message for 10 minutes; for 40 hours where the kiosk's last word was that the shop is closed",
        "look at its power and its network; then `sudo vitrina status` on the kiosk",
    ),
    "kiosk.paused": Code(
        "warning",
        15 * MINUTE_MS,
        "paused for 15 minutes, for another reason than opening hours",
        "the reason says what is missing, such as the notice; `sudo vitrina status` on the kiosk",
    ),
    "kiosk.degraded": Code(
        "warning",
        10 * MINUTE_MS,
        "without a part, such as the microphone, for 10 minutes",
        "the reason names the part; the kiosk's own alert says what to do",
    ),
    "kiosk.outbox": Code(
        "warning",
        15 * MINUTE_MS,
        "1,000 messages or more have waited in the kiosk's outbox for 15 minutes",
        "look at the kiosk's network, and at the limits of the broker",
    ),
    "kiosk.loss": Code(
        "error",
        0,
        "messages of the last day that the kiosk no longer kept when they were missed",
        "raise `[outbox] max_mb` of the kiosk; look at its network, and at the queue limits of the broker",
    ),
    "kiosk.clone": Code(
        "error",
        0,
        "messages of the last day with numbers that the store has from another kiosk of the same name",
        "two kiosks have the same tenant, site and device: change one. `vitrina-central quarantine list` shows the"
        " messages",
    ),
    "kiosk.clock": Code(
        "warning",
        15 * MINUTE_MS,
        "the kiosk does not know the time, or to 2 s only, for 15 minutes",
        "see to the kiosk's time server: `timedatectl` on the kiosk",
    ),
    "kiosk.rate": Code(
        "warning",
        30 * MINUTE_MS,
        "fewer than 5 pictures a second for 30 minutes: who walks by is missed",
        "more light, another USB socket, a smaller picture; `vitrina doctor` on the kiosk",
    ),
    "server.silent": Code(
        "error",
        0,
        "more than 10 kiosks, and a quarter of all, fell silent at about the same time; it stands for all of them",
        "look at the broker, and at this server's way to it: `vitrina-central doctor`",
    ),
    "server.broker": Code(
        "error",
        0,
        "the broker refuses this server, or another client took over its session; pages go on, no message is stored",
        "correct [broker] in the settings; stop a server with a copy of this store: `vitrina-central doctor`",
    ),
    "server.disk": Code(
        "error",
        5 * MINUTE_MS,
        "less than 2 GB are free in the folder of the store",
        "make room: when the disk is full nothing is stored",
    ),
    "server.pages": Code(
        "error",
        0,
        "the pages do not answer, or five requests got status 500 within 10 minutes; messages are stored all the same",
        "the server tries again every 10 s; the log says why: `journalctl -u vitrina-central`",
    ),
    "server.sums": Code(
        "error",
        5 * MINUTE_MS,
        "the totals of some days have not been made for 5 minutes: they do not fit, or the database refuses them",
        "the log names the day, the site and the reason; a kiosk that sends impossible numbers needs a new password",
    ),
    "server.retention": Code(
        "error",
        5 * MINUTE_MS,
        "what is older than it is kept has not been deleted for 5 minutes after that was due",
        "the log says why; `vitrina-central forget` tries it now",
    ),
    "server.backup": Code(
        "warning",
        0,
        "the last `vitrina-central backup` failed or did not end within a day, or the newest is older than"
        " `[central] backup_days` (8; 0: no alert); nothing is missed where none was ever begun",
        "run `vitrina-central backup FILE`: it prints what is wrong, such as a full disk; then look at its timer",
    ),
    "server.certificate": Code(
        "warning",
        0,
        "the certificate of `[web] certificate` ends within 14 days, or cannot be read",
        "renew it, and restart the server",
    ),
}


def cure_text(code: str) -> str:
    """Sentence that says what to do."""
    if code in CODES:
        cure = CODES[code].cure
        return f"{cure[0].upper()}{cure[1:]}."
    return f"Look up {code} in docs/troubleshooting.md."
