"""Users of a tenant, their sessions, and one-time codes."""

__all__ = ["keys"]
