"""The seeded sample company: a warehouse as Fivetran lays it out, and a file that says what is true of it.

`generate()` writes both; `tomorrow()` plays one more day in a warehouse that was written.
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
