"""Connection, schema, migrations, retries, leases and backups."""
