"""The queue's side: one handler for one kind of outgoing work. The only place that calls providers."""
