"""Messages that go by themselves when something happens."""
