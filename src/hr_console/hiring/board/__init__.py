"""看板: where every candidate stands."""
