#!/usr/bin/env python3
"""More clients than the process may have descriptors for. Are those who are served still served, and the others later?"""

import contextlib
import threading

from rig import TRANSPORTS, Claim, Server, echoes, needs

LIMIT = 400
CLIENTS = 600


@contextlib.contextmanager
def most_descriptors(server):
    """A list whose one entry is the most descriptors that were open in the block, as often as they could be counted."""
    most, over = [0], threading.Event()

    def count():
        while not over.is_set():
            with contextlib.suppress(OSError):
                most[0] = max(most[0], server.descriptors())

    thread = threading.Thread(target=count)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def arrive(server):
    """A client, or none where the server has reset it by the time that it is connected."""
    try:
        return server.connect(timeout=5)
    except ConnectionResetError:
        return None


with Claim("with too few descriptors the clients who are served stay served, and new ones are when others have left") as claim:
    needs("prlimit")
    for transport in TRANSPORTS:
        with Server(transport, before=("prlimit", f"--nofile={LIMIT}:{LIMIT}")) as server:
            with most_descriptors(server) as most:
                clients = [client for client in (arrive(server) for _ in range(CLIENTS)) if client]
                served = [client for client in clients if echoes(client)]
            again = sum(map(echoes, served))
            claim.figure(
                f"{transport}: {LIMIT} descriptors, {CLIENTS} clients: {len(served)} served, {again} of them when asked again; "
                f"at most {most[0]} descriptors open", 0 < len(served) < LIMIT and again == len(served))
            for client in clients:
                client.close()
            with server.connect(timeout=15) as late:
                serves = echoes(late)
                claim.figure(f"{transport}: when they have left, a new client is {'served' if serves else 'not served'}", serves)
