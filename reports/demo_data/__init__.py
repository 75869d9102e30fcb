"""Invented institutions to try the product on, and for its tests to look for leaks in.

``planning.py`` says from a seed alone what there will be; ``making.py`` brings it about, by the
acts that people use. Nobody in it lives anywhere: names are put together from syllables.
"""

from reports.demo_data.making import make_demo_data
from reports.demo_data.planning import DemoData, Persona, Tenant, plan_demo_data

__all__ = ["DemoData", "Persona", "Tenant", "make_demo_data", "plan_demo_data"]
