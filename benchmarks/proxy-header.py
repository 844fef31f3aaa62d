#!/usr/bin/env python3
"""The rate of a listener that requires a PROXY header against one that has no filter, of one server, in turns.

  benchmarks/proxy-header.py [--rounds 5] [--seconds 3] [--connections 100,1000]

ECHOACTORS is the command to measure; left out, it is the newest build of src/EchoActors.Cli. Run it on an idle machine.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "resilience"))
from rig import TRANSPORTS, Server, address_at, command  # noqa: E402

options = argparse.ArgumentParser()
options.add_argument("--rounds", type=int, default=5)
options.add_argument("--seconds", type=int, default=3)
options.add_argument("--connections", type=lambda text: [int(each) for each in text.split(",")], default=[100, 1000])
options = options.parse_args()


def rate(address, connections, *more):
    """Messages a second of one run of `bench`."""
    run = subprocess.run(
        [*command(), "bench", "%s:%d" % address, "-c", str(connections), "-d", f"{options.seconds}s", "--warmup", "1s", "-o", "json", *more],
        capture_output=True, text=True, check=True)
    return json.loads(run.stdout)["result"]["achieved_rate_per_second"]


for transport in TRANSPORTS:
    with Server(transport, """log-connections = off
        listen = ["127.0.0.1:0", { address = "127.0.0.2:0", proxy-protocol = required }]""") as server:
        plain, proxied = address_at(server, "127.0.0.1"), address_at(server, "127.0.0.2")
        for connections in options.connections:
            rates = [(rate(plain, connections), rate(proxied, connections, "--proxy-header", "v2")) for _ in range(options.rounds)]
            without, after = zip(*rates)
            ratios = [b / a for a, b in rates]
            print(f"{transport}, {connections} connections: {statistics.median(without):,.0f} messages/s without, {statistics.median(after):,.0f} after a header; "
                  f"ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}); the runs without differ by "
                  f"{max(without) / min(without) - 1:.1%}", flush=True)
