#!/usr/bin/env python3
"""One node of a TLS mesh is killed, and its address is taken by a listener whose certificate the others do not trust."""

import os
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import time

from rig import QUICK, ROOT, Claim, Mesh, eventually, needs

SECONDS = 18 if QUICK else 40  # before, the others had ended within 16 s
IMPOSTORS = ("a stranger's",) if QUICK else ("a stranger's", "an expired")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder, name):
        self._folder, self.certificate, self._key = folder, folder / f"{name}.pem", folder / f"{name}.key"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", self._key, "-out", self.certificate)

    def issue(self, name, days=2):
        """The certificate and key of a node, as PEM and as PKCS#12; expired where `days` is negative."""
        request, key, pem, pfx = (self._folder / f"{name}.{kind}" for kind in ("csr", "node-key", "node-pem", "pfx"))
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        usage = self._folder / "usage"
        usage.write_text("extendedKeyUsage=serverAuth,clientAuth\n")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-set_serial", "7", "-days", str(days), "-extfile", usage, "-out", pem)
        openssl("pkcs12", "-export", "-in", pem, "-inkey", key, "-passout", "pass:", "-out", pfx)
        return pem, key, pfx


class Impostor:
    """A TLS listener at an address; counts who connects."""

    def __init__(self, address, pem, key):
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(pem, key)
        self._listener = socket.create_server(address)
        self.connected = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            self.connected += 1
            client.settimeout(5)
            try:
                with self._context.wrap_socket(client, server_side=True) as tls:
                    tls.recv(100)
            except OSError:
                client.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()


def probed(name, log):
    """Whether a node has measured its path to the third."""
    return re.search(f"path {name} to three is (up|slow)", log)


def attack(claim, folder, ours, whose, pem, key):
    files = ("--config", str(ROOT / "hocon" / "mesh-tls.conf"))

    def node(name, *arguments):
        own = folder / f"{name}.conf"
        own.write_text(f"akka.remote.dot-netty.tcp.ssl.certificate.path = \"{ours.issue(name)[2]}\"\n")
        return Mesh("--name", name, *files, "--config", str(own), "-v", *arguments)

    with node("one") as one:
        seed = ("--seed", "%s:%d" % one.remoting)
        with node("two", *seed) as two, node("three", *seed) as three:
            formed = eventually(lambda: probed("one", one.log) and probed("two", two.log), 90)
            three.process.kill()
            three.process.wait()
            with Impostor(three.remoting, pem, key) as impostor:
                time.sleep(SECONDS)
                ended = [mesh for mesh in (one, two) if mesh.process.poll() is not None]
                down = [line for line in one.log.splitlines() if "path one to two is down" in line]
                claim.figure(
                    f"{whose} certificate at the address of a killed node{'' if formed else ' OF A MESH THAT DID NOT FORM'}: the others connected to it "
                    f"{impostor.connected} times in {SECONDS} s; {len(ended)} of 2 ended, {len(down)} paths between them went down",
                    bool(formed) and impostor.connected > 0 and not ended and (QUICK or not down))  # a busy machine may be slow to answer


with Claim("a node of a TLS mesh does not end because of a peer's certificate") as claim:
    needs("openssl")
    with tempfile.TemporaryDirectory(prefix="echoactors-resilience-") as work:
        folder = pathlib.Path(work)
        ours, theirs = Authority(folder, "ours"), Authority(folder, "theirs")
        os.environ |= {"SSL_CERT_FILE": str(ours.certificate), "SSL_CERT_DIR": str(folder / "none")}
        for whose in IMPOSTORS:
            pem, key, _ = theirs.issue("stranger") if whose == "a stranger's" else ours.issue("expired", days=-1)
            attack(claim, folder, ours, whose, pem, key)
