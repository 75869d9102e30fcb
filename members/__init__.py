"""WHO: areas, villages, institutions and their funds, households, persons, users and offices.

Stands on ``fundinst`` alone; ``debts``, ``consolidation`` and ``reports`` may import it.
"""
