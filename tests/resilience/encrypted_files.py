#!/usr/bin/env python3
"""A large file over TLS, by our own client and by OpenSSL's. Does every byte come back, in memory that does not grow with it?"""

import hashlib
import pathlib
import re
import subprocess
import tempfile
import threading
import time

from rig import QUICK, TRANSPORTS, Claim, Server, command, eventually, needs

SIZE = 64 * 1024 * 1024 if QUICK else 1024 * 1024 * 1024
BLOCK = 1024 * 1024
MOST_GROWTH = 150e6  # the runtime's heap under load


def digest(stream):
    """The SHA-256 of the next SIZE bytes."""
    sha, left = hashlib.sha256(), SIZE
    while left > 0 and (block := stream.read(min(left, BLOCK))):
        sha.update(block)
        left -= len(block)
    return sha.hexdigest()


def by_send(server, file, pin):
    """`send -f` half-closes, and ends by itself."""
    with subprocess.Popen(
            [*command(), "send", f"tls://127.0.0.1:{server.address[1]}", "-f", str(file), "--tls-pin", pin],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
        return digest(client.stdout), client.wait(600) == 0


def by_openssl(server, file):
    """`s_client -quiet` has no half-close: it is ended when everything is back."""
    with open(file, "rb") as data, subprocess.Popen(
            ["openssl", "s_client", "-quiet", "-connect", f"127.0.0.1:{server.address[1]}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
        feeding = threading.Thread(target=lambda: [client.stdin.write(block) for block in iter(lambda: data.read(BLOCK), b"")])
        feeding.start()
        try:
            return digest(client.stdout), True
        finally:
            client.kill()
            feeding.join(30)


with Claim(f"a file of {SIZE:,} bytes over TLS comes back byte for byte, to our client and to OpenSSL's") as claim:
    needs("openssl")
    with tempfile.TemporaryDirectory(prefix="echoactors-resilience-") as folder:
        file = pathlib.Path(folder, "file")
        with open("/dev/urandom", "rb") as noise, open(file, "wb") as output:
            for _ in range(SIZE // BLOCK):
                output.write(noise.read(BLOCK))
        with open(file, "rb") as written:
            expected = digest(written)
        for transport in TRANSPORTS:
            with Server(transport, 'listen = [{ address = "tls://127.0.0.1:0", certificate = self-signed }]') as server:
                pin = eventually(lambda: re.search(r"sha256:[0-9a-f]{64}", server.log)).group(0)
                before = server.resident()
                for name, exchange in (("send -f", lambda: by_send(server, file, pin)), ("s_client", lambda: by_openssl(server, file))):
                    started = time.monotonic()
                    found, ended = exchange()
                    seconds = time.monotonic() - started
                    claim.figure(
                        f"{transport}, {name}: {'identical' if found == expected else 'different'} in {seconds:.1f} s, {SIZE / 1e6 / seconds:,.0f} MB/s each way",
                        found == expected and ended)
                grown = server.resident() - before
                claim.figure(f"{transport}: the server grew by {grown / 1e6:,.0f} MB", grown < MOST_GROWTH)
