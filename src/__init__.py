"""Huiyin 回音: the road from interview to signed labour contract."""
