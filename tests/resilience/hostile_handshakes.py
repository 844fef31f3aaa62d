#!/usr/bin/env python3
"""Peers of a TLS listener, and of one that requires a PROXY header, which do not finish what comes before the first byte: they
drip it, reset the connection in every state of it, or send records and headers of impossible lengths."""

import contextlib
import re
import select
import socket
import ssl
import statistics
import threading
import time

from rig import QUICK, TRANSPORTS, Claim, Server, address_at, connect, connections, eventually, receive_exactly, reset, size

DRIPPING = 200 if QUICK else 2_000
RESETS = 5 if QUICK else 100  # in each state, for each version
TIMEOUT = 5
SETTINGS = f"""
handshake-timeout = {TIMEOUT}s
log-connections = off
listen = [
  {{ address = "tls://127.0.0.1:0", certificate = "self-signed" }}
  {{ address = "127.0.0.2:0", proxy-protocol = required }}
]"""

HANDSHAKE, APPLICATION_DATA = 22, 23  # content types, RFC 8446 section 5.1


def accepting_anyone():
    """A client's context that verifies nothing."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Handshake:
    """A client's handshake over memory, of which each step is taken by hand."""

    def __init__(self, version):
        context = accepting_anyone()
        context.minimum_version = context.maximum_version = version
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname="localhost")

    def step(self):
        """The next bytes to send; none where it waits for the server."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
        return self._out.read()

    def feed(self, data):
        self._in.write(data)

    def write(self, data):
        self._tls.write(data)
        return self._out.read()


ANYONE = accepting_anyone()
HELLO = Handshake(ssl.TLSVersion.TLSv1_3).step()


def good_client(address):
    return ANYONE.wrap_socket(connect(address, timeout=30))


def round_trip(client):
    started = time.monotonic()
    client.sendall(b"hello")
    assert client.recv(5) == b"hello"
    return time.monotonic() - started


def handshake_and_echo(address):
    started = time.monotonic()
    with good_client(address) as client:
        round_trip(client)
    return time.monotonic() - started


def p50_and_p99(durations):
    return statistics.median(durations) * 1e3, sorted(durations)[int(len(durations) * 0.99)] * 1e3


def drip(claim, transport, server, address):
    with good_client(address) as client:
        for _ in range(200):
            round_trip(client)
        before = p50_and_p99([round_trip(client) for _ in range(500)])
        joining = statistics.median(handshake_and_echo(address) for _ in range(20)) * 1e3
        opened, begun = [], time.monotonic()
        for _ in range(DRIPPING):
            opened.append((connect(address), time.monotonic()))
        all_open = time.monotonic()
        stop, gone = threading.Event(), []

        def dripping():
            left = dict((s.fileno(), [s, at, 0]) for s, at in opened)
            for s, _ in opened:
                s.setblocking(False)
            poll = select.poll()
            for number in left:
                poll.register(number, select.POLLIN)
            next_byte = time.monotonic()
            while left and not stop.is_set():
                if time.monotonic() >= next_byte:
                    next_byte += 1
                    for s, _, sent in left.values():
                        with contextlib.suppress(OSError):
                            s.send(HELLO[sent:sent + 1])
                    for entry in left.values():
                        entry[2] += 1
                for number, _ in poll.poll(50):
                    poll.unregister(number)
                    gone.append(time.monotonic() - left.pop(number)[1])

        thread = threading.Thread(target=dripping)
        thread.start()
        during, joined = [], []
        while len(gone) < DRIPPING and time.monotonic() < all_open + 4 * TIMEOUT:
            during.extend(round_trip(client) for _ in range(20))
            joined.append(handshake_and_echo(address) * 1e3)
        stop.set()
        thread.join()
        for s, _ in opened:
            s.close()
        meanwhile = p50_and_p99(during)
        claim.figure(
            f"{transport}: {DRIPPING} clients, all there after {all_open - begun:.1f} s, drip a byte a second: an echo takes {meanwhile[0]:.2f} ms at p50 "
            f"and {meanwhile[1]:.1f} ms at p99, before {before[0]:.2f} and {before[1]:.1f}; a new client's handshake and echo {statistics.median(joined):.0f} ms, before {joining:.0f}",
            meanwhile[0] < 10 * before[0] + 5)
        claim.figure(
            f"{transport}: {len(gone)} of them were let go, after {min(gone, default=0):.1f} to {max(gone, default=0):.1f} s",
            len(gone) == DRIPPING and min(gone) > TIMEOUT * 0.9 and max(gone) < 1.5 * TIMEOUT + 1)


def reset_in_each_state(claim, transport, server, address):
    """Cuts a handshake after each of its flights, and in the middle of each."""
    states = 0
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        for flights in range(3):
            for part in (0.0, 0.5, 1.0):
                states += 1
                for _ in range(RESETS):
                    with contextlib.suppress(OSError):
                        cut(address, version, flights, part)
    left = eventually(lambda: not connections(address[1]))
    served = handshake_and_echo(address)
    errors = len(re.findall(r"\bERR\b", server.log))
    claim.figure(f"{transport}: {states * RESETS:,} resets in {states} states of the handshake: {len(connections(address[1]))} connections left, "
                 f"{errors} errors in the log, the next client served in {served * 1e3:.0f} ms", bool(left) and errors == 0)


def cut(address, version, flights, part):
    client = connect(address)
    handshake = Handshake(version)
    try:
        for flight in range(flights + 1):
            data = handshake.step() or handshake.write(b"hello")
            client.sendall(data if flight < flights else data[:int(len(data) * part)])
            if flight < flights:
                handshake.feed(client.recv(65_536))
    finally:
        reset(client)


def record(kind, length, body=b""):
    return bytes((kind, 3, 3)) + length.to_bytes(2, "big") + body


def after_sending(address, data, seconds=TIMEOUT + 5):
    """Sends what may be cut off; returns after how long the server has ended the connection, or None."""
    started = time.monotonic()
    with connect(address, timeout=seconds) as s:
        try:
            s.sendall(data)
            while s.recv(65_536):
                pass
        except TimeoutError:
            return None
        except OSError:
            pass
        return time.monotonic() - started


def impossible_lengths(claim, transport, server, tls, proxied):
    before = server.resident()
    hello = HELLO[5:]
    attempts = {
        "1,000 empty records": record(HANDSHAKE, 0) * 1_000,
        "an empty record of application data": record(APPLICATION_DATA, 0),
        "a record of 65,535 bytes": record(HANDSHAKE, 65_535, bytes(65_535)),
        "a record of 65,535 bytes that stops in the middle": record(HANDSHAKE, 65_535, bytes(30_000)),
        "a ClientHello of 10 MB, in records of 16 KiB": b"".join(
            record(HANDSHAKE, 16_384, (b"\x01\xff\xff\xff" if n == 0 else b"") + bytes(16_380 if n == 0 else 16_384)) for n in range(640)),
        "a ClientHello in records of one byte, and then nothing": b"".join(record(HANDSHAKE, 1, hello[n:n + 1]) for n in range(len(hello) - 1)),
    }
    headers = {
        "a PROXY header (v1) of 10 MB": b"PROXY TCP4 " + b"1" * 10_000_000,
        "a PROXY header (v2) of 65,535 bytes, and 10 MB more": b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff" + bytes(10_000_000),
        "10 MB of something else": bytes(10_000_000),
    }
    ended = [(what, after_sending(address, data)) for address, all in ((tls, attempts), (proxied, headers)) for what, data in all.items()]
    for what, after in ended:
        claim.figure(f"{transport}: {what}: {'not ended' if after is None else f'ended after {after:.1f} s'}",
                     after is not None and after < 1.5 * TIMEOUT + 1)
    grown = server.resident() - before
    with good_client(tls) as client:
        data = bytes(range(256)) * 64  # the largest plaintext of a record, 16,384 bytes
        same = 0
        for _ in range(100):  # one at a time: no two threads may use one connection of Python's OpenSSL
            client.sendall(data)
            same += receive_exactly(client, len(data)) == data
    claim.figure(f"{transport}: together they have grown it by {size(grown)}; {same} of 100 records of 16,384 bytes come back the same",
                 grown < 50e6 and same == 100)


with Claim("clients in a TLS handshake or a PROXY header that never ends slow nobody, are gone at the handshake timeout, and leave nothing") as claim:
    for transport in TRANSPORTS:
        with Server(transport, SETTINGS) as server:
            tls, proxied = address_at(server, "127.0.0.1"), address_at(server, "127.0.0.2")
            drip(claim, transport, server, tls)
            reset_in_each_state(claim, transport, server, tls)
            impossible_lengths(claim, transport, server, tls, proxied)
