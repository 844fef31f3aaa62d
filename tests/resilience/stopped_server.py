#!/usr/bin/env python3
"""The server is stopped for longer than its deadlines (SIGSTOP, a suspended machine) while its clients go on."""

import signal
import threading
import time

from rig import QUICK, TRANSPORTS, Claim, Server, receive_exactly

TIMEOUT = 4
STOPPED = 10
CLIENTS = 50 if QUICK else 200

with Claim(f"a server that was stopped for {STOPPED} s does not blame its active clients, with timeouts of {TIMEOUT} s") as claim:
    for transport in TRANSPORTS:
        with Server(transport, f"idle-timeout = {TIMEOUT}s\nsend-timeout = {TIMEOUT}s") as server:
            clients = [server.connect(timeout=60) for _ in range(CLIENTS)]
            stop = time.monotonic() + 2 + STOPPED + 2 * TIMEOUT
            cut_off = []

            def exchange(client):
                try:
                    while time.monotonic() < stop:  # one message a second, as long as there is an answer
                        client.sendall(b"hello")
                        if receive_exactly(client, 5) != b"hello":
                            cut_off.append("end of stream")
                            return
                        time.sleep(1)
                except OSError as error:
                    cut_off.append(str(error))

            threads = [threading.Thread(target=exchange, args=(client,)) for client in clients]
            for thread in threads:
                thread.start()
            time.sleep(2)
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(STOPPED)
            server.process.send_signal(signal.SIGCONT)
            for thread in threads:
                thread.join()
            claim.figure(f"{transport}: {len(cut_off)} of {CLIENTS} active clients cut off {set(cut_off) or ''}", not cut_off)
