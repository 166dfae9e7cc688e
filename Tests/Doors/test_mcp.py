"""`aftercare mcp`, talked to by the Model Context Protocol's own Python client."""

import asyncio
import json
import os
import subprocess

import pytest
from mcp import Client, StdioServerParameters

from conftest import CACHE, PROGRAMS, ROOT, SMALL_PACK

AFTERCARE = str(PROGRAMS / "aftercare")


@pytest.fixture
def environment(tmp_path):
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CACHE_HOME": str(CACHE)}


def talk(environment, conversation, mode="auto"):
    """Runs a conversation, an async function of a connected client, against a program started for it."""
    server = StdioServerParameters(command=AFTERCARE, args=["mcp", *SMALL_PACK], env=environment, cwd=str(ROOT))

    async def run():
        async with Client(server, mode=mode, read_timeout_seconds=60) as client:
            return await conversation(client)

    return asyncio.run(run())


def alone(environment, question):
    """What `aftercare ask --json` says to the same question."""
    run = subprocess.run(
        [AFTERCARE, "ask", "--json", *SMALL_PACK, question], env=environment, cwd=ROOT, capture_output=True, text=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_client_and_the_program_agree_on_a_revision(environment, mode):
    async def conversation(client):
        if mode == "legacy":
            await client.send_ping()
        return client.protocol_version, client.server_info, client.instructions

    version, server, instructions = talk(environment, conversation, mode)
    assert version == "2025-06-18"
    assert server.name == "aftercare"
    assert "Show alerts first" in instructions and "word for word" in instructions


def test_a_scripted_conversation(environment):
    async def conversation(client):
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["ask", "screen_for_red_flags"]
        assert all(tool.annotations.read_only_hint for tool in tools)

        # The client checks each result against the tool's own output schema.
        heat = await client.call_tool("ask", {"question": "can I use heat?"})
        assert heat.structured_content == alone(environment, "can I use heat?")
        assert heat.content[0].text == heat.structured_content["text"]

        token = heat.structured_content["conversation"]
        ice = await client.call_tool("ask", {"question": "and ice?", "conversation": token})
        assert [answer["intent"] for answer in ice.structured_content["answers"]] == ["manage.ice"]

        token = ice.structured_content["conversation"]
        alarm = await client.call_tool("ask", {"question": "I have chest pain", "conversation": token})
        assert alarm.structured_content["urgency"] == "emergency"
        assert alarm.content[0].text.startswith("EMERGENCY\n" + alarm.structured_content["alerts"][0]["text"])

        token = alarm.structured_content["conversation"]
        later = await client.call_tool("ask", {"question": "can I use heat?", "conversation": token})
        assert later.structured_content["urgency"] == "emergency", "an alarm is carried on"

    talk(environment, conversation)


def test_screening_alone(environment):
    async def conversation(client):
        seen = await client.call_tool("screen_for_red_flags", {"text": "My arm has gone numb, and I have pus"})
        assert seen.structured_content["urgency"] == "urgent"
        assert seen.content[0].text.startswith("URGENT\n")
        clear = await client.call_tool("screen_for_red_flags", {"text": "I have no fever"})
        assert clear.structured_content["alerts"] == []
        assert "does not rule one out" in clear.content[0].text

    talk(environment, conversation)


def test_passages_are_resources(environment):
    async def conversation(client):
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        assert [template.uri_template for template in templates] == ["aftercare://passage/{intent}"]
        uris = [str(resource.uri) for resource in resources]
        assert "aftercare://passage/manage.heat" in uris
        for uri in uris:
            contents = (await client.read_resource(uri)).contents
            assert str(contents[0].uri) == uri
            assert contents[0].text.strip()
        heat = (await client.read_resource("aftercare://passage/manage.heat")).contents[0].text
        passage = alone(environment, "can I use heat?")["answers"][0]
        assert passage["text"] in heat, "word for word"
        assert passage["source"]["document"] in heat

    talk(environment, conversation)


def test_faults_reach_the_model_and_the_client_goes_on(environment):
    async def conversation(client):
        empty = await client.call_tool("ask", {})
        assert empty.is_error and "'question'" in empty.content[0].text
        for uri in ["aftercare://passage/no.such", "file:///etc/passwd"]:
            with pytest.raises(Exception, match="no such"):
                await client.read_resource(uri)
        with pytest.raises(Exception, match="no such tool"):
            await client.session.call_tool("nothing", {})
        assert not (await client.call_tool("ask", {"question": "can I use ice?"})).is_error

    talk(environment, conversation)
