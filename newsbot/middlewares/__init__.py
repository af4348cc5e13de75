"""How each request is made: robots.txt, pace, conditions, and nothing but the public web."""
