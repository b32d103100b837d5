"""Candidates: list, file, decision."""
