"""自动通知: messages that go by themselves."""
