"""An existing client of OpenAI's API works unchanged: the real `openai` package holds a conversation."""

import openai
import pytest
from conftest import Gateway, post


@pytest.fixture
def gateway(program):
    return program(Gateway, "--openai", "--rate", "0")


@pytest.fixture
def client(gateway):
    return openai.OpenAI(base_url=gateway.url + "/v1", api_key="unused", max_retries=0)


def test_a_conversation_of_several_turns(gateway, client):
    messages = [{"role": "system", "content": "Be brief."}]
    conversation = None
    for question in ["can I use heat?", "and ice?", "my shoulder is hot n red", "can I use heat then?", "thanks"]:
        messages.append({"role": "user", "content": question})
        completion = client.chat.completions.create(
            model="gpt-4o-mini", messages=messages, temperature=0.2, tools=[
                {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}])
        reply = post(gateway.url + "/v1/ask", {"question": question, "conversation": conversation})
        conversation = reply["conversation"]
        choice = completion.choices[0]
        assert choice.finish_reason == "stop"
        assert choice.message.role == "assistant"
        assert choice.message.content.startswith(reply["text"])
        assert completion.model_extra["aftercare"] == reply
        assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
        messages.append({"role": "assistant", "content": choice.message.content})
    assert reply["urgency"] == "urgent", "the alarm of the third turn is still carried"


def test_a_stream_is_the_same_text(client):
    messages = [{"role": "user", "content": "I can't breathe"}]
    whole = client.chat.completions.create(model="aftercare", messages=messages)
    stream = client.chat.completions.create(
        model="aftercare", messages=messages, stream=True, stream_options={"include_usage": True})
    text, usage, pieces = "", None, 0
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            text += chunk.choices[0].delta.content
            pieces += 1
        usage = chunk.usage or usage
    assert text == whole.choices[0].message.content
    assert pieces > 10
    assert usage == whole.usage


def test_the_models(client):
    assert [model.id for model in client.models.list()] == ["aftercare"]
    assert client.models.retrieve("aftercare").owned_by == "aftercare"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")


def test_errors_are_those_that_the_client_knows(client):
    with pytest.raises(openai.BadRequestError) as error:
        client.chat.completions.create(model="m", messages=[{"role": "assistant", "content": "x"}])
    assert error.value.code == "invalid_request"
    with pytest.raises(openai.BadRequestError) as error:
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x" * 5000}])
    assert error.value.code == "too_long"


def test_a_client_asks_again_after_it_was_too_fast(program):
    gateway = program(Gateway, "--openai", "--rate", "2", "--burst", "1")
    client = openai.OpenAI(base_url=gateway.url + "/v1", api_key="unused", max_retries=5)
    for _ in range(3):
        completion = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "can I use heat?"}])
        assert completion.choices[0].message.content
