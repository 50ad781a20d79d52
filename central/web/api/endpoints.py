"""All endpoints of the API. To add one, add an entry here."""

import json
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from central.reports.comment_values import CommentTrend
from central.reports.creative_values import CreativeList
from central.reports.experiment_values import Comparison, Experiment
from central.reports.fleet_values import Fleet, SiteList
from central.reports.impression_values import Impressions
from central.reports.lift_values import Lift, LiftForecast, LiftList
from central.reports.plan_values import Plan
from central.reports.playlist_values import PlaylistList
from central.reports.recommendation_values import Recommendation
from central.reports.rollout_values import RolloutList
from central.reports.sales_days import SalesList
from central.reports.shop_values import Shop
from central.reports.tenant_overview_values import TenantOverview
from central.reports.trend_values import Trend
from central.reports.values import Report
from central.store.users import Role
from central.web.api import answers
from central.web.api.endpoint import CACHE, PREFIX, Endpoint, require_identity
from central.web.api.management_endpoints import MANAGEMENT
from central.web.api.openapi import openapi_document
from central.web.api.values import AlertList, AuditList
from central.web.lift_queries import ForecastQuery, LiftQuery, LiftsQuery, SalesQuery
from central.web.plan_query import PlanQuery
from central.web.playlist_queries import PlaylistsQuery
from central.web.queries import (
    AlertsQuery,
    AuditQuery,
    CommentsQuery,
    CompareQuery,
    CreativeQuery,
    ExperimentQuery,
    FleetQuery,
    ListQuery,
    OverviewQuery,
    Query,
    ReportQuery,
    ShopQuery,
    SitesQuery,
    TrendQuery,
)
from central.web.recommendation_query import RecommendationQuery
from central.web.report_lane import BY_DAYS, REPORT
from central.web.routes import RoleRoute

ENDPOINTS = (
    Endpoint(
        path="/overview",
        summary="What happened in the shops: visits, looks and smiles by day, what changed, and what needs a person",
        query=OverviewQuery,
        answer=TenantOverview,
        function=answers.overview,
    ),
    Endpoint(
        path="/creatives",
        summary="Creatives with their most important numbers, searched and sorted",
        query=ListQuery,
        answer=CreativeList,
        function=answers.creative_list,
        weight=BY_DAYS,
    ),
    Endpoint(
        path="/creatives/{tenant}/{creative}",
        summary="Set the name and the tag of a creative",
        method="PATCH",
        query=CreativeQuery,
        body=answers.CreativePatch,
        answer=CreativeList,
        function=answers.set_titles,
        needs=Role.EDITOR,
    ),
    Endpoint(
        path="/creatives/{tenant}/{creative}/report",
        summary="Report of one creative, as `vitrina-central report` prints it",
        query=ReportQuery,
        answer=Report,
        function=answers.report,
        weight=BY_DAYS,
    ),
    Endpoint(
        path="/creatives/{tenant}/{creative}/impressions",
        summary="Impressions of one creative by the names of the out-of-home trade, in faces",
        query=ReportQuery,
        answer=Impressions,
        function=answers.impressions,
        weight=BY_DAYS,
    ),
    Endpoint(
        path="/compare",
        summary="Comparison of creatives",
        query=CompareQuery,
        answer=Comparison,
        function=answers.comparison,
        weight=REPORT,
    ),
    Endpoint(
        path="/experiment",
        summary="An experiment: its arms, their difference, and a winner if there is one",
        query=ExperimentQuery,
        answer=Experiment,
        function=answers.experiment,
        weight=REPORT,
    ),
    Endpoint(
        path="/lift",
        summary="Whether an ad sells more: the lift of an experiment by day, as `vitrina-central lift` prints it",
        query=LiftQuery,
        answer=Lift,
        function=answers.lift,
        weight=REPORT,
    ),
    Endpoint(
        path="/lift/plan",
        summary="Smallest lift that an experiment by day would find, from the shops' own past",
        query=ForecastQuery,
        answer=LiftForecast,
        function=answers.lift_forecast,
        weight=REPORT,
    ),
    Endpoint(
        path="/lifts",
        summary="Experiments by day with their answers in brief",
        query=LiftsQuery,
        answer=LiftList,
        function=answers.lift_list,
        weight=REPORT,
    ),
    Endpoint(
        path="/sales",
        summary="Stored days of sales by shop and product, without amounts",
        query=SalesQuery,
        answer=SalesList,
        function=answers.sales_list,
    ),
    Endpoint(
        path="/plan",
        summary="Difference that an experiment of a given size will detect, before its first play",
        query=PlanQuery,
        answer=Plan,
        function=answers.plan,
        weight=REPORT,
    ),
    Endpoint(
        path="/trend",
        summary="Weekly results of creatives, or of all creatives with a tag",
        query=TrendQuery,
        answer=Trend,
        function=answers.trend,
        weight=REPORT,
    ),
    Endpoint(
        path="/comments",
        summary="Comments at the kiosks and imported reviews by week: for all shops, a tag, or a creative",
        query=CommentsQuery,
        answer=CommentTrend,
        function=answers.comment_trend,
        weight=BY_DAYS,
    ),
    Endpoint(
        path="/recommendation",
        summary="Recommended weights for the playlist of a site, as `vitrina-central schedule` prints them",
        query=RecommendationQuery,
        answer=Recommendation,
        function=answers.recommendation,
        weight=REPORT,
    ),
    Endpoint(path="/fleet", summary="State of every kiosk", query=FleetQuery, answer=Fleet, function=answers.kiosks),
    Endpoint(
        path="/rollouts",
        summary="Rollouts of programs: each ring's kiosks by phase, what happens next, and which kiosks wait",
        query=Query,
        answer=RolloutList,
        function=answers.rollouts,
    ),
    Endpoint(
        path="/playlists",
        summary="Playlists from headquarters, and the one that each kiosk plays",
        query=PlaylistsQuery,
        answer=PlaylistList,
        function=answers.playlist_list,
    ),
    Endpoint(path="/alerts", summary="Open alerts", query=AlertsQuery, answer=AlertList, function=answers.alert_list),
    Endpoint(path="/sites", summary="Sites", query=SitesQuery, answer=SiteList, function=answers.site_list),
    Endpoint(
        path="/sites/{tenant}/{site}",
        summary="One shop: its days, hours, ads and kiosks, as its page shows them",
        query=ShopQuery,
        answer=Shop,
        function=answers.shop,
        weight=BY_DAYS,
    ),
    Endpoint(
        path="/audit",
        summary="Audit log, for administrators",
        query=AuditQuery,
        answer=AuditList,
        function=answers.audit_list,
        needs=Role.ADMIN,
    ),
    *MANAGEMENT,
)


@cache
def _document() -> bytes:
    return json.dumps(openapi_document(ENDPOINTS), ensure_ascii=False).encode()


async def serve_openapi(request: Request) -> Response:
    """Respond with the OpenAPI document."""
    await require_identity(request)
    return Response(_document(), media_type="application/json", headers={"cache-control": CACHE})


ROUTES = [
    *(endpoint.build_route() for endpoint in ENDPOINTS),
    RoleRoute(f"{PREFIX}/openapi.json", serve_openapi, Role.VIEWER, ["GET"], "api /openapi.json"),
]
