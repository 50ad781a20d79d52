"""Codes of the alerts that the server itself raises. docs/reference/alerts.md lists the codes of the kiosks."""

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")
MINUTE_MS = 60_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Code:
    """Severity, meaning and fix of an alert code.

    `lasts_ms`: time for which the problem must last before the alert is raised.
    """

    severity: str
    lasts_ms: int
    meaning: str
    cure: str


CODES = {
    "kiosk.silent": Code(
        "error",
        0,
        "no message for 10 minutes; for 40 hours if the kiosk last reported that the shop is closed",
        "check the kiosk's power and its network, then run `sudo vitrina status` on the kiosk",
    ),
    "kiosk.paused": Code(
        "warning",
        15 * MINUTE_MS,
        "paused for 15 minutes, for a reason other than opening hours",
        "the reason names the missing part, such as the notice. For details, run `sudo vitrina status` on the kiosk",
    ),
    "kiosk.degraded": Code(
        "warning",
        10 * MINUTE_MS,
        "running without a part, such as the microphone, for 10 minutes",
        "the reason names the part. The kiosk's own alert describes the fix",
    ),
    "kiosk.outbox": Code(
        "warning",
        15 * MINUTE_MS,
        "1,000 messages or more have been queued in the kiosk's outbox for 15 minutes",
        "check the kiosk's network and the broker's limits",
    ),
    "kiosk.loss": Code(
        "error",
        0,
        "messages of the last day that the kiosk had deleted before central asked for them",
        "raise `[outbox] max_mb` on the kiosk. Check the kiosk's network and the broker's queue limits",
    ),
    "kiosk.clone": Code(
        "error",
        0,
        "messages of the last day with numbers that are already stored from another kiosk with the same name",
        "two kiosks have the same tenant, site and device: change one of them. To list the messages, run"
        " `vitrina-central quarantine list`",
    ),
    "kiosk.clock": Code(
        "warning",
        15 * MINUTE_MS,
        "for 15 minutes the kiosk has had no time, or a time that may be off by 2 s or more",
        "run `timedatectl` on the kiosk and check its time server",
    ),
    "kiosk.rate": Code(
        "warning",
        30 * MINUTE_MS,
        "fewer than 5 frames per second for 30 minutes: people who walk past are missed",
        "add light, use another USB port or set a smaller frame size. Then run `vitrina doctor` on the kiosk",
    ),
    "server.silent": Code(
        "error",
        0,
        "more than 10 kiosks, and a quarter of all, fell silent at about the same time; this one alert replaces theirs",
        "run `vitrina-central doctor` to check the broker and this server's connection to it",
    ),
    "server.broker": Code(
        "error",
        0,
        "the broker refuses this server, or another client took over its session; the pages still work, but no"
        " message is stored",
        "run `vitrina-central doctor`. Then correct [broker] in the settings, or stop the server that runs on a copy of"
        " this store",
    ),
    "server.disk": Code(
        "error",
        5 * MINUTE_MS,
        "less than 2 GB are free in the folder of the store",
        "free some disk space: when the disk is full, nothing is stored",
    ),
    "server.pages": Code(
        "error",
        0,
        "the pages do not answer, or five requests got status 500 within 10 minutes; messages are still stored",
        "the server tries again every 10 s. To find the reason in the log, run `journalctl -u vitrina-central`",
    ),
    "server.sums": Code(
        "error",
        5 * MINUTE_MS,
        "the totals of some days could not be computed for 5 minutes: they are too large, or the database rejects them",
        "the log names the day, the site and the reason. If a kiosk sends impossible numbers, give it a new password",
    ),
    "server.retention": Code(
        "error",
        5 * MINUTE_MS,
        "data past its retention time has not been deleted for 5 minutes after that was due",
        "the log contains the reason. To try again now, run `vitrina-central forget`",
    ),
    "server.backup": Code(
        "warning",
        0,
        "the last `vitrina-central backup` failed or did not end within a day, or the newest is older than"
        " `[central] backup_days` (8; 0: no alert); there is no alert before the first backup was started",
        "run `vitrina-central backup FILE`, which prints the problem, such as a full disk. Then check the backup timer",
    ),
    "server.fleet": Code(
        "error",
        30 * MINUTE_MS,
        "the signatures with which kiosks look for updates and settings have not been renewed for 30 minutes after"
        " that was due; after seven days kiosks accept nothing new, and measure on",
        "the log contains the reason, such as a missing key. Restore `[central] fleet_keys` from a backup, or make new"
        " keys with `vitrina-central fleet rotate`",
    ),
    "server.rollout": Code(
        "error",
        0,
        "central stopped a rollout of a program, because more kiosks than its plan allows returned to their former"
        " program or fell silent; or its next release could not be signed",
        "open the page Kiosks, or run `vitrina-central rollout show`. Then let the rollout go on, or sign another plan",
    ),
    "server.certificate": Code(
        "warning",
        0,
        "the certificate in `[web] certificate` expires within 14 days, or cannot be read",
        "renew the certificate and restart the server",
    ),
}


def cure_text(code: str) -> str:
    """Sentence that tells the reader how to fix the problem."""
    if code in CODES:
        cure = CODES[code].cure
        return f"{cure[0].upper()}{cure[1:]}."
    return f"Look up {code} under /help/reference/alerts.html, or with vitrina docs alerts."
