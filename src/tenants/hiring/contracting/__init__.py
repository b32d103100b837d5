"""From a hired candidate to their labour contract: what hiring gives to it, and what becomes of the application."""
