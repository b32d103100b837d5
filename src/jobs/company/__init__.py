"""The tenant itself: its settings, its look, its life."""
