"""Seeded sample company: a warehouse in Fivetran's layout, and a truth file with the facts that were planted in it.

`generate()` writes both; `tomorrow()` adds one more day to an existing sample warehouse.
"""

from gametape.sample.behaviours import BEHAVIOURS, DEFAULT_EFFECTS, NO_EFFECTS, Behaviour, Effects
from gametape.sample.changes import Day, tomorrow
from gametape.sample.deals import Company
from gametape.sample.generate import Sample, generate
from gametape.sample.story import PlannedDeal

__all__ = [
    "BEHAVIOURS",
    "DEFAULT_EFFECTS",
    "NO_EFFECTS",
    "Behaviour",
    "Company",
    "Day",
    "Effects",
    "PlannedDeal",
    "Sample",
    "generate",
    "tomorrow",
]
