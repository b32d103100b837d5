"""Sessions and one-time codes, and how often each may be tried."""

__all__ = ["asked_codes"]
