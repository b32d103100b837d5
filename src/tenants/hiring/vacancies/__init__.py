"""Vacancies."""
