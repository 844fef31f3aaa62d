#!/usr/bin/env python3
"""One byte of a message is sent as urgent data (MSG_OOB of send(2)). Does it come back in its place?"""

import socket

from rig import TRANSPORTS, Claim, Server, receive_exactly

with Claim("an urgent byte is a byte of the stream like any other") as claim:
    for transport in TRANSPORTS:
        with Server(transport) as server, server.connect(timeout=3) as client:
            client.sendall(b"before")
            client.send(b"!", socket.MSG_OOB)
            client.sendall(b"after")
            client.shutdown(socket.SHUT_WR)
            echo = receive_exactly(client, 100)
            claim.figure(f"{transport}: sent b'before!after', got {echo}", echo == b"before!after")
