"""Products of the experiments by day of a draft: one that decides by its sales, and others that the ads cannot move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from central.playlists.day_experiments import day_experiments
from central.store.lift_plans import LiftPlan, read_plan
from central.store.local_time import day_in_last_zone
from central.store.sales import stored_products
from central.web.playlist_form import chosen_names
from central.web.request_context import RequestContext

PRODUCT, PLACEBO = "product", "placebo."
"""Field of the product that decides, and prefix of the boxes of the others."""


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """Products with stored sales to choose from, and the chosen ones. `is_named`: an earlier plan names a product, and
    a plan never loses it.
    """

    offered: Sequence[str]
    product: str | None
    placebos: tuple[str, ...]
    is_named: bool

    @property
    def is_twice(self) -> bool:
        """True if the product that decides is also one that the ads cannot move."""
        return self.product in self.placebos


def read_product_choice(
    context: RequestContext, connection: Connection, tenant: str, content: str
) -> ProductChoice | None:
    """Choice for the experiments by day of a playlist that have not started, as their stored plans name it. None
    without such an experiment, for plans with different products, which one choice would replace, and for a user who
    may store no plan of this tenant.
    """
    today = day_in_last_zone(context.now_ms)
    plans = [read_plan(connection, tenant, name) for name in day_experiments(content)]
    coming = [plan for plan in plans if plan is None or plan.first_day > today]
    named = {(plan.product, plan.placebos): plan for plan in coming if plan is not None and plan.product}
    if not coming or len(named) > 1 or not context.scope.allows_tenant(tenant):
        return None
    offered = stored_products(connection, context.scope, tenant)
    return _of_plan(offered, next(iter(named.values()), None))


def _of_plan(offered: Sequence[str], named: LiftPlan | None) -> ProductChoice:
    if named is None:
        return ProductChoice(offered, None, (), is_named=False)
    known = sorted({*offered, str(named.product), *named.placebos})
    return ProductChoice(known, named.product, named.placebos, is_named=True)


def chosen_products(form: Mapping[str, str], choice: ProductChoice | None) -> ProductChoice | None:
    """The choice with the products of a form. Raises HTTPException with status 404 for a product that is not offered,
    such as one of another tenant.
    """
    product, placebos = form.get(PRODUCT) or None, tuple(sorted(chosen_names(form, PLACEBO)))
    offered = () if choice is None else choice.offered
    if any(name not in offered for name in (*([product] if product else []), *placebos)):
        raise HTTPException(404)
    if choice is None:
        return None
    return ProductChoice(choice.offered, product or choice.product, placebos, choice.is_named)
