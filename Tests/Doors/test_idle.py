"""Ten thousand connections that say nothing do not keep anybody else from being answered."""

import resource
import socket
import time

import pytest
from conftest import Gateway

CONNECTIONS = 10_000


def test_ten_thousand_idle_connections(program):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CONNECTIONS + 500:
        pytest.skip(f"this machine allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gateway = program(Gateway, "--request-seconds", "600", "--rate", "0")
    port = int(gateway.url.rsplit(":", 1)[1])
    idle = []
    try:
        # A range of source addresses, since one has too few ports for some settings of the kernel.
        for number in range(CONNECTIONS):
            connection = socket.socket()
            connection.bind((f"127.0.1.{number % 10 + 1}", 0))
            connection.settimeout(30)
            connection.connect(("127.0.0.1", port))
            idle.append(connection)
        open_now = 0
        deadline = time.monotonic() + 60
        while open_now < CONNECTIONS and time.monotonic() < deadline:
            lines = gateway.get("/metrics").splitlines()
            open_now = next(int(l.split()[1]) for l in lines if l.startswith("aftercare_gateway_connections "))
        assert open_now >= CONNECTIONS
        start = time.monotonic()
        assert gateway.ask("can I use heat?")["outcome"] == "answered"
        assert time.monotonic() - start < 5
        status = open(f"/proc/{gateway.process.pid}/status").read()
        resident = next(int(l.split()[1]) for l in status.splitlines() if l.startswith("VmRSS:"))
        assert resident < 1_000_000, f"{resident} KiB"
    finally:
        for connection in idle:
            connection.close()
    assert gateway.ask("can I use heat?")["outcome"] == "answered"
    assert gateway.process.poll() is None
