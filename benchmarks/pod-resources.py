#!/usr/bin/env python3
"""What a pod of the mesh needs: memory and processor of one node as deploy/kubernetes runs it.

  benchmarks/pod-resources.py FOLDER [NODES...]     FOLDER: the published program; NODES: 3 unless said otherwise

Each node is a process in a network namespace and in a memory group of its own with the manifest's limit, so that the runtime sizes
its heap by it. It serves the admin page, is probed as kubelet does and scraped as Prometheus does. Seeds take the place of the API
server, which is asked before a node has joined and not after. Printed for each number of nodes: until every node showed every path up,
processor time of a node from its start until then, and then over 60 s: processor, resident memory (all of it, as if no other pod on
the host had loaded the same files), and the most that a node ever had.

Root on Linux, an idle machine.
"""

import concurrent.futures
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

LIMIT = "320M"  # as the manifests have it
SECONDS = 60
TICK = os.sysconf("SC_CLK_TCK")
PROBES = {"/health/ready": 5, "/health/live": 20, "/metrics": 15}  # how often, in seconds

if len(sys.argv) < 2 or not all(word.isdigit() and int(word) in range(1, 255) for word in sys.argv[2:]):
    sys.exit("pod-resources: give the folder of the published program, then numbers of nodes from 1 to 254")
program = pathlib.Path(sys.argv[1]).resolve() / "EchoActors.Cli.dll"
if not program.exists():
    sys.exit(f"pod-resources: there is no {program}: publish src/EchoActors.Cli first")
if os.geteuid() != 0:
    sys.exit("pod-resources: only root may make network namespaces and memory groups")
name = f"pod{os.getpid()}"
groups = pathlib.Path("/sys/fs/cgroup")
if (groups / "cgroup.controllers").exists():
    (groups / "cgroup.subtree_control").write_text("+memory")
    memory_limit = "memory.max"
else:
    groups, memory_limit = groups / "memory", "memory.limit_in_bytes"


def shell(command):
    subprocess.run(command, shell=True, check=True)


class Node:
    def __init__(self, number):
        self.space, self.address = f"{name}-{number}", f"10.80.0.{number}"
        shell(f"ip netns add {self.space} && ip -n {self.space} link set lo up &&"
              f" ip link add {self.space} type veth peer name eth0 netns {self.space} &&"
              f" ip link set {self.space} netns {name}-hub && ip -n {name}-hub link set {self.space} master hub up &&"
              f" ip -n {self.space} addr add {self.address}/24 dev eth0 && ip -n {self.space} link set eth0 up")
        self.group = groups / self.space
        self.group.mkdir()
        (self.group / memory_limit).write_text(LIMIT)

    def start(self):
        self.process = subprocess.Popen(
            ["bash", "-c", 'echo $$ >"$1"; shift; exec "$@"', "node", self.group / "cgroup.procs", "ip", "netns", "exec", self.space,
             "dotnet", program, "mesh", f"--name={self.space}", f"--cluster={self.address}:4053", f"--admin={self.address}:8080",
             "--log-format=json", "--seed=10.80.0.1:4053", "--seed=10.80.0.2:4053", "--seed=10.80.0.3:4053"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "DOTNET_EnableDiagnostics": "0"})

    def get(self, path):
        return subprocess.run(["ip", "netns", "exec", self.space, "curl", "-sf", "--max-time", "10", f"http://{self.address}:8080{path}"],
                              capture_output=True).stdout

    def paths_up(self):
        try:
            return sum(path["state"] == "up" for row in json.loads(self.get("/api/v1/mesh"))["mesh"]["rows"] for path in row["paths"])
        except ValueError:
            return 0

    def seconds(self):
        return sum(map(int, pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13])) / TICK

    def megabytes(self, field):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split(field + ":")[1].split()[0]) / 1024


def measure(count):
    shell(f"ip netns add {name}-hub && ip -n {name}-hub link add hub type bridge && ip -n {name}-hub link set hub up")
    nodes = [Node(number) for number in range(1, count + 1)]
    try:
        begun = time.monotonic()
        for node in nodes:
            node.start()
        for node in nodes:
            while node.paths_up() < count * (count - 1):
                if time.monotonic() - begun > 300:
                    sys.exit(f"{count} nodes: no full matrix after 300 s")
                time.sleep(2)
        full, starting = time.monotonic() - begun, [node.seconds() for node in nodes]
        time.sleep(10)
        before, begun, resident = [node.seconds() for node in nodes], time.monotonic(), [[] for _ in nodes]
        with concurrent.futures.ThreadPoolExecutor(4) as asking:
            for second in range(SECONDS):
                for node, series in zip(nodes, resident):
                    series.append(node.megabytes("VmRSS"))
                    for path, interval in PROBES.items():
                        if second % interval == 0:
                            asking.submit(node.get, path)
                time.sleep(max(0, begun + second + 1 - time.monotonic()))
        elapsed = time.monotonic() - begun
        load = [100 * (node.seconds() - each) / elapsed for node, each in zip(nodes, before)]
        steady = [statistics.median(series) for series in resident]
        print(f"{count} nodes: full matrix after {full:.1f} s, {statistics.median(starting):.1f} s of processor each until then; "
              f"then {statistics.median(load):.1f} % of a core ({max(load):.1f} at most), resident {statistics.median(steady):.0f} MB "
              f"({max(steady):.0f} at most), peak {max(node.megabytes('VmHWM') for node in nodes):.0f} MB", flush=True)
    finally:
        for node in nodes:
            if hasattr(node, "process"):
                node.process.kill()
                node.process.wait()
            node.group.rmdir()
            shell(f"ip netns del {node.space}")
        shell(f"ip netns del {name}-hub")


for each in [int(word) for word in sys.argv[2:]] or [3]:
    measure(each)
