#!/usr/bin/env python3
"""The client is stopped for longer than its deadlines (SIGSTOP, a suspended machine). Does it look at its sockets before it judges?"""

import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

from rig import QUICK, TRANSPORTS, Claim, Mesh, Server, command, connections, eventually, needs

STOPPED = 7 if QUICK else 10
TIMEOUT = "4s"  # of which a quarter is left for the look after the stop: a busy machine needs it


class Client:
    """A command of the client's side as a process, whose connections `transport` makes."""

    def __init__(self, transport, *arguments):
        self._work = tempfile.TemporaryDirectory(prefix="echoactors-resilience-")
        configuration = pathlib.Path(self._work.name, "client.conf")
        configuration.write_text(f"echoactors.client {{ transport = {transport}\nconnect-timeout = {TIMEOUT}\nanswer-timeout = {TIMEOUT}\n}}\n")
        self._out = pathlib.Path(self._work.name, "out")
        with open(self._out, "wb") as out:
            self.process = subprocess.Popen(
                [*command(), *(a.replace("CONFIG", str(configuration)) for a in arguments)], stdin=subprocess.PIPE, stdout=out, stderr=out)

    @property
    def text(self):
        return self._out.read_text(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self._work.cleanup()


def stopped(process, seconds):
    process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    process.send_signal(signal.SIGCONT)


def ping(claim, transport):
    """One probe is always outstanding: its echo takes half a second."""
    with Server(transport, "listen = [{ address = \"127.0.0.1:0\", faults = \"delay=500ms\" }]") as server:
        with Client(transport, "ping", "%s:%d" % server.address, "-c", "8", "-i", "10ms", "-W", TIMEOUT) as client:
            eventually(lambda: client.text.count("seq=") >= 2, 60)
            stopped(client.process, STOPPED)
            code = client.process.wait(60)
            counts = re.search(r"\d+ sent, \d+ echoed, \d+ lost", client.text)
            claim.figure(f"{transport}: ping with a probe outstanding: exit code {code}, {counts.group() if counts else repr(client.text)}", code == 0)


def send(claim, transport):
    """The echo of what was typed is outstanding."""
    with Server(transport, "listen = [{ address = \"127.0.0.1:0\", faults = \"delay=1s\" }]") as server:
        for name, extra in (("the answer timeout", ()), ("--timeout", ("--timeout", "4s"))):
            with Client(transport, "send", "%s:%d" % server.address, "--config", "CONFIG", *extra, "hello") as client:
                eventually(lambda: connections(server.address[1]), 60)
                time.sleep(0.3)  # its bytes are on their way
                stopped(client.process, STOPPED)
                code = client.process.wait(60)
                claim.figure(f"{transport}: send with an echo outstanding, under {name}: exit code {code} {client.text if code else ''}", code == 0)


def connect(claim, transport):
    """A full accept queue: the kernel drops the SYN, and sends it again a second later, while the client is stopped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.create_connection(listener.getsockname())]
        with Client(transport, "send", "%s:%d" % listener.getsockname(), "--config", "CONFIG", "hello") as client:
            found = eventually(lambda: syn_sent(listener.getsockname()[1]), 60)
            client.process.send_signal(signal.SIGSTOP)
            waiting.append(listener.accept()[0])
            time.sleep(STOPPED)
            client.process.send_signal(signal.SIGCONT)
            listener.settimeout(30)
            accepted = listener.accept()[0]
            accepted.settimeout(30)
            while data := accepted.recv(100):
                accepted.sendall(data)
            accepted.close()
            code = client.process.wait(60)
            claim.figure(f"{transport}: send while it connects{'' if found else ', WHICH WAS NOT SEEN'}: exit code {code} {client.text if code else ''}",
                         bool(found) and code == 0)
        for s in waiting:
            s.close()


def syn_sent(port):
    out = subprocess.run(["ss", "-tnH", "state", "syn-sent", "dport", "=", f":{port}"], capture_output=True, text=True, check=True).stdout
    return out.strip()


def mesh(claim):
    """Both nodes probe each other; the one that was stopped must not blame the other."""
    with Mesh("--name", "one") as one, Mesh("--name", "two", "--seed", "%s:%d" % one.remoting, "-v") as two:
        up = eventually(lambda: "path two to one is up" in two.log, 90)
        stopped(two.process, STOPPED)
        back = eventually(lambda: re.search("path one to two is up .* it was down", one.log), 90)
        blamed = re.findall(r"path two to one is (?!up).*", two.log)
        claim.figure(f"a mesh node{'' if up else ', WHOSE PATH WAS NEVER UP'}: it was {'seen down and up again' if back else 'NOT SEEN DOWN AND UP AGAIN'} "
                     f"by the other, and blamed the other {len(blamed)} times {blamed or ''}", bool(up and back) and not blamed)


with Claim(f"a client that was stopped for {STOPPED} s, with timeouts of {TIMEOUT}, loses nothing that was answered meanwhile") as claim:
    needs("ss")
    for transport in TRANSPORTS:
        ping(claim, transport)
        send(claim, transport)
        connect(claim, transport)
    if not QUICK:  # a busy machine takes long to find the node again
        mesh(claim)
