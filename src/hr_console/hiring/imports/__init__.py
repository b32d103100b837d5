"""Sheets in."""
