#!/usr/bin/env python3
"""Peers of the remoting port that do not speak its protocol. Are they let go, does the log stay small, what do they hold?"""

import contextlib
import os
import time

from rig import QUICK, Claim, Mesh, connect, receive_exactly, size

SECONDS = 3 if QUICK else 15
HOLDERS = 20 if QUICK else 100
FRAME = 4_000_000  # maximum-frame-size of hocon/mesh.conf

# What each peer says after it has connected, frames being a length of four bytes, little endian, and as many bytes.
SILENT = {
    "says nothing": b"",
    "announces an empty frame": bytes(4),
    "announces a frame and sends half of it": (100_000).to_bytes(4, "little") + bytes(50_000),
}
GARBAGE = (b"GET / HTTP/1.0\r\n\r\n", os.urandom(64), (5).to_bytes(4, "little") + b"abcde")


def closed_after(address, said):
    started = time.monotonic()
    with connect(address, timeout=30) as peer:
        peer.sendall(said)
        with contextlib.suppress(ConnectionError):
            while peer.recv(4096):
                pass
    return time.monotonic() - started


with Claim("a peer of the remoting port that does not speak its protocol is let go within 5 s, and fills no log") as claim:
    with Mesh() as mesh:
        for what, said in SILENT.items():
            after = closed_after(mesh.remoting, said)
            claim.figure(f"a peer that {what} is disconnected after {after:.1f} s", after < 6.5)
        before, attempts, end = len(mesh.log), 0, time.monotonic() + SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError), connect(mesh.remoting) as peer:
                peer.sendall(GARBAGE[attempts % len(GARBAGE)])
            attempts += 1
        grown = len(mesh.log) - before
        claim.figure(f"{attempts} connections with garbage in {SECONDS} s write {size(grown)} of log", grown < 10_000)

        resident = mesh.resident()
        holders = []
        for _ in range(HOLDERS):
            holder = connect(mesh.remoting)
            with contextlib.suppress(OSError):  # a slow machine may not send it all in the 5 s
                holder.sendall((FRAME - 4).to_bytes(4, "little") + bytes(FRAME * 9 // 10))
            holders.append(holder)
        held = mesh.resident() - resident
        claim.figure(f"{HOLDERS} peers that each sent nine tenths of a frame of {size(FRAME)} hold {size(held)}, for 5 s")
        for holder in holders:
            holder.close()
        with connect(mesh.address) as client:
            client.sendall(b"hello")
            serves = receive_exactly(client, 5) == b"hello"
        claim.figure(f"afterwards the node {'serves' if serves else 'does not serve'} its clients", serves)
