"""One question after each result: how was it?"""
