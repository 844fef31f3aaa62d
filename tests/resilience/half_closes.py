#!/usr/bin/env python3
"""Clients that send, end their stream (shutdown(2)) and read to the end. Does every one get all of its bytes?"""

import concurrent.futures
import socket

from rig import QUICK, TRANSPORTS, Claim, Server, receive_exactly

CLIENTS = 2_000 if QUICK else 10_000
SIZES = (1, 10, 5_000, 100_000)


def exchange(server, number):
    size = SIZES[number % len(SIZES)]
    with server.connect(timeout=60) as s:
        data = number.to_bytes(4) * (size // 4 + 1)
        s.sendall(data[:size])
        s.shutdown(socket.SHUT_WR)
        return receive_exactly(s, size + 1) == data[:size]


with Claim("a client that ends its stream gets back every byte, and then the end of the stream") as claim:
    for transport in TRANSPORTS:
        with Server(transport, "log-connections = off") as server:
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                exact = sum(pool.map(lambda number: exchange(server, number), range(CLIENTS)))
            claim.figure(f"{transport}: {exact:,} of {CLIENTS:,} exact", exact == CLIENTS)
