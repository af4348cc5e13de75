"""The MongoDB that comes along: found, started by its first user, stopped after the last one."""
