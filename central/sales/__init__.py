"""Imported sales: totals by day, shop and product, and the plans of arms by day. Nothing finer is read or stored."""
