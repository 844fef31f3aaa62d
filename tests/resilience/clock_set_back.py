#!/usr/bin/env python3
"""The machine's clock is set back by an hour while clients are connected. Do the deadlines still pass?"""

import glob
import pathlib
import socket
import tempfile
import time

from rig import TRANSPORTS, Claim, NotRun, Server, eventually, receive_exactly, send_until_full

TIMEOUT = 3

with Claim("a clock that is set back or forward moves no deadline") as claim, tempfile.TemporaryDirectory() as work:
    library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not library:
        raise NotRun("there is no libfaketime")
    for transport in TRANSPORTS:
        for change, name in (("-3600", "back"), ("+3600", "forward")):
            clock = pathlib.Path(work, f"{transport}{change}")
            clock.write_text("+0")
            environment = {  # the wall clock alone: CLOCK_MONOTONIC is what no one can set (clock_gettime(2))
                "LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            with Server(transport, f"idle-timeout = {TIMEOUT}s\nsend-timeout = {TIMEOUT}s", environment=environment) as server:
                idle, never, active = (server.connect() for _ in range(3))
                idle.sendall(b"hello")
                receive_exactly(idle, 5)
                send_until_full(never)
                clock.write_text(change)
                at = time.monotonic()
                ended = {}

                def look():
                    active.sendall(b"hello")
                    echoed = receive_exactly(active, 5) == b"hello"
                    if "idle" not in ended and has_ended(idle):
                        ended["idle"] = time.monotonic() - at
                    if "never" not in ended and never.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                        ended["never"] = time.monotonic() - at
                    return len(ended) == 2 or not echoed

                def has_ended(client):
                    client.setblocking(False)
                    try:
                        return client.recv(1) == b""
                    except BlockingIOError:
                        return False

                try:
                    eventually(look, 4 * TIMEOUT, every=0.1)
                    alive = "is still served"
                except OSError as error:
                    alive = f"was cut off: {error}"
                for kind, told in (("idle", "that is silent"), ("never", "that reads nothing")):
                    after = ended.get(kind)
                    claim.figure(
                        f"{transport}, an hour {name}: a client {told} is "
                        + (f"let go after {after:.1f} s" if after else f"still there after {4 * TIMEOUT} s"),
                        after is not None and TIMEOUT - 1 < after < 2 * TIMEOUT)
                claim.figure(f"{transport}, an hour {name}: an active client {alive}", alive == "is still served")
