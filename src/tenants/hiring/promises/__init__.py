"""The promise (回音承诺): by when a candidate will hear."""
