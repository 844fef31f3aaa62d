#!/usr/bin/env python3
"""SIGTERM while short clients connect, send and wait. Is any stream ended in order with echoes missing?"""

import collections
import concurrent.futures
import random
import socket
import threading
import time

from rig import QUICK, TRANSPORTS, Claim, Server

DRAINS = 4 if QUICK else 500
AT_ONCE = 4
CLIENTS = 6


def exchange(address, chance):
    """Sends one to three messages, each after a short wait, and says how the exchange ended."""
    half_close, messages = chance.random() < 0.5, chance.choice((1, 1, 3))
    sent = received = 0
    with socket.socket() as client:
        client.settimeout(60)
        try:
            client.connect(address)
        except OSError:
            return "refused"
        try:
            for number in range(messages):
                time.sleep(chance.choice((0, 0.001, 0.01)) * chance.random())
                data = bytes(chance.choice((10, 1_000, 60_000)))
                client.sendall(data)
                sent += len(data)
                if half_close and number == messages - 1:
                    client.shutdown(socket.SHUT_WR)
                while received < sent or (half_close and number == messages - 1):
                    chunk = client.recv(65_536)
                    if not chunk:
                        return "exact" if received == sent else "MISSING"
                    received += len(chunk)
            return "exact"
        except OSError:
            return "reset"


def drain(transport, seed):
    """Stops one server under its clients, and counts how their exchanges ended."""
    ends, stopped, chance = collections.Counter(), threading.Event(), random.Random(seed)
    with Server(transport, "log-connections = off") as server:

        def run(number):
            mine = random.Random(seed * CLIENTS + number)
            while not stopped.is_set():
                end = exchange(server.address, mine)
                ends[end] += 1
                if end == "refused":
                    stopped.wait(0.01)

        clients = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(0.05 + 0.1 * chance.random())
        server.stop()
        stopped.set()
        for client in clients:
            client.join()
    return ends


with Claim("a stream that a drain ends in order has every byte back; every other one is reset") as claim:
    for transport in TRANSPORTS:
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            ends = sum(pool.map(lambda seed: drain(transport, seed), range(DRAINS)), collections.Counter())
        claim.figure(
            f"{transport}: {DRAINS} drains: {ends['exact']:,} exchanges exact, {ends['reset']:,} reset, "
            f"{ends['MISSING']:,} ended in order with bytes missing",
            ends["MISSING"] == 0 and ends["exact"] > DRAINS)
