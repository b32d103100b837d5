"""Companies that ask for a place of their own."""
