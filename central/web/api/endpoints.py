"""Endpoints of the API."""

from starlette.routing import BaseRoute

ROUTES: list[BaseRoute] = []
