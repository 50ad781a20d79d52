"""Parts of the documents about the central server: settings, alerts, rights, and the method of its reports."""

import json
import re


def method() -> str:
    """Meaning of every number of a report."""
    from central.reports.rendering.method import method_markdown

    return method_markdown()


def web_settings() -> str:
    """Settings of the pages."""
    from central.web_settings import WebSection

    rows = ["| `[web]` | default | meaning |", "|---|---|---|"]
    for name, field in WebSection.model_fields.items():
        default = json.dumps(list(field.default) if isinstance(field.default, tuple) else field.default)
        rows.append(f"| `{name}` | {'none' if default == 'null' else f'`{default}`'} | {field.description} |")
    return "\n".join(rows) + "\n"


def oidc_settings() -> str:
    """Settings of the single sign-on."""
    from central.oidc_settings import OidcSection

    rows = ["| `[oidc]` | default | meaning |", "|---|---|---|"]
    for name, field in OidcSection.model_fields.items():
        value = list(field.default) if isinstance(field.default, tuple) else field.default
        default = "none" if value in (None, "") else f"`{json.dumps(value)}`"
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def enrolment_settings() -> str:
    """Settings of the enrolment of kiosks."""
    from central.enrolment_settings import EnrolmentSection

    rows = ["| `[enrolment]` | default | meaning |", "|---|---|---|"]
    for name, field in EnrolmentSection.model_fields.items():
        default = "none" if field.default is None else f"`{json.dumps(field.default)}`"
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def alert_settings() -> str:
    """Settings of alerts."""
    from central.alert_settings import AlertsSection, WebhookSection
    from central.smtp_settings import SmtpSection

    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for section, kind in (("alerts", AlertsSection), ("alerts.smtp", SmtpSection), ("alerts.webhook", WebhookSection)):
        for name, field in kind.model_fields.items():
            if name in ("smtp", "webhook"):
                continue
            value = list(field.default) if isinstance(field.default, tuple) else field.default
            shown = "wanted" if field.is_required() else "none" if value is None else f"`{json.dumps(value)}`"
            rows.append(f"| `[{section}] {name}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"


def alert_codes() -> str:
    """The server's own alerts."""
    from central.alerts.codes import CODES

    rows = ["| code | it means | what to do |", "|---|---|---|"]
    rows += [f"| `{name}` | {code.meaning} | {code.cure} |" for name, code in CODES.items()]
    return "\n".join(rows) + "\n"


def access() -> str:
    """Table of who may use each route of central's pages and API, from the application."""
    from central.store.tokens import MANAGE, READ, WRITE
    from central.store.users import Role
    from central.web.api.endpoint import PREFIX
    from central.web.app import all_routes
    from central.web.routes import RoleRoute

    of_tokens = [f"`{access}` token" for access in (READ, WRITE, MANAGE)]
    heads = ["route", "signed out", *(str(role) for role in Role), *of_tokens]
    rows: dict[str, list[bool]] = {}
    for route in all_routes():
        if not isinstance(route, RoleRoute):
            continue
        takes_tokens = route.path.startswith(PREFIX)
        tokens = [takes_tokens and route.needs <= role for role in (Role.VIEWER, Role.EDITOR, Role.EDITOR)]
        tokens[-1] |= route.takes_manage
        path = re.sub(r"(?<!openapi)\.(csv|json|html|pdf)$", ".csv`, `.json`, `.html`, `.pdf", route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            rows[f"{method} {path}"] = [False, *(role >= route.needs for role in Role), *tokens]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| `{name}` | {' | '.join('yes' if may else '' for may in cells)} |" for name, cells in rows.items()]
    return "\n".join(lines) + "\n"
