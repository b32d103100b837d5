"""Scorecard forms and their versions, drafts, the word list, reminders, corrections; who may see a card when."""
