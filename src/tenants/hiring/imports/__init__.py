"""Spreadsheets of candidates and scores."""
