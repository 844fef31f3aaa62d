#!/usr/bin/env python3
"""Throughput over a path with a round trip of 50 ms: what do bounded buffers cost?"""

import threading
import time

from rig import QUICK, ROOT, TRANSPORTS, Claim, Server, two_hosts

LEAST = 2.5e6  # bytes a second in each direction, which docs/reliability.md names
SECONDS = 6 if QUICK else 15
CONFIGURATIONS = {"by default": [], "with hocon/long-paths.conf": ["--config", str(ROOT / "hocon/long-paths.conf")]}


def stream(host, address):
    """Sends and reads as fast as it goes; returns bytes a second that came back, without the first two seconds."""
    with host.connect(address) as s:
        stop = time.monotonic() + 2 + SECONDS

        def send():
            data = bytes(1 << 16)
            try:
                while time.monotonic() < stop:
                    s.sendall(data)
            except OSError:
                pass

        sender = threading.Thread(target=send)
        sender.start()
        counted, since = 0, None
        while (now := time.monotonic()) < stop:
            part = len(s.recv(1 << 18))
            if now > stop - SECONDS:
                since = since or now
                counted += part
        rate = counted / (time.monotonic() - since)
        s.shutdown(2)
        sender.join()
        return rate


with Claim(f"one client gets at least {LEAST / 1e6} MB/s each way over a path of 50 ms by default, and more if asked for") as claim:
    with two_hosts(delay=0.025) as (here, there):
        for transport in TRANSPORTS:
            for name, arguments in CONFIGURATIONS.items():
                with Server(transport, host="10.79.0.1", within=here, arguments=arguments) as server:
                    rate = stream(there, server.address)
                    claim.figure(f"{transport}, {name}: {rate / 1e6:.2f} MB/s each way", rate >= LEAST)
