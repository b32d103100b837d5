"""Interviews: who meets whom, when and where."""
