#!/usr/bin/env python3
"""More clients than the process may have descriptors for. Are those who are served still served, and the others later?"""

from rig import QUICK, TRANSPORTS, Claim, Server, echoes, needs

LIMIT = 400
CLIENTS = 600


with Claim("with too few descriptors the clients who are served stay served, and new ones are when others have left") as claim:
    needs("prlimit")
    for transport in ("direct",) if QUICK else TRANSPORTS:  # of akka-io it does not always hold: docs/reliability.md
        with Server(transport, before=("prlimit", f"--nofile={LIMIT}:{LIMIT}")) as server:
            clients = [server.connect(timeout=5) for _ in range(CLIENTS)]
            served = [client for client in clients if echoes(client)]
            again = sum(map(echoes, served))
            claim.figure(
                f"{transport}: {LIMIT} descriptors, {CLIENTS} clients: {len(served)} served, {again} of them when asked again",
                0 < len(served) < LIMIT and again == len(served))
            for client in clients:
                client.close()
            with server.connect(timeout=15) as late:
                serves = echoes(late)
                claim.figure(f"{transport}: when they have left, a new client is {'served' if serves else 'not served'}", serves)
