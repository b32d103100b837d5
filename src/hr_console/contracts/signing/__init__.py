"""Contracts that wait for the candidate: their questions, reminders, sending again, the rule."""
