"""期限: what has to be signed, renewed or judged by when."""
