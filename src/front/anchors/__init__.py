"""The roots of the days, for everybody."""
