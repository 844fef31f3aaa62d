#!/usr/bin/env python3
"""A process in a container with little memory, and more clients than fit. Who is served, and does it say that it is alive
only while an echo comes back?"""

import contextlib
import urllib.error
import urllib.request

from rig import QUICK, TRANSPORTS, Claim, Server, echoes, eventually, size

# The heap that the collector takes in a container: three quarters of its limit.
HEAPS = (32,) if QUICK else (64, 192)


def live(address):
    try:
        with urllib.request.urlopen(f"http://{address}/health/live", timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def connect_until_refused(server, most):
    clients = []
    for _ in range(most):
        try:
            client = server.connect(timeout=10)
        except OSError:
            break
        if not echoes(client):
            break
        clients.append(client)
    return clients


with Claim("clients above what fits into memory are refused, the others stay served; without memory the process ends with 1") as claim:
    for transport in TRANSPORTS:
        for heap in HEAPS:
            environment = {"DOTNET_GCHeapHardLimit": f"{heap * 1024 * 1024:x}"}
            with Server(transport, "log-connections = off", environment=environment, arguments=("--admin", "127.0.0.1:0")) as server:
                admin = eventually(lambda: server.log.partition("admin on http://")[2].partition("/")[0])
                clients = connect_until_refused(server, 20000)
                again = sum(map(echoes, clients))
                alive = live(admin)
                claim.figure(
                    f"{transport}, a heap of {heap} MiB: {len(clients)} clients served, {again} of them when asked again, the next "
                    f"refused, /health/live {alive}, {size(server.resident())} resident",
                    0 < len(clients) == again and alive == 200)
        environment = {"DOTNET_GCHeapHardLimit": f"{32 * 1024 * 1024:x}"}
        with Server(transport, "echo-window = 64MiB\nframe-size = 1MiB", environment=environment) as server:
            greedy = server.connect(timeout=10)
            with contextlib.suppress(OSError):
                while True:
                    greedy.sendall(bytes(1 << 20))
            code = server.process.wait(timeout=10)
            claim.figure(f"{transport}, a heap of 32 MiB: a client that is owed more and reads nothing: exit code {code}", code == 1)
