"""Files that are mutated, and the tests that judge each: the test file of the same name, and those named here.

Every file of `FOLDERS` is mutated, except for those of `LEFT_OUT`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FOLDERS = (
    "central/alerts",
    "central/gaps",
    "central/oidc",
    "central/recommend",
    "central/reports",
    "central/statistics",
    "central/store",
    "edge/audience",
    "edge/fleet",
    "edge/kiosk",
    "edge/kiosk/console",
    "edge/kiosk/process",
    "edge/kiosk/screen",
    "edge/kiosk/stages",
    "edge/kiosk/state",
    "edge/law",
    "edge/markup",
    "edge/media",
    "edge/messages",
    "edge/messages/payloads",
    "edge/onvif",
    "edge/papers",
    "edge/perception",
    "edge/perception/audio",
    "edge/perception/audio/echo",
    "edge/perception/body",
    "edge/perception/text",
    "edge/perception/vision",
    "edge/playlist",
    "edge/screen",
    "edge/screen/feeds",
    "edge/screen/notice",
    "edge/screen/player",
    "edge/screen/remote",
    "edge/statistics",
    "edge/study",
    "edge/study/analysis",
    "edge/study/measures",
    "edge/study/questionnaires",
    "edge/study/report",
    "edge/uplink/outbox",
    "edge/uplink/publisher",
    "firmware_bridge",
    "firmware_bridge/kits",
)

FILES = (
    "central/fleet/rings.py",
    "central/fleet/stored_memory.py",
    "central/settings_variables.py",
    "edge/address_secrets.py",
    "edge/face_matching.py",
    "edge/intended_purpose.py",
    "edge/place_cells.py",
    "edge/settings/papers.py",
    "edge/settings/remote.py",
    "edge/settings/remote_files.py",
    "edge/settings/remote_rules.py",
    "edge/staff_tracks.py",
    "edge/variable_values.py",
    *(
        f"edge/sources/camera/{name}.py"
        for name in (
            *("backlog", "capture_job", "decoder_fallback", "decoder_file", "decoder_trial", "decoders"),
            "gst_packet_writer",
            *(
                "address",
                "frame_rate",
                "gst_errors",
                "gst_formats",
                "gst_packet_writer",
                "gst_packets",
                "gst_pipeline",
                "gst_times",
            ),
            *("http_filter", "jpeg", "network_address", "rtsp_filter", "thinning"),
        )
    ),
)
"""Files beside the folders."""

_STAGE = "a stage: runs in a thread and reads a device"
_SYSTEM = "talks to the system: files, sockets, signals"
_BUILDS = "builds or holds the parts of a kiosk, and computes nothing"
_DATABASE = "opens and repairs the SQLite file"
_BROKER = "talks with the broker; tests/system judges it with a real one"
_PORT = "opens serial ports"
_PAGE = "serves the page; tests/edge/screen/player judges it through a real socket"

_STUDY = (
    "keeps files, keys or the database of a study; tests/edge/study/test_study.py and others judge it with real ones"
)

_PLAYER = "talks with a player; tests/edge/screen/feeds judges it through a real socket"

_TABLES = "tables, and nothing is computed; tests/central/store/test_migrations.py compares them with the migrations"
_ENGINE = "opens a database, or speaks its dialect; tests/central/store judges it with both databases"
_POSTGRES = "for PostgreSQL only; tests/central/store judges it with a real server, which a mutant has not"
_CHANNEL = "sends; tests/central/alerts judges it with a real server of mail or HTTP"

# Files of the folders that are not mutated. Their purpose is a device, a file, a process, a socket or a thread.
LEFT_OUT = {
    **{f"central/alerts/{name}.py": _CHANNEL for name in ("channels", "mail", "sending", "smtp", "webhook")},
    "central/alerts/addresses.py": "resolves names; tests/central/alerts/test_addresses.py judges it with sockets",
    "central/oidc/exchange.py": _CHANNEL,
    "central/oidc/provider.py": "asks a provider; tests/central/web/test_oidc.py judges it with one on loopback",
    **{f"central/oidc/{name}.py": "values, and nothing is computed" for name in ("person", "refusal")},
    "central/reports/fetch.py": _POSTGRES,
    "central/reports/film_frames.py": "starts ffmpeg; tests/central/web/test_creative_page.py judges it with films",
    **{f"central/store/{name}.py": _ENGINE for name in ("database", "dialect", "location", "migrating")},
    **{f"central/store/{name}.py": _ENGINE for name in ("copies", "running_servers", "sqlite", "streaming")},
    **{f"central/store/{name}.py": _POSTGRES for name in ("copy_format", "held_lock", "postgres")},
    "central/store/columns.py": _TABLES,
    "central/store/secrets.py": "draws tokens by chance",
    "edge/fleet/main.py": "parses arguments; tests/edge/fleet/test_by_hand.py runs it",
    "edge/fleet/parts.py": _BUILDS,
    "edge/fleet/state_folder.py": _SYSTEM,
    "edge/onvif/networks.py": _SYSTEM,
    "edge/kiosk/assemble.py": _BUILDS,
    "edge/uplink/outbox/migrations.py": "statements of SQLite; tests/edge/uplink/outbox/test_file.py runs them",
    "edge/kiosk/stages/audience_loop.py": "a stage: runs in a thread",
    "edge/kiosk/build.py": _BUILDS,
    "edge/kiosk/screen/build_view.py": _BUILDS,
    "edge/kiosk/stages/camera_lock.py": _SYSTEM,
    "edge/kiosk/stages/camera_stage.py": _STAGE,
    "edge/kiosk/stages/comment_stage.py": "a stage: runs in a thread",
    "edge/kiosk/core.py": _BUILDS,
    "edge/kiosk/stages/feed_stage.py": "a stage: runs in a thread",
    "edge/kiosk/screen/feeds.py": _BUILDS,
    "edge/kiosk/state/fleet_link.py": _BUILDS,
    "edge/kiosk/kiosk.py": _BUILDS,
    "edge/kiosk/stages/kit_stage.py": _STAGE,
    "edge/kiosk/process/lock.py": _SYSTEM,
    "edge/kiosk/times.py": "times in seconds, and nothing is computed",
    "edge/kiosk/process/memory.py": _SYSTEM,
    "edge/kiosk/stages/microphone_stage.py": _STAGE,
    "edge/kiosk/console/network_console.py": _SYSTEM,
    "edge/kiosk/parts.py": _BUILDS,
    "edge/kiosk/screen/player.py": _BUILDS,
    "edge/kiosk/process/reload.py": "holds settings; test_reload.py judges it with kiosks that run",
    "edge/kiosk/run.py": _SYSTEM,
    "edge/kiosk/screen/screen_holds.py": _BUILDS,
    "edge/kiosk/screen/setup_view.py": "opens a camera in a thread; test_setup_view.py judges it",
    "edge/kiosk/state/status.py": "a text for people; test_status_socket.py reads it through a socket",
    "edge/kiosk/process/status_socket.py": _SYSTEM,
    "edge/kiosk/stages/supervisor.py": "starts and stops threads",
    "edge/kiosk/state/system_stats.py": _SYSTEM,
    "edge/kiosk/process/systemd.py": _SYSTEM,
    "edge/media/check.py": "starts a child process; tests/edge/media/test_check.py judges it with real files",
    "edge/media/child.py": "starts child processes; tests/edge/media/test_child.py judges it with real ones",
    "edge/media/ffmpeg.py": "starts ffmpeg; tests/edge/media/test_sound.py judges it with real files",
    "edge/media/file_reader.py": "runs in a child process; tests/edge/media/test_check.py judges it with real files",
    "edge/media/sound.py": "starts ffmpeg; tests/edge/media/test_sound.py judges it with real files",
    "edge/media/stills_reader.py": "runs in a child process; tests/edge/media/test_stills.py judges it by real files",
    "edge/perception/runtime.py": "opens networks in ONNX Runtime or TensorRT",
    "edge/perception/vision/detector.py": "calls MediaPipe",
    "edge/perception/vision/drawn_faces.py": "draws a face to try the detectors on",
    "edge/screen/feeds/anthias.py": _PLAYER,
    "edge/screen/feeds/anthias_request.py": _PLAYER,
    "edge/screen/feeds/broadsign.py": _PLAYER,
    "edge/screen/feeds/http_feed.py": _PLAYER,
    "edge/screen/feeds/mpv.py": _PLAYER,
    "edge/screen/feeds/server.py": _PLAYER,
    "edge/screen/feeds/thread_feed.py": _PLAYER,
    "edge/screen/notice/door_sign.py": "draws; tests/edge/screen/notice/test_door_sign.py reads the sign",
    "edge/screen/notice/errors.py": "a text for people",
    "edge/screen/notice/facts.py": "values, and nothing is computed",
    "edge/screen/notice/fonts.py": _SYSTEM,
    "edge/screen/notice/public_style.py": "a style sheet, and nothing is computed",
    "edge/screen/player/access.py": _PAGE,
    "edge/screen/player/connection.py": _PAGE,
    "edge/screen/player/errors.py": "an error, and nothing is computed",
    "edge/screen/player/feed.py": _PAGE,
    "edge/screen/player/items.py": "values, and nothing is computed",
    "edge/screen/player/page_events.py": "values, and nothing is computed",
    "edge/screen/player/notice_routes.py": _PAGE,
    "edge/screen/player/page_link.py": _PAGE,
    "edge/screen/player/say.py": _PAGE,
    "edge/screen/player/server.py": _PAGE,
    **{
        f"edge/study/{name}.py": _STUDY
        for name in (
            *(
                "attribute_values",
                "cipher",
                "database",
                "definition",
                "key_check",
                "keys",
                "notes",
                "participants",
                "plans",
                "record_file",
                "recorder",
            ),
            *("session_lock", "sessions", "study", "tombstone", "withdrawal"),
        )
    },
    "edge/study/errors.py": "errors, and nothing is computed",
    "edge/study/dictionary.py": "a table of columns; docs/reference/data-dictionary.md is made from it",
    "edge/study/report/results.py": "values, and nothing is computed",
    "edge/study/report/style.py": "a style sheet, and nothing is computed",
    "edge/uplink/outbox/database.py": _DATABASE,
    "edge/uplink/outbox/file.py": _DATABASE,
    "edge/uplink/outbox/file_watch.py": _DATABASE,
    "edge/uplink/outbox/inspect.py": _DATABASE,
    "edge/uplink/outbox/wal.py": _DATABASE,
    "edge/uplink/publisher/connection.py": _BROKER,
    "edge/uplink/publisher/in_flight.py": _BROKER,
    "edge/uplink/publisher/publisher.py": _BROKER,
    "firmware_bridge/__main__.py": "calls the command",
    "firmware_bridge/kit_session.py": _PORT,
    "firmware_bridge/live_reader.py": _PORT,
    "firmware_bridge/transport.py": _PORT,
}

_A = "tests/edge/audience/"
_E = "tests/edge/perception/audio/echo/"
_V = "tests/edge/perception/vision/"
_F = "tests/firmware_bridge/"
_M = "tests/edge/study/measures/"
_R = "tests/edge/study/report/"
_CORE = (f"{_A}test_audience.py", f"{_A}test_batches.py", f"{_A}test_reactions.py")
_MEASURES = f"{_A}test_measures.py"
_PRIVACY = (f"{_A}test_differencing.py", f"{_A}test_attacker.py")
_CANCELLERS = (f"{_E}test_file_canceller.py", f"{_E}test_loopback_canceller.py")
_PAYLOADS = (
    "tests/edge/messages/test_build.py",
    "tests/edge/messages/test_nothing_else_leaves.py",
    "tests/edge/messages/test_schema.py",
    "tests/edge/kiosk/state/test_health.py",
)
_FRAMES = (f"{_F}kits/test_bitalino.py", f"{_F}kits/test_shimmer3.py")
_LINES = tuple(f"{_F}kits/test_{kit}.py" for kit in ("ble_hr", "csv_lines", "grove", "pulsesensor"))

_ALERTS = ("tests/central/alerts/test_rules.py", "tests/central/alerts/test_steps.py")
_ADVICE = tuple(f"tests/central/recommend/test_{name}.py" for name in ("advice", "effects", "rails"))
_C = "tests/central/reports/"
_P = "tests/central/playlists/"
_SUMS = ("tests/central/store/test_sums.py", f"{_C}test_rollups.py")
_ACCOUNTS = ("tests/central/store/test_accounts.py",)
_MAIL = ("tests/central/weekly/test_keeper.py",)
_MESSAGES = ("tests/central/store/test_store.py", "tests/central/store/test_quarantine.py")

_REPORTS = tuple(f"{_C}test_{name}.py" for name in ("experiments", "fleet", "recommendation", "rollups"))

# Tests that judge a file too, and that take about a second.
ALSO: dict[str, tuple[str, ...]] = {
    "edge/papers/docx_file.py": ("tests/edge/papers/test_write.py",),
    "edge/papers/paper.py": ("tests/edge/papers/test_build.py",),
    "edge/papers/pdf_file.py": ("tests/edge/papers/test_write.py",),
    **{f"central/alerts/{name}.py": _ALERTS for name in ("codes", "facts", "rules", "steps")},
    "edge/onvif/client.py": ("tests/edge/onvif/test_connection.py", "tests/edge/tools/camera/test_search.py"),
    "edge/onvif/connection.py": ("tests/edge/onvif/test_client.py",),
    "edge/onvif/media.py": ("tests/edge/onvif/test_connection.py",),
    "edge/onvif/soap.py": ("tests/edge/onvif/test_connection.py",),
    "central/alerts/query.py": ("tests/central/alerts/test_keeper.py",),
    "central/alerts/texts.py": ("tests/central/alerts/test_mail.py", "tests/central/alerts/test_webhook.py"),
    "central/statistics/told.py": ("tests/central/statistics/test_seen.py",),
    "central/store/backups.py": ("tests/central/transfer/test_backup.py",),
    "central/gaps/keeper.py": ("tests/central/gaps/test_query.py",),
    **{
        f"central/recommend/{name}.py": _ADVICE
        for name in ("advice", "columns", "cycle", "effects", "gain", "posterior", "rails", "reasons", "target")
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_answers.py", f"{_C}test_whole_messages.py")
        for name in (
            *("answers", "build", "columns", "compare", "curves", "day_rows", "differences", "flow"),
            "measures",
            *("networks", "notes", "query", "seen", "selection", "sites", "sums", "trend_values", "values"),
        )
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_experiments.py",)
        for name in ("acceptance", "experiment", "experiment_values", "planned_ends", "winners")
    },
    "central/reports/first_second.py": (
        f"{_C}test_first_second.py",
        f"{_C}test_detector_errors.py",
        f"{_C}rendering/test_verdicts.py",
    ),
    **{
        f"edge/fleet/{name}.py": (f"tests/edge/fleet/test_{test}.py",)
        for name, test in (
            *(("archives", "by_hand"), ("reporter", "by_hand"), ("status_text", "by_hand"), ("step_file", "steps")),
            *(("tree_archive", "trees"), ("tree_facts", "trees"), ("tree_sums", "trees"), ("offers", "look")),
        )
    },
    "central/reports/experiment_ads.py": ("tests/central/web/test_marketer_pages.py",),
    **{
        f"central/{name}.py": ("tests/central/web/test_shared.py",)
        for name in (
            *("reports/experiment_plan", "reports/experiment_plan_values"),
            *("store/experiment_looks", "store/shared_links"),
        )
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_fleet.py", f"{_C}test_rollups.py")
        for name in ("creative_values", "creatives", "fleet", "fleet_values", "overview")
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_{test}.py",)
        for name, test in (
            ("day_curves", "drawn_stores"),
            ("difference_weeks", "difference_weeks"),
            ("shop_rows", "shop"),
            ("shop_values", "shop"),
            ("shown_values", "drawn_stores"),
            ("trend", "trend"),
            ("week_spans", "trend"),
        )
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_rollups.py",)
        for name in ("comment_answers", "comment_rows", "comment_values", "comments")
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_recommendation.py",)
        for name in (
            *("playlist_values", "playlists", "recommendation_evidence", "recommendation_rows"),
            "recommendation_values",
        )
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_tenant_overview.py",)
        for name in ("attention", "full_days", "site_day_rows", "tenant_overview_values")
    },
    **{
        f"central/reports/{name}.py": ("tests/central/serve/test_answer_keeper.py",)
        for name in ("kept_arrivals", "kept_experiments", "kept_making", "kept_parsing", "kept_values")
    },
    "central/reports/kept_lists.py": ("tests/central/web/test_kept_lists.py",),
    "central/reports/playlist_day.py": ("tests/central/web/test_ranges.py", "tests/central/web/test_kept_lists.py"),
    "central/store/kept_answers.py": ("tests/central/serve/test_answer_keeper.py",),
    **{f"central/store/{name}.py": _ACCOUNTS for name in ("attempts", "audit", "sessions", "tokens", "users")},
    **{
        f"central/store/{name}.py": ("tests/central/store/test_user_changes.py",)
        for name in ("account_mail", "first_link", "second_factors", "sign_in_steps", "user_links")
    },
    **{f"central/store/{name}.py": _MESSAGES for name in ("batch", "latest", "names", "panels", "rows", "store")},
    **{f"central/store/{name}.py": _SUMS for name in ("rollup_selects", "rollups", "sums")},
    "central/store/duplicates.py": (*_MESSAGES, "tests/central/ingest/test_ingester.py"),
    "edge/uplink/outbox/reaction_counts.py": ("tests/edge/tools/doctor/test_release.py",),
    "central/store/reaction_counts.py": ("tests/central/serve/test_release_advice.py",),
    "central/store/former_columns.py": ("tests/central/store/test_migrations.py",),
    "central/store/newest.py": ("tests/central/ingest/test_end_to_end.py",),
    "central/store/totals.py": (f"{_C}test_fleet.py",),
    **{f"central/store/{name}.py": ("tests/central/alerts/test_keeper.py",) for name in ("deliveries", "snoozing")},
    "central/store/open_alerts.py": ("tests/central/alerts/test_keeper.py", "tests/central/alerts/test_steps.py"),
    **{f"central/store/{name}.py": _MAIL for name in ("weekly_mail", "weekly_queue")},
    "central/reports/week_values.py": (f"{_C}test_week_news.py", f"{_C}rendering/test_weekly_words.py"),
    "central/fleet/stored_memory.py": ("tests/central/fleet/test_keeper.py",),
    "central/store/software.py": ("tests/central/store/test_rollouts.py",),
    "central/reports/rollout_values.py": (f"{_C}test_rollout.py",),
    "central/store/enrolments.py": ("tests/central/enrolment/test_enroller.py",),
    **{
        f"central/store/{name}.py": (f"{_P}test_sender.py", f"{_P}test_scheduled.py")
        for name in ("playlists", "scheduled")
    },
    **{
        f"central/{name}.py": ("tests/central/web/test_playlist_drafts.py", "tests/central/cli/test_playlist.py")
        for name in (
            *("reports/playlist_push", "reports/playlist_undo"),
            *("store/playable_ads", "store/playlist_drafts"),
        )
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_lift.py", "tests/central/cli/test_lift.py")
        for name in ("lift_forecast", "lift_rows", "lift_values")
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_lift.py", "tests/central/web/test_lift.py")
        for name in ("lift_list", "lift_measures", "sales_days")
    },
    **{
        f"central/reports/{name}.py": (f"{_C}test_impressions.py", f"{_C}test_impression_files.py")
        for name in ("impression_rows", "impression_totals", "impression_values")
    },
    "central/store/lift_plans.py": ("tests/central/sales/test_planning.py",),
    "central/store/reviews.py": (f"{_C}test_rollups.py", "tests/central/cli/test_comments.py"),
    "central/store/site_tags.py": (f"{_C}test_experiments.py", f"{_C}test_fleet.py"),
    "edge/audience/audience.py": (
        f"{_A}test_comments.py",
        f"{_A}test_batches.py",
        f"{_A}test_reactions.py",
        f"{_A}test_staff.py",
        f"{_A}test_badges.py",
    ),
    "edge/kiosk/state/place_file.py": ("tests/edge/kiosk/test_staff.py",),
    "edge/audience/matching.py": (f"{_A}test_people.py",),
    "edge/audience/overlap.py": (f"{_A}test_people.py", f"{_A}test_edges.py"),
    "edge/audience/comment_disclosure.py": (f"{_A}test_comments.py",),
    "edge/audience/comments.py": (f"{_A}test_dropped_comments.py",),
    "edge/audience/noise.py": (f"{_A}test_reaction_disclosure.py", f"{_A}test_comment_disclosure.py", _MEASURES),
    "edge/audience/places.py": (f"{_A}test_people.py",),
    "edge/audience/batches.py": (
        f"{_A}test_audience.py",
        f"{_A}test_badges.py",
        f"{_A}test_reactions.py",
        f"{_A}test_staff.py",
    ),
    "edge/audience/disclosure.py": (f"{_A}test_edges.py", f"{_A}test_people.py", *_CORE),
    "edge/audience/reaction_batch.py": (f"{_A}test_reaction_disclosure.py", _MEASURES, *_CORE),
    "edge/audience/reaction_disclosure.py": (
        f"{_A}test_noise.py",
        f"{_A}test_edges.py",
        f"{_A}test_people.py",
        _MEASURES,
        *_CORE,
    ),
    "edge/audience/exposure.py": (f"{_A}test_visits.py", _MEASURES, *_CORE),
    "edge/audience/ordering.py": (f"{_A}test_audience.py",),
    "edge/audience/people.py": (
        f"{_A}test_edges.py",
        f"{_A}test_disclosure.py",
        f"{_A}test_reaction_disclosure.py",
        *_CORE,
    ),
    "edge/audience/plays.py": (f"{_A}test_exposure.py", f"{_A}test_comments.py", f"{_A}test_visits.py", *_CORE),
    "edge/audience/reactions.py": (f"{_A}test_batches.py", f"{_A}test_audience.py"),
    "edge/audience/runs.py": (f"{_A}test_comments.py",),
    "edge/audience/rules.py": (f"{_A}test_visits.py", f"{_A}test_staff.py", *_CORE),
    "edge/audience/sensing.py": _CORE,
    "edge/audience/staff.py": (f"{_A}test_visits.py", f"{_A}test_clerks.py", *_CORE),
    "edge/audience/staff_filter.py": (f"{_A}test_badges.py",),
    "edge/audience/window_runs.py": (f"{_A}test_reactions.py",),
    "edge/audience/visits.py": (
        f"{_A}test_exposure.py",
        f"{_A}test_badges.py",
        f"{_A}test_staff.py",
        _MEASURES,
        *_CORE,
    ),
    "edge/kiosk/console/console_view.py": ("tests/edge/kiosk/console/test_console.py",),
    "edge/kiosk/state/debounce.py": ("tests/edge/kiosk/state/test_monitor.py",),
    "edge/kiosk/state/clocked_counts.py": ("tests/edge/kiosk/state/test_health.py",),
    "edge/kiosk/state/gauges.py": ("tests/edge/kiosk/state/test_health.py",),
    "edge/kiosk/state/hold.py": (
        "tests/edge/kiosk/state/test_study_hold.py",
        "tests/edge/kiosk/state/test_update_hold.py",
    ),
    "edge/kiosk/state/message_writer.py": ("tests/edge/kiosk/state/test_monitor.py",),
    "edge/kiosk/state/monitor.py": (
        "tests/edge/kiosk/state/test_message_writer.py",
        "tests/edge/kiosk/state/test_commands.py",
    ),
    "edge/kiosk/screen/notice_interlock.py": ("tests/edge/kiosk/screen/test_screen_holds.py",),
    "edge/kiosk/state/opt_out.py": ("tests/edge/kiosk/screen/test_screen_holds.py",),
    "edge/kiosk/state/pause_file.py": ("tests/edge/kiosk/state/test_commands.py",),
    "edge/kiosk/state/state.py": ("tests/edge/kiosk/state/test_monitor.py", "tests/edge/kiosk/state/test_commands.py"),
    "edge/messages/build.py": ("tests/edge/messages/test_nothing_else_leaves.py",),
    "edge/messages/commands.py": ("tests/edge/messages/test_schema.py",),
    **{
        f"edge/messages/payloads/{name}.py": _PAYLOADS
        for name in ("base", "comments", "fields", "former", "health", "play", "reaction", "state", "window")
    },
    "edge/messages/reference.py": ("tests/edge/messages/test_schema.py",),
    "edge/messages/schema.py": ("tests/edge/messages/test_build.py",),
    "edge/messages/wire.py": ("tests/edge/messages/test_commands.py", "tests/edge/messages/test_build.py"),
    "edge/perception/audio/echo/adaptive_filter.py": (f"{_E}test_residual_gate.py",),
    "edge/perception/audio/echo/render_buffer.py": (f"{_E}test_loopback_canceller.py",),
    "edge/perception/audio/echo/reference_track.py": (f"{_E}test_loopback_canceller.py",),
    "edge/perception/audio/sound_reader.py": ("tests/edge/perception/audio/test_laughter.py",),
    "edge/perception/body/tonic.py": ("tests/edge/perception/body/test_arousal.py",),
    "edge/perception/vision/class_mapping.py": (f"{_V}test_own_network.py",),
    "edge/perception/vision/expression.py": (f"{_V}test_own_network.py",),
    "edge/perception/vision/face_crop.py": (f"{_V}test_expression.py",),
    "edge/perception/vision/face_reading.py": (f"{_V}test_expression.py", f"{_V}test_smile.py"),
    "edge/perception/vision/filters.py": ("tests/edge/settings/test_masks.py",),
    "edge/perception/vision/gray_grid.py": (f"{_V}test_static_faces.py",),
    "edge/perception/vision/tracker.py": (f"{_V}test_assignment.py",),
    "edge/screen/notice/qr.py": ("tests/edge/screen/notice/test_door_sign.py",),
    "edge/screen/notice/texts.py": ("tests/edge/screen/notice/test_page.py",),
    "edge/playlist/values.py": ("tests/edge/screen/test_playlist_file.py", "tests/edge/playlist/test_program.py"),
    "edge/playlist/numbers.py": ("tests/edge/screen/test_schedule_file.py", "tests/edge/playlist/test_program.py"),
    "edge/playlist/schedule.py": ("tests/edge/playlist/test_program.py",),
    "edge/playlist/arm_days.py": ("tests/edge/playlist/test_day_design.py",),
    "edge/playlist/available.py": ("tests/edge/screen/test_playlist_file.py", "tests/edge/playlist/test_program.py"),
    "edge/playlist/hashing.py": ("tests/edge/playlist/test_arm_days.py",),
    "edge/screen/schedule_file.py": ("tests/edge/playlist/test_program.py",),
    "edge/screen/player/faults.py": ("tests/edge/screen/player/test_playback.py",),
    "edge/screen/player/play_log.py": ("tests/edge/screen/player/test_playback.py",),
    "edge/screen/play_values.py": ("tests/edge/screen/test_plays_file.py", "tests/edge/screen/test_playlist.py"),
    "edge/screen/play_feed.py": ("tests/edge/screen/test_checked_feed.py", "tests/edge/screen/test_playlist.py"),
    **{
        f"edge/sources/camera/{name}_filter.py": ("tests/edge/sources/camera/test_filters.py",)
        for name in ("http", "rtsp")
    },
    "edge/study/clocks.py": ("tests/edge/study/test_dictionary.py",),
    "edge/study/coverage.py": ("tests/edge/study/test_dictionary.py",),
    "edge/study/series.py": ("tests/edge/study/test_dictionary.py", "tests/edge/study/test_record_file.py"),
    **{f"edge/study/measures/{name}.py": (f"{_M}test_group.py",) for name in ("answers", "facts", "participant")},
    "edge/study/measures/table.py": (f"{_M}test_group.py", f"{_M}test_comparisons.py"),
    "edge/study/measures/values.py": (f"{_M}test_group.py", f"{_M}test_comparisons.py"),
    "edge/markup/elements.py": (f"{_R}test_page.py",),
    **{f"edge/study/report/{name}.py": (f"{_R}test_page.py",) for name in ("plots", "table")},
    "edge/study/report/paragraph.py": (f"{_R}test_plan.py",),
    "edge/uplink/outbox/outbox.py": (
        "tests/edge/uplink/outbox/test_database.py",
        "tests/edge/uplink/outbox/test_retention.py",
    ),
    "edge/uplink/outbox/retention.py": ("tests/edge/uplink/outbox/test_outbox.py",),
    "edge/uplink/outbox/sequence.py": ("tests/edge/uplink/outbox/test_outbox.py",),
    "edge/uplink/publisher/alert_texts.py": ("tests/edge/uplink/publisher/test_active_alerts.py",),
    "firmware_bridge/check_report.py": (f"{_F}test_testing.py",),
    "firmware_bridge/kit_checks.py": (f"{_F}test_testing.py",),
    "firmware_bridge/kit_under_test.py": (f"{_F}test_testing.py",),
    "firmware_bridge/plugins.py": (f"{_F}kits/test_registry.py", f"{_F}simulator/test_device.py"),
    "firmware_bridge/cobs.py": (f"{_F}kits/test_vitrina.py",),
    "firmware_bridge/device_clock.py": (f"{_F}test_kit_times.py",),
    "firmware_bridge/frames.py": _FRAMES,
    "firmware_bridge/heart.py": (f"{_F}test_vitals.py",),
    "firmware_bridge/kits/registry.py": (f"{_F}kits/test_own_kit.py",),
    "firmware_bridge/kits/vitrina.py": (f"{_F}board/test_protocol.py",),
    "firmware_bridge/lines.py": _LINES,
    "firmware_bridge/quality.py": (f"{_F}test_vitals.py",),
    "firmware_bridge/responses.py": (f"{_F}test_vitals.py",),
    "firmware_bridge/samples.py": (*_FRAMES, *_LINES, f"{_F}kits/test_vitrina.py", f"{_F}test_vitals.py"),
    "firmware_bridge/wave.py": (f"{_F}test_heart.py", f"{_F}test_vitals.py"),
}

# Tests that take longer. They run only for the mutants that survive the others.
SLOW: dict[str, tuple[str, ...]] = {
    **{
        f"central/store/{name}.py": ("tests/central/ingest/test_ingester.py", "tests/central/transfer/test_importer.py")
        for name in ("batch", "latest", "names", "panels", "quarantine", "rows", "store")
    },
    **{
        path.relative_to(ROOT).as_posix(): _REPORTS
        for path in sorted((ROOT / "central/reports").glob("*.py"))
        if path.name not in ("__init__.py", "fetch.py", "film_frames.py")
    },
    "edge/audience/batches.py": _PRIVACY,
    "edge/audience/comment_disclosure.py": (f"{_A}test_comment_attacks.py",),
    "edge/audience/comments.py": (f"{_A}test_comment_attacks.py",),
    "edge/audience/disclosure.py": _PRIVACY,
    "edge/audience/people.py": _PRIVACY,
    "edge/audience/reaction_disclosure.py": _PRIVACY,
    "edge/audience/reactions.py": (
        _MEASURES,
        *(f"{_A}test_{name}.py" for name in ("edges", "rules", "lot", "declared_staff", "clerks")),
    ),
    "edge/kiosk/state/commands.py": ("tests/edge/kiosk/test_restarts.py",),
    "edge/kiosk/state/pause_file.py": ("tests/edge/kiosk/test_restarts.py",),
    "edge/perception/audio/echo/adaptive_filter.py": _CANCELLERS,
    "edge/perception/audio/echo/canceller.py": _CANCELLERS,
    "edge/perception/audio/echo/delay.py": _CANCELLERS,
    "edge/perception/audio/echo/residual_gate.py": _CANCELLERS,
    "edge/perception/vision/class_mapping.py": (f"{_V}test_own_network.py",),
    "edge/perception/vision/expression.py": (f"{_V}test_own_network.py",),
    "edge/perception/vision/filters.py": (f"{_V}test_pipeline.py",),
    "edge/perception/vision/head_pose.py": (f"{_V}test_pipeline.py",),
    "edge/perception/vision/head_pose_filter.py": (f"{_V}test_pipeline.py",),
    "edge/perception/vision/track_confirmation.py": (f"{_V}test_pipeline.py",),
    "edge/perception/vision/tracker.py": (f"{_V}test_static_faces.py",),
    "firmware_bridge/heart.py": (f"{_F}test_bodies.py",),
    "firmware_bridge/quality.py": (f"{_F}test_bodies.py",),
    "firmware_bridge/responses.py": (f"{_F}test_bodies.py",),
    "firmware_bridge/vitals.py": (f"{_F}test_bodies.py",),
    "firmware_bridge/wave.py": (f"{_F}test_bodies.py",),
    **{
        f"firmware_bridge/{name}.py": (f"{_F}kits/test_faults.py",)
        for name in (
            *("cobs", "frames", "lines", "samples"),
            *(
                f"kits/{kit}"
                for kit in ("bitalino", "ble_hr", "csv_lines", "grove", "pulsesensor", "shimmer3", "vitrina")
            ),
        )
    },
}


@dataclass(frozen=True)
class Target:
    """One file, and the tests that judge it, in stages. The next stage judges what survives the one before."""

    path: str
    stages: tuple[tuple[str, ...], ...]

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")


def all_files() -> Iterator[str]:
    """Every source file of the folders, and those beside them."""
    yield from FILES
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).glob("*.py")):
            if file.name != "__init__.py":
                yield file.relative_to(ROOT).as_posix()


def targets() -> list[Target]:
    """Every file that is mutated."""
    return [_target(path) for path in all_files() if path not in LEFT_OUT]


def _target(path: str) -> Target:
    folder, _, name = path.rpartition("/")
    mirrored = f"tests/{folder}/test_{name}"
    tests = ((mirrored,) if (ROOT / mirrored).exists() else ()) + ALSO.get(path, ())
    return Target(path, tuple(stage for stage in (tests, SLOW.get(path, ())) if stage))
