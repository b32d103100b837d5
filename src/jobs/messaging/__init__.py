"""Messages: their words, their channels, their delivery."""
