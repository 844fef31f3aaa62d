#!/usr/bin/env python3
"""300 clients send until nobody takes any more, and never read. What do they cost, here and in the kernel?"""

from rig import TRANSPORTS, Claim, Server, connections, needs, receive_exactly, send_until_full, size

LIMIT = 800_000  # "well under 1 MB" for each client, in the process and in the kernel
CLIENTS = 300  # fewer would each carry more of what the collector has not reused yet

with Claim(f"a client that never reads costs less than {size(LIMIT)}, the kernel's buffers included") as claim:
    needs("ss")
    for transport in TRANSPORTS:
        with Server(transport) as server:
            for _ in range(200):  # what the runtime keeps for itself once it has worked is not the clients' doing
                with server.connect() as warm:
                    for _ in range(10):
                        warm.sendall(bytes(100_000))
                        receive_exactly(warm, 100_000)
            before = server.resident()
            clients = [server.connect(receive_buffer=1 << 20) for _ in range(CLIENTS)]
            send_until_full(*clients, pause=2)
            kernel = sum(connection["memory"] for connection in connections(server.address[1])) / CLIENTS
            process = (server.resident() - before) / CLIENTS
            claim.figure(
                f"{transport}: {CLIENTS} clients, each {size(process + kernel)}: {size(process)} in the process, "
                f"{size(kernel)} in the kernel", process + kernel < LIMIT)
            for client in clients:
                client.close()
