"""Scorecards: filling them in, signed in or by a personal link; their forms; giving one back to be corrected."""
