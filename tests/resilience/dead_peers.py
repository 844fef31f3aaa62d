#!/usr/bin/env python3
"""A path is cut and nobody is told. How long do the connections of the dead peers stay?"""

import time

from rig import TRANSPORTS, Claim, Server, connections, cut, eventually, send_until_full, two_hosts

LIMIT = 90
CLIENTS = 10  # of each kind


def open_clients(server, host):
    silent, owed, full = ([host.connect(server.address) for _ in range(CLIENTS)] for _ in range(3))
    for client in silent + owed:
        client.sendall(b"hello")
        client.recv(5)
    for client in full:
        send_until_full(client)
    return {"silent": silent, "with an echo in flight": owed, "with a full window": full}


with Claim(f"with the defaults a dead peer is gone within {LIMIT} s, with and without data in flight") as claim:
    with two_hosts() as (here, there):
        servers = {transport: Server(transport, host="10.79.0.1", within=here) for transport in TRANSPORTS}
        try:
            clients = {transport: open_clients(server, there) for transport, server in servers.items()}
            cut(there, "INPUT")
            for kinds in clients.values():
                for client in kinds["with an echo in flight"]:
                    client.send(b"hello")  # it arrives, and its echo does not
            time.sleep(0.5)
            cut(there, "OUTPUT")
            at = time.monotonic()
            kinds = {
                (transport, kind): {"%s:%s" % client.getsockname() for client in group}
                for transport, groups in clients.items() for kind, group in groups.items()}
            gone = {}

            def look():
                left = {c["peer"] for server in servers.values() for c in connections(server.address[1], here)}
                for kind, peers in kinds.items():
                    if kind not in gone and not peers & left:
                        gone[kind] = time.monotonic() - at
                return len(gone) == len(kinds)

            eventually(look, LIMIT + 40, every=1)
            for kind, peers in kinds.items():
                after = f"gone after {gone[kind]:.0f} s" if kind in gone else f"still there after {LIMIT + 40} s"
                claim.figure(f"{kind[0]}: {CLIENTS} clients {kind[1]}: {after}", gone.get(kind, LIMIT + 1) <= LIMIT)
            for transport, server in servers.items():
                ends = server.ends()
                claim.figure(f"{transport}: the log says why: " + ", ".join(f"{ends.count(e)} {e}" for e in sorted(set(ends))))
        finally:
            for server in servers.values():
                server.__exit__()
