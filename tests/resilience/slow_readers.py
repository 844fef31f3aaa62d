#!/usr/bin/env python3
"""Clients that are owed more than they have taken: some read slowly and steadily, some never. Who is let go, and when?"""

import socket
import threading
import time

from rig import QUICK, TRANSPORTS, Claim, Server, connect, connections, eventually, needs, send_until_full

TIMEOUT = 5
USER_TIMEOUT = 10  # for what the server has closed already, and the kernel still holds
RATES = (50_000, 100_000, 200_000)
SECONDS = 15 if QUICK else 40


def read_steadily(address, rate, results):
    s = connect(address)
    stop = time.monotonic() + SECONDS
    s.setblocking(False)
    data, taken = bytes(1 << 16), 0
    try:
        while time.monotonic() < stop:
            try:
                while True:
                    s.send(data)
            except BlockingIOError:
                pass
            time.sleep(0.1)
            try:
                taken += len(s.recv(rate // 10))
            except BlockingIOError:
                pass
        results[rate] = taken
    except ConnectionError as error:
        results[rate] = error
    finally:
        s.close()


with Claim(f"send-timeout = {TIMEOUT}s lets go of those who take nothing, and of nobody who reads steadily") as claim:
    needs("ss")
    for transport in TRANSPORTS:
        with Server(transport, f"send-timeout = {TIMEOUT}s\nuser-timeout = {USER_TIMEOUT}s") as server:
            results = {}
            readers = [threading.Thread(target=read_steadily, args=(server.address, rate, results)) for rate in RATES]
            for reader in readers:
                reader.start()
            never = server.connect(receive_buffer=4096)
            send_until_full(never)
            stuck = server.connect(receive_buffer=4096)
            stuck.sendall(bytes(60_000))  # less than the echo window: the server has written it all, and the kernel holds it
            ended = server.connect(receive_buffer=4096)
            ended.sendall(bytes(60_000))
            ended.shutdown(socket.SHUT_WR)
            at = time.monotonic()
            for name, client in (("sends and never reads", never), ("is owed 60 kB that the kernel holds", stuck)):
                gone = eventually(lambda: client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 6 * TIMEOUT)
                claim.figure(
                    f"{transport}: a client that {name}: "
                    + (f"let go after {time.monotonic() - at:.1f} s" if gone else f"still there after {6 * TIMEOUT} s"), gone != 0)
            peer = "%s:%s" % ended.getsockname()
            gone = eventually(
                lambda: peer not in [c["peer"] for c in connections(server.address[1])], 6 * USER_TIMEOUT, every=0.2)
            claim.figure(
                f"{transport}: a client that has ended its stream and reads nothing: "
                + (f"the kernel let it go within {time.monotonic() - at:.1f} s" if gone else "the kernel still holds its bytes"), gone)
            for reader in readers:
                reader.join()
            for rate, outcome in sorted(results.items()):
                claim.figure(
                    f"{transport}: a client that reads {rate // 1000} kB/s for {SECONDS} s: "
                    + (f"read {outcome // 1000} kB" if isinstance(outcome, int) else f"{outcome}"), isinstance(outcome, int))
            claim.figure(f"{transport}: the log says why: {', '.join(server.ends())}", server.ends().count("SendTimeout") == 2)
