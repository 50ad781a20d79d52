"""Page about one shop: its days, hours, ads and screens, for everybody who may see the shop."""

from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from central.languages.language import Language
from central.languages.recognition import translate_known
from central.reports.fleet_values import Kiosk
from central.reports.rendering.page_shop import missing_sentences, shop_facts, shop_figures, smile_text
from central.reports.rendering.text import NO_NUMBER, age_text, day_span_text, percent_text
from central.reports.shop import answer_shop
from central.reports.shop_values import Shop, ShopAd
from central.store.users import Role
from central.web.pages.alerts import cure_sentence
from central.web.pages.links import add_query, creative_path, shop_path
from central.web.queries import Filters, ShopQuery, parse_query
from central.web.report_lane import BY_DAYS
from central.web.request_context import RequestContext
from central.web.routes import page_route


@dataclass(frozen=True, slots=True)
class AdRow:
    """One ad as a row of the page. `sure`: its interval, or why there is none."""

    title: str
    creative: str
    path: str
    plays: int
    smile: str
    sure: str
    reported_share: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One kiosk with the age of its last message, and its problems, each with its fix."""

    kiosk: Kiosk
    heard: str
    problems: list[tuple[str, str]]


def show(context: RequestContext) -> Response:
    """Page about the shop in the path."""
    query = parse_query(ShopQuery, context.query, context.path)
    with context.read_view() as connection:
        shop = answer_shop(connection, context.scope, query.tenant, query.site, (query.from_, query.to), context.now_ms)
    title = shop.name or shop.site
    path = shop_path(shop.tenant, shop.site)
    return context.render_page(
        "shop_page.html.j2",
        shop=shop,
        title=title,
        path=path,
        place=", ".join(filter(None, (shop.city, shop.region))),
        days=day_span_text(shop.from_, shop.to, context.t),
        facts=shop_facts(shop, context.t),
        figures=shop_figures(shop, title, context.t),
        ads=[_ad_row(ad, shop, context.t) for ad in sorted(shop.ads, key=_fewest_smiles_last)],
        screens=[_screen(kiosk, shop, context.t) for kiosk in shop.kiosks],
        missing=missing_sentences(shop, context.t),
        query=query,
        may_edit=context.identity.role >= Role.EDITOR,
        said=partial(translate_known, "alert", context.t),
    )


def _fewest_smiles_last(ad: ShopAd) -> tuple[bool, float]:
    mean = None if ad.smile is None else ad.smile.mean
    return mean is None, -(mean or 0.0)


def _ad_row(ad: ShopAd, shop: Shop, t: Language) -> AdRow:
    smile, sure = smile_text(ad.smile, t)
    filters = Filters(from_=shop.from_, to=shop.to, site=[f"{shop.tenant}/{shop.site}"])
    return AdRow(
        title=ad.name or ad.creative,
        creative=ad.creative,
        path=add_query(creative_path(shop.tenant, ad.creative), filters),
        plays=ad.plays,
        smile=smile,
        sure=sure,
        reported_share=NO_NUMBER if ad.reported_share is None else percent_text(ad.reported_share, t=t),
    )


def _screen(kiosk: Kiosk, shop: Shop, t: Language) -> Screen:
    """The kiosk with its own alerts, and the alerts that the server has raised about it."""
    age = None if kiosk.received is None else (shop.generated - kiosk.received).total_seconds()
    raised = [(alert.code, alert.text) for alert in shop.alerts if alert.device == kiosk.device]
    found = [*raised, *((alert.code, alert.text) for alert in kiosk.alerts)]
    return Screen(
        kiosk=kiosk,
        heard="" if age is None else age_text(age, t),
        problems=[(words, cure_sentence(t, code)) for code, words in found],
    )


ROUTES = [page_route("/shops/{tenant}/{site}", show, weight=BY_DAYS)]
