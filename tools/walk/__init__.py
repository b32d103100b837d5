"""What the pictures tell: candidates, HR and the seal keeper on every page, in every state."""
