"""Interviews and the scorecards they leave."""
