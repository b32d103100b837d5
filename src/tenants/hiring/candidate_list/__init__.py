"""The list of candidates: filtered, ordered, exported."""
