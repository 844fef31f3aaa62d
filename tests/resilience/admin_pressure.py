#!/usr/bin/env python3
"""An attacker who reaches the admin address: silent sockets while the echo server is at its cap, channels of the page, foreign pages."""

import base64
import os
import re
import socket
import time

from rig import QUICK, TRANSPORTS, Claim, Server, admin_of, connect, echoes, eventually, needs

LIMIT = 700
SILENT = 250
CHANNEL_SECONDS = 3 if QUICK else 7
MEMORY = 0x10000000  # 256 MiB


def ask(admin, path, headers=""):
    """The status of an answer, and how long it took."""
    begun = time.monotonic()
    try:
        with connect(admin, timeout=10) as s:
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{admin[1]}\r\n{headers}\r\n".encode())
            return s.recv(4096).split(b" ")[1].decode(), time.monotonic() - begun
    except (OSError, IndexError) as e:
        return type(e).__name__, time.monotonic() - begun


def channel(admin, origin):
    key = base64.b64encode(os.urandom(16)).decode()
    return ask(admin, "/_blazor", f"Origin: {origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n")[0]


def processor_seconds(server):
    fields = open(f"/proc/{server.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connect_all(server):
    """As many clients as there are descriptors; the direct transport resets some while they connect."""
    for _ in range(LIMIT):
        try:
            yield server.connect(timeout=5)
        except ConnectionResetError:
            pass


with Claim("who reaches the admin address stops neither the echo nor the health answer") as claim:
    needs("prlimit")
    for transport in TRANSPORTS:
        # The descriptors end before the admin address's sockets do, unless the server keeps enough of them free.
        with Server(transport, before=("prlimit", f"--nofile={LIMIT}:{LIMIT}"), arguments=("--admin", "127.0.0.1:0")) as server:
            admin = admin_of(server)
            clients = list(connect_all(server))
            served = [client for client in clients if echoes(client)]
            open_before = server.descriptors()
            silent = [socket.create_connection(admin) for _ in range(SILENT)]
            before, begun = processor_seconds(server), time.monotonic()
            status, took = ask(admin, "/health/live")
            again = sum(map(echoes, served))
            time.sleep(3)
            busy = (processor_seconds(server) - before) / (time.monotonic() - begun)
            closed = eventually(lambda: server.descriptors() < open_before + 20, 15)
            lines = len(re.findall("connections unanswered", server.log))
            claim.figure(f"{transport}: {SILENT} silent admin sockets with {len(served)} clients at the cap: health {status} after "
                         f"{took:.2f} s, {again} of {len(served)} clients echoed, {busy:.0%} of a core, {lines} log lines",
                         status == "200" and took < 5 and served and again == len(served) and busy < 0.5 and lines <= 2 and closed)
            for s in clients + silent:
                s.close()

    with Server("direct", environment={"DOTNET_GCHeapHardLimit": f"{MEMORY:x}"}, arguments=("--admin", "127.0.0.1:0")) as server:
        admin = admin_of(server)
        foreign = channel(admin, "http://elsewhere.example")
        end, opened, tried = time.monotonic() + CHANNEL_SECONDS, 0, 0
        while time.monotonic() < end:
            tried += 1
            opened += channel(admin, f"http://localhost:{admin[1]}") == "101"
        status, took = ask(admin, "/health/live")
        with server.connect() as client:
            served = echoes(client)
        claim.figure(f"a page elsewhere that asks for the page's channel: {foreign}", foreign == "403")
        claim.figure(f"{tried} channels asked for in {CHANNEL_SECONDS} s with a heap of 256 MiB: {opened} opened, health {status} after "
                     f"{took:.2f} s, a client {'echoed' if served else 'not echoed'}", opened < 60 and status == "200" and served)
        half = socket.create_connection(admin)
        half.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n")
        begun = time.monotonic()
        code = server.stop()
        claim.figure(f"half a request at a stop: ended with {code} after {time.monotonic() - begun:.1f} s",
                     code == 0 and time.monotonic() - begun < 7)
