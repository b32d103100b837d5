"""Links in messages, and receipts."""
