"""What the tests of the front doors share: the built programs, started on free ports and ended with the test."""

import json
import os
import pathlib
import re
import socket
import subprocess
import time
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build" / "release"
SMALL_PACK = ["--pack", str(ROOT / "Tests/Fixtures/small"), "--matcher", "lexical"]
# A compiled pack is kept between runs: to compile the bundled one takes some seconds.
CACHE = ROOT / ".build-doors" / "cache"


class Program:
    """A program of ours in the background; its log is a file, read until it says that it listens."""

    def __init__(self, folder, name, arguments):
        self.arguments = [str(PROGRAMS / name), *map(str, arguments)]
        self.log_path = folder / f"{name}-{time.monotonic_ns()}.log"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                self.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT,
                env={"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CACHE_HOME": str(CACHE), "TMPDIR": str(folder)})
        try:
            self.wait_for("listening")
        except BaseException:
            # Nobody else knows of it yet.
            self.kill()
            raise

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for(self, text, seconds=600):
        deadline = time.monotonic() + seconds
        while text not in self.log:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"{self.arguments[0]} never said '{text}':\n{self.log}")
            time.sleep(0.01)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=30)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Gateway(Program):
    """`aftercare-gateway` with the engine inside, on a free port of this machine."""

    def __init__(self, folder, *arguments, pack=SMALL_PACK):
        super().__init__(folder, "aftercare-gateway", ["--embedded", *pack, "--port", "0", *arguments])
        self.url = re.search(r"at=(http://\S+)/", self.log).group(1)

    def get(self, path, **headers):
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read().decode()

    def ask(self, question, conversation=None):
        return post(self.url + "/v1/ask", {"question": question, "conversation": conversation})


def post(url, body):
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read())


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def program(tmp_path):
    """Starts programs that end with the test."""
    started = []

    def start(kind, *arguments, **options):
        started.append(kind(tmp_path, *arguments, **options))
        return started[-1]

    yield start
    for one in started:
        one.stop()
