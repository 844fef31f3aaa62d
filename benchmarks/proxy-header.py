#!/usr/bin/env python3
"""A listener that requires a PROXY header against one that has no filter, of one server, in turns: the rate, and the processor
time of the server for each message. Server and load have a core each.

  benchmarks/proxy-header.py [--rounds 5] [--seconds 3] [--connections 100,1000]

ECHOACTORS is the command to measure; left out, it is the newest build of src/EchoActors.Cli. Run it on an idle machine.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "resilience"))
from rig import TRANSPORTS, Server, address_at, command  # noqa: E402

WARMUP = 1  # seconds

options = argparse.ArgumentParser()
options.add_argument("--rounds", type=int, default=5)
options.add_argument("--seconds", type=int, default=3)
options.add_argument("--connections", type=lambda text: [int(each) for each in text.split(",")], default=[100, 1000])
options = options.parse_args()


def processor_time(pid):
    """User and system time so far, in microseconds (proc(5))."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


def measure(server, address, connections, *more):
    """Messages a second of one run of `bench`, and microseconds of the server for each."""
    before = processor_time(server.pid)
    run = subprocess.run(
        ["taskset", "-c", "1", *command(), "bench", "%s:%d" % address, "-c", str(connections), "-d", f"{options.seconds}s", "--warmup", f"{WARMUP}s",
         "-o", "json", *more],
        capture_output=True, text=True, check=True)
    rate = json.loads(run.stdout)["result"]["achieved_rate_per_second"]
    return rate, (processor_time(server.pid) - before) / (rate * (options.seconds + WARMUP))


def show(what, pairs):
    without, after = zip(*pairs)
    ratios = [b / a for a, b in pairs]
    print(f"  {what}: {statistics.median(without):,.2f} without, {statistics.median(after):,.2f} after a header; "
          f"ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}); the runs without differ by "
          f"{max(without) / min(without) - 1:.1%}", flush=True)


for transport in TRANSPORTS:
    with Server(transport, """log-connections = off
        listen = ["127.0.0.1:0", { address = "127.0.0.2:0", proxy-protocol = required }]""", before=["taskset", "-c", "0"]) as server:
        plain, proxied = address_at(server, "127.0.0.1"), address_at(server, "127.0.0.2")
        for connections in options.connections:
            runs = [(measure(server, plain, connections), measure(server, proxied, connections, "--proxy-header", "v2")) for _ in range(options.rounds)]
            print(f"{transport}, {connections} connections")
            show("messages/s", [(a[0], b[0]) for a, b in runs])
            show("server, us for a message", [(a[1], b[1]) for a, b in runs])
