"""要求人工复核: a candidate asks for a person (《个人信息保护法》 Art. 24)."""
