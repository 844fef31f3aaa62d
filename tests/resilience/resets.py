#!/usr/bin/env python3
"""Clients that reset their connection at every moment of an exchange. What is left of them, and who else notices?"""

from rig import QUICK, TRANSPORTS, Claim, Server, connections, eventually, receive_exactly, reset, size

RESETS = 3_000 if QUICK else 30_000

with Claim(f"{RESETS:,} resets leave nothing behind, and other clients do not notice") as claim:
    for transport in TRANSPORTS:
        with Server(transport, "log-connections = off") as server, server.connect() as bystander:
            first = memory = 0
            for number in range(RESETS):
                client = server.connect()
                if number % 3:
                    client.sendall(bytes(10_000 if number % 3 == 1 else 10))
                if number % 6 > 3:
                    client.recv(1)
                reset(client)
                if number % 500 == 0:
                    bystander.sendall(b"hello")
                    if receive_exactly(bystander, 5) != b"hello":
                        claim.figure(f"{transport}: the bystander got another answer after {number:,} resets", False)
                if number == RESETS // 3:
                    first = server.resident()
            left = eventually(lambda: len(connections(server.address[1])) == 1)
            memory = server.resident() - first
            claim.figure(f"{transport}: {len(connections(server.address[1])) - 1} connections left", bool(left))
            claim.figure(f"{transport}: {server.descriptors()} descriptors open", server.descriptors() < 400)
            claim.figure(
                f"{transport}: the last {RESETS * 2 // 3:,} resets changed resident memory by {size(memory)}", memory < 100e6)
