"""Shared layouts, macros and static sources."""
