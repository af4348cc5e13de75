"""newsbot crawls 5G and telecom news, keeps every story once, and stores who said what and when."""
