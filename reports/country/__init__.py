"""An invented country to measure speed on: the same for the same seed, row by row.

One village is made by the acts that people use (``model_village.py``), read as a pattern
(``pattern.py``), and written for each place by ``COPY`` (``copying.py``). So the sums of every
village hold as the model's do, and its history is chained like any other.
"""

from reports.country.seeding import Seeded, seed_country

__all__ = ["Seeded", "seed_country"]
