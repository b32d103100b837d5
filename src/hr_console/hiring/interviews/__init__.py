"""Meetings: who meets whom, when and where."""
