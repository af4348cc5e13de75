"""Begin the one-node replica set of deploy/compose.yaml, and make its accounts; run again, it sets what differs.

Environment: MONGO_HOST (the server as its clients name it), MONGO_ROOT_PASSWORD_FILE, and two connection strings whose
user, password and database become accounts: CRAWLER_URI_FILE (may read and write) and EXPLORER_URI_FILE (may read).
"""

import os
import time
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure
from pymongo.uri_parser import parse_uri

ROLES = {"CRAWLER_URI_FILE": "readWrite", "EXPLORER_URI_FILE": "read"}
ALREADY_INITIALIZED, USER_EXISTS = 23, 51003
WAIT_SECONDS = 60


def secret(variable: str) -> str:
    """The text of the file that an environment variable names, without the line's end."""
    return Path(os.environ[variable]).read_text(encoding="utf-8").rstrip("\r\n")


def begin_replica_set(client: MongoClient, host: str) -> None:
    """Make the server the one member of its replica set, and wait until it takes writes."""
    try:
        name = client.admin.command("getCmdLineOpts")["parsed"]["replication"]["replSet"]
        client.admin.command("replSetInitiate", {"_id": name, "members": [{"_id": 0, "host": host}]})
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise
    deadline = time.monotonic() + WAIT_SECONDS
    while not client.admin.command("hello")["isWritablePrimary"]:
        if time.monotonic() > deadline:
            raise SystemExit(f"{host} has not become the primary of its replica set; its log says why.")
        time.sleep(0.2)


def make_account(client: MongoClient, uri: str, role: str) -> None:
    """Make the account of a connection string, or give it this password and role."""
    account = parse_uri(uri)
    database = account["database"]
    rights = {"pwd": account["password"], "roles": [{"role": role, "db": database}]}
    try:
        client[database].command("createUser", account["username"], **rights)
    except OperationFailure as error:
        if error.code != USER_EXISTS:
            raise
        client[database].command("updateUser", account["username"], **rights)


def main() -> None:
    """Do both."""
    host = os.environ["MONGO_HOST"]
    password = secret("MONGO_ROOT_PASSWORD_FILE")
    with MongoClient(host, username="root", password=password, directConnection=True) as client:
        begin_replica_set(client, host)
        for variable, role in ROLES.items():
            make_account(client, secret(variable), role)


if __name__ == "__main__":
    main()
