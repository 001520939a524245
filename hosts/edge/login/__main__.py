"""The login service: the only program of the door that may read passwords' hashes."""

import asyncio
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import accounts  # noqa: E402
from door import Door  # noqa: E402
from pace import Pace  # noqa: E402
from server import Connection, Server  # noqa: E402
from sessions import Sessions  # noqa: E402

# Seconds between two looks at the accounts of those who are signed in.
WATCH = 15


async def main(config: dict) -> None:
    if accounts.fingerprint(accounts.DECOY) == "":
        # Without it a name that does not exist would be answered faster; and who cannot read it can read nobody's.
        sys.exit(f"login: account {accounts.DECOY} has no password that can be read here; openhands-user init makes it")
    door = Door(Sessions(config["sessions"], config["hours"] * 3600), Pace())
    server = Server(door, config["origin"])
    path = config["listen"]
    if os.path.exists(path):
        os.unlink(path)
    listening = await asyncio.get_running_loop().create_unix_server(lambda: Connection(server), path)
    os.chmod(path, 0o660)
    print(f"READY {path}", flush=True)
    watching = asyncio.ensure_future(door.watch(WATCH))
    async with listening:
        # Ends with the watch: a service that no longer looks at accounts must not go on.
        await asyncio.wait((watching, asyncio.ensure_future(listening.serve_forever())), return_when=asyncio.FIRST_COMPLETED)
        watching.result()


with open(sys.argv[1], encoding="utf-8") as file:
    asyncio.run(main(json.load(file)))
