"""More than one machine: the recipe of the documentation, with nginx in front of three gateways, loses no turn when one is killed."""

import concurrent.futures
import http.client
import json
import re
import shutil
import subprocess
import threading
import time

import pytest
from conftest import ROOT, SMALL_PACK, Program, free_port

ARTICLE = ROOT / "Sources/HTTPGateway/HTTPGateway.docc/BehindNginx.md"
QUESTIONS = ["can I use heat?", "and ice?", "my shoulder is hot n red", "is ice ok after {n} hours?", "thanks"]


def recipe(folder, port):
    """The article's own configuration, with this machine's paths in place of its names."""
    text = re.search(r"```nginx\n(.*?)```", ARTICLE.read_text(), re.S).group(1)
    for number in (1, 2, 3):
        text = text.replace(f"/run/aftercare/gateway-{number}.sock", f"{folder}/gateway-{number}.sock")
    text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"\n\s*ssl_\w+ [^;]*;", "", text)
    return f"""
daemon off; master_process on; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
user root;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
{text}
}}
"""


@pytest.fixture
def nginx(tmp_path):
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(recipe(tmp_path, port))
    process = subprocess.Popen([program, "-c", str(configuration), "-e", str(tmp_path / "error.log")])
    deadline = time.monotonic() + 20
    while True:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "error.log").read_text()
            time.sleep(0.02)
    yield port
    process.terminate()
    process.wait(timeout=20)


def test_a_hundred_conversations_while_a_gateway_is_killed_and_restarted(tmp_path, program, nginx):
    daemon = program(Program, "aftercared", ["--socket", tmp_path / "a.sock", *SMALL_PACK])

    def start(number):
        return program(
            Program, "aftercare-gateway",
            ["--unix", tmp_path / f"gateway-{number}.sock", "--socket", tmp_path / "a.sock", "--trusted-proxy", "unix",
             "--allow-host", "chat.clinic.example", "--rate", "0"])

    gateways = [start(number) for number in (1, 2, 3)]
    turns = threading.Semaphore(0)

    def hold(number):
        """One conversation; its replies, each asked for through nginx on a connection of its own."""
        replies, token = [], None
        for question in QUESTIONS:
            connection = http.client.HTTPConnection("127.0.0.1", nginx, timeout=60)
            connection.request(
                "POST", "/v1/ask", json.dumps({"question": question.format(n=number), "conversation": token}),
                {"Content-Type": "application/json", "Host": "chat.clinic.example"})
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, body
            connection.close()
            replies.append(body)
            token = json.loads(body)["conversation"]
            turns.release()
        return replies

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        held = [pool.submit(hold, number) for number in range(100)]
        for _ in range(150):
            turns.acquire()
        gateways[1].kill()
        for _ in range(100):
            turns.acquire()
        start(2)
        conversations = [one.result(timeout=300) for one in held]

    # No turn is lost, and each is what one gateway alone would have said.
    assert all(len(replies) == len(QUESTIONS) for replies in conversations)
    alone = http.client.HTTPConnection("127.0.0.1", nginx, timeout=60)
    for number in (0, 57, 99):
        token = None
        for question, expected in zip(QUESTIONS, conversations[number]):
            alone.request(
                "POST", "/v1/ask", json.dumps({"question": question.format(n=number), "conversation": token}),
                {"Content-Type": "application/json", "Host": "chat.clinic.example"})
            body = alone.getresponse().read()
            assert body == expected
            reply = json.loads(body)
            assert not reply["conversation_lost"]
            token = reply["conversation"]
    assert daemon.process.poll() is None


def test_each_client_has_its_own_rate_behind_the_proxy(tmp_path, program, nginx):
    program(Program, "aftercared", ["--socket", tmp_path / "a.sock", *SMALL_PACK])
    for number in (1, 2, 3):
        program(
            Program, "aftercare-gateway",
            ["--unix", tmp_path / f"gateway-{number}.sock", "--socket", tmp_path / "a.sock", "--trusted-proxy", "unix",
             "--allow-host", "chat.clinic.example", "--rate", "0.001", "--burst", "2"])

    def ask(address):
        connection = http.client.HTTPConnection("127.0.0.1", nginx, timeout=30, source_address=(address, 0))
        # A client that writes the field itself gains nothing.
        connection.request(
            "GET", "/v1/intents", headers={"Host": "chat.clinic.example", "X-Forwarded-For": f"192.0.2.{time.monotonic_ns() % 250}"})
        return connection.getresponse().status

    first = [ask("127.0.0.2") for _ in range(20)]
    assert first.count(200) <= 6 and first[-1] == 429
    assert ask("127.0.0.3") == 200
