"""The chat page in a real browser: Debian's Chromium, headless, driven by Playwright.

Every page is watched: a message on the console, an error of a script, a request to another server, a cookie or anything stored
fails the test that opened it.
"""

import functools
import http.server
import json
import re
import shutil
import threading
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from conftest import ROOT, Gateway

BUNDLED_PACK = ["--pack", str(ROOT / "Intents/trigger-point-injections")]
SCREENSHOTS = ROOT / ".build-doors" / "screenshots"
WIDTHS = {360: 740, 768: 1024, 1280: 800}
# Each is answered with a warning by the safety data, whatever the pack.
URGENT = "my shoulder is hot and red"
EMERGENCY = "I have chest pain and I can't breathe"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    """The bundled pack: what is looked at here is what people see."""
    one = Gateway(
        tmp_path_factory.mktemp("gateway"), "--rate", "100000", "--burst", "100000", pack=BUNDLED_PACK)
    yield one
    one.stop()


@pytest.fixture
def open_chat(browser):
    """Opens the chat; afterwards nothing may have been complained of, fetched from elsewhere or stored."""
    contexts = []

    def open_it(gateway, query="", width=768, height=None, path="/", may_fail=False, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height or WIDTHS.get(width, 800)}, reduced_motion="reduce", **options)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(f"error: {error}"))
        if not may_fail:
            page.on("console", lambda message: page.complaints.append(f"console: {message.text}"))
        server = urlsplit(gateway.url).netloc
        page.on("request", lambda request: urlsplit(request.url).netloc == server
                or page.complaints.append(f"request: {request.url}"))
        contexts.append((context, page))
        page.goto(gateway.url + path + query)
        return page

    yield open_it
    for context, page in contexts:
        assert page.complaints == []
        assert context.cookies() == []
        stored = page.evaluate("async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]")
        assert stored == [0, 0, 0]
        context.close()


def question_field(page):
    return page.get_by_role("textbox", name="Your question")


def replies(page):
    return page.locator(".turn .reply, .turn .away")


def ask(page, question):
    """Types a question, sends it with Enter, and waits for its reply."""
    before = replies(page).count()
    question_field(page).fill(question)
    question_field(page).press("Enter")
    reply = replies(page).nth(before)
    reply.wait_for()
    return reply


def use_tool(page, name):
    """Presses a tool, through the menu where there is one."""
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
        menu.click()
    page.get_by_role("button", name=name, exact=True).click()


def flat(text):
    """A text without the look of its blanks and list marks."""
    return re.sub(r"\s+", " ", re.sub(r"(?m)^- ", "", text)).strip()


def assert_accessible(page):
    """No violation of WCAG 2.2 AA or of axe's best practices."""
    complaints = getattr(page, "complaints", [])
    before = len(complaints)
    result = Axe().run(page, options={"runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    # Axe puts a style of its own into the page, which the page's policy refuses, and rightly.
    assert all("inline style" in complaint for complaint in complaints[before:])
    del complaints[before:]
    assert result.violations_count == 0, result.generate_report()


def assert_fits(page):
    """Nothing is wider than the window, in whole or inside of the conversation."""
    wider = page.evaluate("""() => {
      const root = document.querySelector("aftercare-chat").shadowRoot;
      return [document.documentElement, ...root.querySelectorAll(".chat, .log, .welcome, .bubble, .alert, .dialog-body")]
        .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className || box.localName);
    }""")
    assert wider == []


# ---- The opening


def test_opens_with_what_it_is(gateway, open_chat):
    page = open_chat(gateway)
    for words in ["No person reads this.", "Not for emergencies.", "Nothing is stored.", "Not reviewed by a clinician yet."]:
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("region", name="When to get help")).to_contain_text("emergency number")
    expect(question_field(page)).to_be_visible()


def test_topics_come_from_the_pack_for_those_who_would_rather_not_type(gateway, open_chat):
    page = open_chat(gateway)
    page.get_by_role("button", name="Is this normal?").click()
    reply = replies(page).first
    expect(reply).to_be_focused()
    expect(reply.locator(".passage").first).to_be_visible()

    use_tool(page, "Topics")
    dialog = page.get_by_role("dialog", name="Topics")
    shown = dialog.locator(".choice").all_inner_texts()
    intents = page.evaluate("fetch('v1/intents').then((response) => response.json())")
    hidden = ("social.", "meta.off_topic", "meta.seen_clinician", "meta.language")
    listed = [topic for topic in intents if not topic["intent"].startswith(hidden)]
    assert sorted(shown) == sorted(topic["title"] for topic in listed)

    # Whatever the matcher makes of a title: its passage is what is shown.
    topic = next(topic for topic in listed if topic["intent"] == "manage.heat")
    passage = page.evaluate("fetch('v1/passages/manage.heat').then((response) => response.json())")
    dialog.get_by_role("button", name=topic["title"], exact=True).click()
    expect(dialog).to_have_count(0)
    expect(replies(page)).to_have_count(2)
    assert flat(passage["short"]) in flat(replies(page).last.inner_text())


def test_the_files_of_the_page_run_nothing_inline_and_ask_nobody_else(gateway, open_chat):
    page = open_chat(gateway)
    policy = page.request.get(gateway.url + "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "style-src 'self'" in policy
    assert "unsafe" not in policy
    html = page.request.get(gateway.url + "/").text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    for name in ["chat.js", "chat.css", "embed.js"]:
        text = page.request.get(f"{gateway.url}/{name}").text()
        assert "innerHTML" not in text and "eval(" not in text
        foreign = re.findall(r"https?://[^\s\"']+", text)
        assert [url for url in foreign if "www.w3.org" not in url and ".example/" not in url] == []


# ---- Asking


def test_a_passage_comes_word_for_word_with_its_source(gateway, open_chat):
    page = open_chat(gateway)
    expected = gateway.ask("can I use heat?")
    reply = ask(page, "can I use heat?")
    answer = expected["answers"][0]
    assert flat(answer["text"]) in flat(reply.inner_text())
    expect(reply.locator(".credit")).to_contain_text(f"Source: {answer['source']['document']} ({answer['source']['section']}).")
    expect(reply.locator(".credit")).to_contain_text(expected["notice"])
    expect(question_field(page)).to_be_focused()
    expect(question_field(page)).to_have_value("")

    reply.get_by_text("Who wrote this, and when was it reviewed?").click()
    for part in [answer["sha256"], expected["pack"]["sha256"], expected["pack"]["version"], "No clinician has reviewed it yet."]:
        expect(reply.locator(".who")).to_contain_text(part)


def test_two_answers_stand_under_their_titles_and_open_to_the_whole_passage(gateway, open_chat):
    page = open_chat(gateway)
    expected = gateway.ask("heat or ice")
    assert len(expected["answers"]) == 2
    reply = ask(page, "heat or ice")
    for place, answer in enumerate(expected["answers"]):
        passage = reply.locator(".passage").nth(place)
        expect(passage.locator(".title")).to_have_text(answer["title"])
        more = passage.locator(".more")
        if more.count() > 0:
            more.locator("summary").click()
        assert flat(answer["text"]) in flat(passage.inner_text()).replace(" Read all of it", "")


def test_the_words_of_a_person_stay_words(gateway, open_chat):
    page = open_chat(gateway)
    ask(page, "<img src=x onerror=alert(1)><b>heat</b>")
    expect(page.locator(".question").last).to_contain_text("<img src=x onerror=alert(1)><b>heat</b>")
    assert page.locator(".question b, .question img").count() == 0


def test_enter_sends_and_shift_enter_makes_a_line(gateway, open_chat):
    page = open_chat(gateway)
    field = question_field(page)
    field.press_sequentially("can I use")
    field.press("Shift+Enter")
    field.press_sequentially("heat?")
    expect(field).to_have_value("can I use\nheat?")
    field.press("Enter")
    expect(page.locator(".question")).to_contain_text("heat?")
    field.press("Enter")
    expect(page.locator(".question")).to_have_count(1)


def test_a_question_that_is_too_long_is_not_sent(gateway, open_chat):
    page = open_chat(gateway)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    question_field(page).fill("ü" * 2100)
    question_field(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="more than I can read at once")).to_be_visible()
    expect(question_field(page)).to_have_value("ü" * 2100)
    assert asked == []


def test_a_follow_up_belongs_to_the_question_before(gateway, open_chat):
    page = open_chat(gateway)
    first = gateway.ask("can I use heat?")
    expected = gateway.ask("and ice?", first["conversation"])
    ask(page, "can I use heat?")
    reply = ask(page, "and ice?")
    assert expected["answers"][0]["intent"] == "manage.ice"
    assert flat(expected["answers"][0]["short"]) in flat(reply.inner_text())


def vague(gateway):
    """A question that is asked back, and the reply to it."""
    for question in ["medicine", "it hurts", "pain", "injection", "what about tablets", "sore"]:
        reply = gateway.ask(question)
        if reply["outcome"] == "clarify":
            return question, reply
    raise AssertionError("none of the vague questions is asked back any more: name one that is")


def test_a_choice_is_picked_by_keyboard(gateway, open_chat):
    page = open_chat(gateway)
    question, expected = vague(gateway)
    reply = ask(page, question)
    buttons = reply.get_by_role("button")
    titles = [choice["title"] for choice in expected["choices"]]
    assert buttons.all_inner_texts()[:len(titles)] == titles
    assert not re.search(r"^\d\. ", reply.locator(".answer").inner_text(), re.MULTILINE), "numbers are for keyboards alone"

    # From the field back to the last of the choices, and on to the first.
    for _ in range(buttons.count()):
        page.keyboard.press("Shift+Tab")
    expect(buttons.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(2)
    expect(replies(page).last).to_be_focused()
    expect(page.locator(".question").last).to_contain_text(titles[0])
    picked = gateway.ask("1", expected["conversation"])
    assert flat(picked["answers"][0]["short"]) in flat(replies(page).last.inner_text())
    expect(page.locator(".turn").first.locator(".choices")).to_have_count(0)


# ---- Alerts


@pytest.mark.parametrize("question, level", [(URGENT, "urgent"), (EMERGENCY, "emergency")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_alert_is_said_by_colour_word_and_sign(gateway, open_chat, question, level, scheme):
    page = open_chat(gateway, color_scheme=scheme)
    expected = gateway.ask(question)
    reply = ask(page, question)
    alert = reply.get_by_role("alert").first
    expect(alert).to_be_in_viewport(ratio=0.5)
    expect(alert.locator(".level")).to_have_text(re.compile(level, re.IGNORECASE))
    expect(alert.locator(".level svg")).to_be_visible()
    assert flat(expected["alerts"][0]["text"]) in flat(alert.inner_text())
    colours = {name: page.locator(name).first.evaluate("box => getComputedStyle(box).backgroundColor")
               for name in [".alert", ".question", ".log", ".chat"]}
    assert colours[".alert"] not in [colours[name] for name in [".question", ".log", ".chat"]]

    # It stays in sight, and later replies still carry it.
    pinned = page.get_by_role("region", name="When to get help")
    action = expected["alerts"][0]["text"].split("\n")[0]
    expect(pinned).to_contain_text(re.compile(level, re.IGNORECASE))
    expect(pinned).to_contain_text(action)
    later = ask(page, "can I use ice?")
    expect(later).to_contain_text("still holds")
    expect(later).to_contain_text(action)
    expect(pinned).to_be_in_viewport(ratio=1)
    assert_accessible(page)


# ---- When the server is away


def test_a_restart_in_the_middle_of_a_conversation_loses_nothing(open_chat, program):
    gateway = program(Gateway)
    page = open_chat(gateway, may_fail=True)
    ask(page, URGENT)
    port = urlsplit(gateway.url).port
    gateway.kill()
    away = ask(page, "can I use ice?")
    expect(away).to_have_attribute("role", "alert")
    for words in ["I cannot answer right now", "Call your local emergency number now", "thoughts of ending your life", "fever"]:
        expect(away).to_contain_text(words)
    expect(page.get_by_role("region", name="When to get help")).to_contain_text(re.compile("urgent", re.IGNORECASE))
    assert_accessible(page)

    away.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn .away")).to_be_focused()
    program(Gateway, "--port", port)
    page.get_by_role("button", name="Try again").click()
    reply = page.locator(".turn").last.locator(".reply")
    expect(reply).to_be_focused()
    expect(reply).to_contain_text("still holds")
    expect(page.locator(".question")).to_have_count(2)


def test_a_page_that_opens_while_the_server_is_away_says_so_and_tries_again(gateway, open_chat):
    page = open_chat(gateway, may_fail=True)
    page.context.route("**/v1/**", lambda route: route.abort())
    page.reload()
    away = page.locator(".away")
    expect(away).to_contain_text("Call your local emergency number now")
    expect(page.get_by_text("No person reads this.")).to_be_visible()
    page.context.unroute("**/v1/**")
    away.get_by_role("button", name="Try again").click()
    expect(away).to_have_count(0)
    expect(page.get_by_role("button", name="All topics")).to_be_visible()


def test_without_a_pack_the_page_shows_what_the_server_wants_a_person_to_read(gateway, open_chat):
    page = open_chat(gateway, may_fail=True)
    text = "I cannot answer questions right now: my passages could not be loaded.\nCall your local emergency number now for chest pain."
    body = json.dumps({"error": {"code": "no_pack", "message": "…", "text": text}})
    page.context.route("**/v1/**", lambda route: route.fulfill(status=503, content_type="application/json", body=body))
    away = ask(page, "can I use ice?")
    for line in text.split("\n"):
        expect(away).to_contain_text(line)


# ---- Tools


def test_the_conversation_is_copied_with_the_version_of_the_pack_and_the_time(gateway, open_chat):
    page = open_chat(gateway, permissions=["clipboard-read", "clipboard-write"])
    reply = gateway.ask("can I use heat?")
    alarm = gateway.ask(EMERGENCY, reply["conversation"])
    ask(page, "can I use heat?")
    ask(page, EMERGENCY)
    use_tool(page, "Copy")
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    pack = reply["pack"]
    year = page.evaluate("String(new Date().getFullYear())")
    for part in [f"{pack['id']} {pack['version']} ({pack['status']})", pack["sha256"], year, "You: can I use heat?",
                 reply["text"], "EMERGENCY", alarm["alerts"][0]["text"], reply["notice"], reply["answers"][0]["source"]["section"]]:
        assert part in copied


def test_where_copying_is_not_allowed_the_text_is_shown_to_be_copied_by_hand(gateway, open_chat):
    page = open_chat(gateway)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    ask(page, "can I use heat?")
    use_tool(page, "Copy")
    assert "You: can I use heat?" in page.get_by_role("textbox", name="Copy the chat").input_value()


def test_on_paper_stands_the_conversation_alone(gateway, open_chat):
    page = open_chat(gateway, color_scheme="dark")
    pack = gateway.ask("heat or ice")["pack"]
    ask(page, "heat or ice")
    assert len(page.pdf(format="A4")) > 1000
    page.emulate_media(media="print")
    head = page.locator(".print-head")
    expect(head).to_be_visible()
    expect(head).to_contain_text(f"{pack['id']} {pack['version']} ({pack['status']}), {pack['sha256']}")
    expect(page.locator(".reply .passage").first).to_be_visible()
    for hidden in [".composer", ".tools", ".welcome"]:
        expect(page.locator(hidden)).to_be_hidden()
    assert page.locator("aftercare-chat").evaluate("chat => getComputedStyle(chat).color") == "rgb(22, 41, 42)"


@pytest.mark.parametrize("width", WIDTHS)
def test_letters_grow_and_everything_still_fits(gateway, open_chat, width):
    page = open_chat(gateway, width=width)
    reply = ask(page, "heat or ice")
    size = lambda: float(reply.locator("p").first.evaluate("p => getComputedStyle(p).fontSize").removesuffix("px"))
    sizes = [size()]
    for name in ["large", "very large"]:
        use_tool(page, "Text size")
        expect(page.get_by_role("status")).to_have_text(f"Text size: {name}")
        sizes.append(size())
        assert_fits(page)
    assert sizes == sorted(sizes) and sizes[2] >= 1.4 * sizes[0]


def test_about_says_who_wrote_it_and_of_which_version_it_is(gateway, open_chat):
    page = open_chat(gateway, width=1280)
    pack = gateway.ask("heat")["pack"]
    page.get_by_role("button", name="About", exact=True).click()
    dialog = page.get_by_role("dialog", name="About")
    for part in ["Who wrote this?", "No clinician has reviewed these texts yet.", pack["version"], pack["sha256"]]:
        expect(dialog).to_contain_text(part)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="About", exact=True)).to_be_focused()


def test_starting_again_forgets_what_was_said(gateway, open_chat):
    page = open_chat(gateway)
    ask(page, URGENT)
    use_tool(page, "Start again")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_text("If I told you to get help, that still holds.")).to_be_visible()
    bodies = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.method == "POST" else None)
    ask(page, "can I use ice?")
    assert bodies == [{"question": "can I use ice?"}]


# ---- Kiosk


def test_a_kiosk_has_no_links_and_no_printing_and_calls_for_staff(gateway, open_chat):
    page = open_chat(gateway, "?kiosk=1")
    for question in [EMERGENCY, URGENT]:
        reply = ask(page, question)
        for alert in reply.get_by_role("alert").all():
            expect(alert).to_contain_text("Tell a member of staff now.")
    expect(ask(page, "can I use ice?")).to_contain_text("Tell a member of staff now.")
    page.get_by_role("button", name="Menu", exact=True).click()
    for name in ["Print", "Copy", "Start again"]:
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    assert page.locator("a").count() == 0
    assert_accessible(page)


def test_a_kiosk_is_wiped_by_finish(gateway, open_chat):
    page = open_chat(gateway, "?kiosk=1")
    ask(page, EMERGENCY)
    question_field(page).fill("half a question")
    use_tool(page, "Text size")
    page.get_by_role("button", name="Finish").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(question_field(page)).to_have_value("")
    expect(page.get_by_role("region", name="When to get help")).not_to_contain_text(re.compile("emergency call", re.IGNORECASE))
    bodies = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.method == "POST" else None)
    reply = ask(page, "can I use ice?")
    assert bodies == [{"question": "can I use ice?"}], "the token is gone as well"
    expect(reply).not_to_contain_text("still holds")


def test_a_kiosk_asks_and_then_wipes_itself_when_nobody_is_there(gateway, open_chat, browser):
    page = open_chat(gateway, "?kiosk=1&idle=60", may_fail=False)
    page.clock.install()
    page.reload()
    ask(page, "can I use ice?")
    page.clock.fast_forward(39_000)
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.clock.run_for(2_000)
    warning = page.get_by_role("alertdialog", name="Are you still there?")
    expect(warning).to_be_visible()
    expect(page.get_by_role("button", name="I am still here")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)
    # Someone who is there is left in peace; once nobody is, all is wiped.
    page.clock.fast_forward(30_000)
    question_field(page).press("a")
    page.clock.fast_forward(30_000)
    expect(warning).to_have_count(0)
    page.clock.run_for(11_000)
    expect(warning).to_be_visible()
    page.clock.run_for(21_000)
    expect(page.locator(".turn")).to_have_count(0)
    expect(question_field(page)).to_have_value("")
    expect(warning).to_have_count(0)


# ---- Accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(gateway, open_chat, width, scheme):
    page = open_chat(gateway, width=width, color_scheme=scheme)
    expect(page.get_by_role("button", name="All topics")).to_be_visible()
    assert_accessible(page)
    ask(page, "heat or ice")
    ask(page, vague(gateway)[0])
    assert_accessible(page)
    use_tool(page, "Topics")
    assert_accessible(page)


def test_everything_is_reached_by_keyboard_and_seen_to_be(gateway, open_chat):
    page = open_chat(gateway, width=360)
    ask(page, "heat or ice")
    page.get_by_role("button", name="Menu", exact=True).focus()
    focused = """() => {
      const one = document.querySelector("aftercare-chat").shadowRoot.activeElement;
      if (!one) return null;
      const style = getComputedStyle(one), field = one.closest(".field");
      const isSeen = style.outlineStyle !== "none" || (field && getComputedStyle(field).boxShadow !== "none");
      return [one.innerText || one.id || one.className, isSeen];
    }"""
    reached = []
    while (one := page.evaluate(focused)) and len(reached) < 60:
        assert one[1], f"nobody sees that {one[0]} has the focus"
        reached.append(one[0])
        page.keyboard.press("Tab")
    for name in ["Menu", "All topics", "Read all of it", "Who wrote this, and when was it reviewed?", "question", "Send"]:
        assert name in reached
    assert page.evaluate(focused) is None, "the focus is not held"


def test_the_menu_of_a_narrow_page_opens_and_closes_by_keyboard(gateway, open_chat):
    page = open_chat(gateway, width=360)
    menu = page.get_by_role("button", name="Menu", exact=True)
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Topics", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")


def test_targets_are_large_enough_for_unsteady_hands(gateway, open_chat):
    page = open_chat(gateway, width=360)
    reply = ask(page, "heat or ice")
    small = page.evaluate("""() => [...document.querySelector("aftercare-chat").shadowRoot.querySelectorAll("button, summary")]
      .map((one) => [one.innerText, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0)
      .filter(([, box]) => box.height < 24 || box.width < 24).map(([name]) => name)""")
    assert small == [], "WCAG 2.2, 2.5.8"
    expect(reply).to_be_visible()


@pytest.mark.parametrize("width, height", [(640, 360), (640, 400), (384, 512), (320, 256)])
def test_at_200_and_400_percent_nothing_is_cut_off(gateway, open_chat, width, height):
    """A browser zoomed to 200 % has half the width and half the height."""
    page = open_chat(gateway, width=width, height=height)
    assert_fits(page)
    reply = ask(page, URGENT)
    assert_fits(page)
    expect(reply.get_by_role("alert").locator(".action")).to_be_in_viewport()
    if height > 300:
        expect(page.get_by_role("region", name="When to get help")).to_be_in_viewport(ratio=1)
        expect(question_field(page)).to_be_in_viewport(ratio=1)
    question_field(page).scroll_into_view_if_needed()
    expect(question_field(page)).to_be_in_viewport()
    assert_accessible(page)


def test_nothing_moves_for_those_who_asked_for_less_motion(gateway, open_chat):
    page = open_chat(gateway)
    held = []
    page.context.route("**/v1/ask", lambda route: held.append(route))
    question_field(page).fill("can I use ice?")
    question_field(page).press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    assert page.evaluate("document.querySelector('aftercare-chat').shadowRoot.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("document.querySelector('aftercare-chat').shadowRoot.getAnimations().length") > 0
    held[0].continue_()
    replies(page).first.wait_for()


def test_the_page_speaks_plainly(gateway, open_chat):
    """Reading grade 7 or less (Flesch–Kincaid), as for the passages."""
    page = open_chat(gateway, may_fail=True)
    welcome = page.locator(".welcome > p, .welcome .fact").all_inner_texts()
    use_tool(page, "About")
    about = page.get_by_role("dialog").locator("section > p").all_inner_texts()
    page.keyboard.press("Escape")
    page.context.route("**/v1/ask", lambda route: route.abort())
    away = ask(page, "heat").locator("p:not(.level):not(.now)").all_inner_texts()
    for texts in [welcome, about, away]:
        assert reading_grade(" ".join(texts)) <= 7, texts


def reading_grade(text):
    """The Flesch–Kincaid grade, syllables estimated from groups of vowels: Kincaid et al. 1975, Research Branch Report 8-75."""
    words = re.findall(r"[A-Za-z'-]+", text)
    sentences = len(re.findall(r"[.!?:](?=\s|$)", text))
    silent = re.compile(r"(?<![aeiouyl])e$|(?<=[^aeioudty])ed$")
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", silent.sub("", word.lower())))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


# ---- On other pages


@pytest.fixture
def clinic(tmp_path):
    """A clinic's web server, of another origin than the gateway."""
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    server.folder = tmp_path
    yield server
    server.shutdown()
    server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


CLINIC_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The clinic</title>
<link rel="icon" href="data:,"><style>
button { background: rgb(255, 105, 180) !important } p { color: rgb(255, 0, 0) } body { letter-spacing: .5em }
aftercare-chat { --aftercare-accent: rgb(100, 40, 120) }
</style></head><body><main><h1>The clinic</h1>BODY</main></body></html>"""


def printed_script(gateway):
    """The line for other pages as the gateway prints it."""
    gateway.wait_for("</script>")
    return re.search(r"<script src=.*</script>", gateway.log).group(0)


def clinic_page(browser, clinic, body):
    (clinic.folder / "index.html").write_text(CLINIC_PAGE.replace("BODY", body))
    page = browser.new_page()
    page.goto(clinic.url + "/index.html")
    return page


def test_one_line_puts_the_chat_on_the_page_of_a_clinic(browser, clinic, program):
    gateway = program(Gateway, "--origin", clinic.url)
    page = clinic_page(browser, clinic, printed_script(gateway))
    expected = gateway.ask("can I use heat?")
    reply = ask(page, "can I use heat?")
    assert flat(expected["answers"][0]["text"]) in flat(reply.inner_text())
    # Nothing of the clinic's style comes in but the variables.
    style = lambda selector, name: page.locator(selector).first.evaluate(f"box => getComputedStyle(box).{name}")
    assert style(".send", "backgroundColor") == "rgb(100, 40, 120)"
    assert style(".passage p", "color") != "rgb(255, 0, 0)"
    assert style(".passage p", "letterSpacing") == "normal"
    assert_accessible(page)
    page.close()


def test_a_script_that_was_changed_on_its_way_does_not_run(browser, clinic, program):
    gateway = program(Gateway, "--origin", clinic.url)
    for name in ["embed.js", "chat.js", "chat.css"]:
        page = browser.new_page()
        page.route(f"**/{name}", lambda route: route.fulfill(response=(found := route.fetch()), body=found.text() + "/**/"))
        (clinic.folder / "index.html").write_text(CLINIC_PAGE.replace("BODY", printed_script(gateway)))
        refused = []
        page.on("console", lambda message: refused.append(message.text) if "integrity" in message.text else None)
        page.goto(clinic.url + "/index.html", wait_until="networkidle")
        assert refused, f"{name} was taken though it had changed"
        page.close()


def test_a_frame_shows_the_chat_on_the_page_of_an_allowed_origin_alone(browser, clinic, program):
    allowed, other = program(Gateway, "--origin", clinic.url), program(Gateway)
    frame = '<iframe src="{}/" title="Aftercare" width="400" height="700"></iframe>'
    page = clinic_page(browser, clinic, frame.format(allowed.url))
    chat = page.frame_locator("iframe")
    chat.get_by_role("textbox", name="Your question").fill("can I use heat?")
    chat.get_by_role("button", name="Send").click()
    expect(chat.locator(".reply .passage")).to_be_visible()
    page.close()
    page = clinic_page(browser, clinic, frame.format(other.url))
    expect(page.frame_locator("iframe").get_by_role("textbox", name="Your question")).to_have_count(0)
    page.close()


# ---- Pictures to look at


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pictures(gateway, open_chat, width, scheme):
    """Writes what a person sees to .build-doors/screenshots, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = open_chat(gateway, width=width, color_scheme=scheme)
    expect(page.get_by_role("button", name="All topics")).to_be_visible()
    show = lambda name: page.screenshot(path=SCREENSHOTS / f"{width}-{scheme}-{name}.png")
    show("1-opening")
    for place, (name, question) in enumerate(
            [("answer", "can I use heat?"), ("choices", vague(gateway)[0]), ("urgent", URGENT), ("emergency", EMERGENCY)]):
        ask(page, question)
        show(f"{place + 2}-{name}")
        assert_fits(page)
    use_tool(page, "Topics")
    show("6-topics")
