// The chat: the custom element <aftercare-chat>, for a page of its own (chat.html) and for other pages (embed.js).
//
// One module without imports, so that one integrity hash covers all of its code. It keeps nothing: no cookie, no storage, the
// conversation's token and words in memory alone, gone with the page. It writes text nodes only, never markup, so nothing that a
// person or a pack says can become part of the page.

// ---- Words: all that the page itself says, around the pack's passages and phrases. One place to read and to translate.

const WORDS = {
  name: "Aftercare",
  tagline: "Help with pain after your treatment",
  hello: "Hello. What would you like to know?",
  howTo: ["Ask in your own words, or pick a topic.", "People wrote the answers, and you see where they come from."],
  facts: {
    program: ["No person reads this.", "A computer program picks the answers."],
    emergencies: ["Not for emergencies.", "It cannot call for help."],
    stored: ["Nothing is stored.", "When you close this page, your words are gone."],
    storedKiosk: ["Nothing is stored.", "Press Finish when you are done. Your words are then gone."],
    review: ["Not reviewed by a clinician yet.", "If in doubt, ask your clinic."],
  },
  topics: "Topics",
  allTopics: "All topics",
  topicsIntro: "Pick one, and I show you what I have on it.",
  menu: "Menu",
  copy: "Copy",
  copied: "Copied",
  copyByHand: "Copy the chat",
  copyByHandHow: "This browser does not let the page copy. Select the text below and copy it yourself.",
  print: "Print",
  textSize: "Text size",
  sizes: ["normal", "large", "very large"],
  about: "About",
  startAgain: "Start again",
  startedAgain: "We start afresh. If I told you to get help, that still holds.",
  finish: "Finish",
  close: "Close",
  conversation: "Our chat",
  whenToGetHelp: "When to get help",
  yourQuestion: "Your question",
  placeholder: "Type your question",
  send: "Send",
  looking: "Looking for an answer",
  you: "You",
  levels: { emergency: "Emergency", urgent: "Urgent", none: "Please note" },
  stillHolds: "still holds",
  tellStaff: "Tell a member of staff now.",
  source: "Source:",
  readAll: "Read all of it",
  whoWrote: "Who wrote this, and when was it reviewed?",
  wroteThis: "People wrote this text from the source named above. It is shown word for word.",
  notReviewed: "No clinician has reviewed it yet.",
  reviewed: "A clinician has reviewed it, and the review is still in date.",
  text: "Text",
  pack: "Collection",
  fingerprint: "Fingerprint",
  youCanAlsoAsk: "You can also ask about",
  pickOne: "Pick one",
  tooLong: "That is more than I can read at once. Please ask in fewer words.",
  away: {
    heading: "I cannot answer right now",
    server: "The service behind this page cannot be reached. Your question was not answered, and nobody has seen it.",
    pack: "The texts that I answer from could not be loaded. Your question was not answered, and nobody has seen it.",
    busy: "Too many people are asking at once. Your question was not answered. Please try again in a moment.",
    opening: "The service behind this page cannot be reached at the moment.",
    now: "Call your local emergency number now for trouble breathing, chest pain, a swollen face or throat, fainting, new confusion, loss of bladder or bowel control, too many tablets, or thoughts of ending your life.",
    today: "Contact your clinic today for fever, pus, growing redness, numbness, weakness or severe pain.",
    retry: "Try again",
  },
  idle: {
    heading: "Are you still there?",
    text: (seconds) => `This screen is wiped in ${seconds} ${seconds === 1 ? "second" : "seconds"}, to keep your words private.`,
    stay: "I am still here",
  },
  aboutTexts: [
    ["Who wrote this?", "People wrote each answer from a source that is named under it. You see their words as they stand. No language model makes up or changes an answer."],
    ["What can it not do?", "It gives general information. It cannot examine you or say what is wrong with you. It calls nobody, and nobody reads along."],
    ["What happens to my words?", "They go to the program that answers, and are then forgotten. They are not stored, and they are not passed on. This page sets no cookies."],
  ],
  aboutReview: "Who has reviewed it?",
  packNotReviewed: "No clinician has reviewed these texts yet. They are a draft.",
  packReviewed: "A clinician has reviewed these texts.",
  versions: "Version",
  transcript: "General information. It is not a diagnosis and not for emergencies.",
};

/// What the groups of topics are called, by the folder in front of an intent's id; in this order. Folders with one name are one group;
/// a folder that is not named here comes by its own name.
const GROUPS = [
  ["Why it hurts more", ["worse"]],
  ["What to expect", ["normal", "duration", "outlook"]],
  ["What may help", ["manage"]],
  ["Warning signs: when to get help", ["redflag", "emergency"]],
  ["Words explained", ["define"]],
  ["About this chat", ["meta"]],
  ["I have no answer to these, but I can say whom to ask", ["not_covered"]],
];
/// Small talk is nothing to pick from a list, and neither is what only makes sense as an answer.
const UNLISTED = ["social.", "meta.off_topic", "meta.seen_clinician", "meta.language"];
/// These are said by the program about itself: they have no source.
const UNSOURCED = ["social.", "meta."];

// ---- The gateway behind the page

/// Why there is no answer. `text` is what the server wants a person to read, `kind` one of `WORDS.away`.
class Away extends Error {
  constructor(kind, text = null) {
    super(kind);
    this.kind = kind;
    this.text = text;
  }
}

class Gateway {
  /// How long an answer may take, in milliseconds.
  static patience = 20000;

  constructor(base) {
    this.base = base;
  }

  info(signal) { return this.#call("info", {}, signal); }
  topics(signal) { return this.#call("intents", {}, signal); }
  passage(intent, signal) { return this.#call(`passages/${encodeURIComponent(intent)}`, {}, signal); }

  ask(question, conversation, region, signal) {
    const body = { question };
    if (conversation) body.conversation = conversation;
    if (region) body.region = region;
    return this.#call("ask", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    }, signal);
  }

  async #call(path, options, signal) {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const timer = setTimeout(abort, Gateway.patience);
    signal.addEventListener("abort", abort);
    let response, body;
    try {
      response = await fetch(new URL(path, this.base), {
        ...options, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal,
      });
      body = await response.json();
    } catch {
      throw new Away("server");
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
    if (response.ok) return body;
    const code = body?.error?.code;
    if (code === "too_long" || code === "too_large") throw new TooLong();
    const kind = code === "no_pack" || code === "draft_pack" ? "pack"
      : response.status === 429 || code === "busy" ? "busy" : "server";
    throw new Away(kind, body?.error?.text);
  }
}

class TooLong extends Error {}

// ---- A reply taken apart

/// An alert of an earlier turn comes by its first line and without the person's words.
const isPinned = (alert) => alert.evidence === "" && !alert.text.includes("\n");

const startsWithAny = (intent, prefixes) => prefixes.some((prefix) => intent.startsWith(prefix));

/// The reply's text behind its alerts as a list of passages and of phrases between them, word for word.
function partsOf(reply) {
  let rest = reply.text;
  for (const alert of reply.alerts) {
    if (rest.startsWith(alert.text)) rest = rest.slice(alert.text.length).replace(/^\n+/, "");
  }
  const parts = [];
  const phrase = (text) => {
    const trimmed = text.replace(/^\n+|\n+$/g, "");
    if (trimmed) parts.push({ text: trimmed });
  };
  for (const answer of reply.answers) {
    const found = find(answer, rest);
    if (!found) continue;
    phrase(rest.slice(0, found.start));
    parts.push({ text: found.text, title: found.title, answer });
    rest = rest.slice(found.end);
  }
  phrase(rest);
  return parts;
}

/// Where a text shows an answer: short under its title, whole, or short alone.
function find(answer, text) {
  const candidates = [
    { title: answer.title, text: answer.short }, { title: null, text: answer.text }, { title: null, text: answer.short },
  ];
  for (const { title, text: shown } of candidates) {
    const whole = title === null ? shown : `${title}\n${shown}`;
    const start = shown ? text.indexOf(whole) : -1;
    if (start >= 0) return { start, end: start + whole.length, title, text: shown };
  }
  return null;
}

/// The numbered lines of a question back, which are shown as buttons, and the text without them.
function numbered(text) {
  const lines = text.split("\n");
  const options = lines.map((line) => /^(\d+)\. (.+)$/.exec(line)).filter(Boolean);
  return {
    text: lines.filter((line) => !/^\d+\. /.test(line)).join("\n"),
    options: options.map(([, number, title]) => ({ send: number, title })),
  };
}

const dateAndTime = (date) => new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(date);

/// The conversation as plain text, with what it was made from and when.
function transcript(turns, pack, time) {
  const head = [WORDS.name, WORDS.transcript, dateAndTime(time)];
  if (pack) head.push(`${WORDS.pack}: ${pack.id} ${pack.version} (${pack.status}), ${pack.sha256}`);
  const talk = turns.flatMap(({ shown, reply, passage }) => {
    const said = [`${WORDS.you}: ${shown}`];
    if (!reply) return said;
    const level = reply.urgency === "none" ? "" : `${WORDS.levels[reply.urgency].toUpperCase()}\n`;
    const answers = passage ? [passage] : reply.answers;
    const sources = answers.filter(({ intent }) => !startsWithAny(intent, UNSOURCED))
      .map(({ source }) => `${WORDS.source} ${source.document} (${source.section}).`);
    said.push([`${WORDS.name}: ${level}${passage ? `${passage.title}\n${passage.text}` : reply.text}`, ...new Set(sources)].join("\n"));
    if (reply.notice) said.push(reply.notice);
    return said;
  });
  return [head.join("\n"), ...talk].join("\n\n") + "\n";
}

// ---- Small makers of elements

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/// Line drawings on a grid of 24, each a path.
const ICONS = {
  brand: "M12 20.5C5 15.5 3 12 3 8.7A4.7 4.7 0 0 1 12 6.6a4.7 4.7 0 0 1 9 2.1c0 3.3-2 6.8-9 11.8ZM7 12h2.6l1.4-2.6 2 4.4 1.4-1.8H17",
  emergency: "M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8ZM12 7v6M12 16.6v.1",
  urgent: "M12 3.5 22 20.5H2ZM12 10v4.6M12 17.6v.1",
  none: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.6v.1",
  program: "M5 8h14v11H5ZM12 8V4M9 13v.1M15 13v.1M9.5 16h5M2.5 12v3M21.5 12v3",
  emergencies: "M6.5 3h3l1.6 4.4-2 1.6a12 12 0 0 0 5.9 5.9l1.6-2L21 14.5v3A3 3 0 0 1 17.8 20.5 15.6 15.6 0 0 1 3.5 6.2 3 3 0 0 1 6.5 3Z",
  stored: "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2.2",
  review: "M6 3.5h12v17H6ZM9 8h6M9 12h6M9 16h3.5",
  topics: "M4 6.5h.1M4 12h.1M4 17.5h.1M8.5 6.5H20M8.5 12H20M8.5 17.5H20",
  menu: "M4 7h16M4 12h16M4 17h16",
  copy: "M9 9h11v11.5H9ZM15 9V3.5H4V15h5",
  print: "M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7Z",
  textSize: "M2.5 18 8 5l5.5 13M4.4 13.8h7.2M14.5 18l3.5-8 3.5 8M15.7 15.4h4.6",
  about: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.6v.1",
  startAgain: "M4.5 5v5h5M4.8 10A8 8 0 1 1 4 13.5",
  finish: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.8 5.4-6",
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 20V4M5 11l7-7 7 7",
  source: "M12 6.5c-2-1.5-5-2-8.5-2v14c3.5 0 6.5 .5 8.5 2 2-1.5 5-2 8.5-2v-14c-3.5 0-6.5 .5-8.5 2ZM12 6.5v14",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  drawing.setAttribute("class", "icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/// A text as paragraphs and lists: a blank line parts paragraphs, lines that start with "- " are a list.
function paragraphs(text) {
  return text.split(/\n{2,}/).flatMap((block) => {
    const made = [];
    for (const line of block.split("\n").filter(Boolean)) {
      const last = made.at(-1);
      if (line.startsWith("- ")) {
        const item = element("li", {}, line.slice(2));
        if (last?.localName === "ul") last.append(item);
        else made.push(element("ul", {}, item));
      } else if (last?.localName === "p") {
        last.append(element("br"), line);
      } else {
        made.push(element("p", {}, line));
      }
    }
    return made;
  });
}

// ---- The element

class AftercareChat extends HTMLElement {
  /// How long a kiosk waits before it wipes itself, in seconds, and how long before that it asks.
  static idle = { standard: 120, least: 10, most: 3600, warning: 20 };

  #gateway;
  #options;
  #parts = {};
  #stop = new AbortController();
  /// What has been said: the words shown, and the reply with the passage shown in its place, if any.
  #turns = [];
  #token = null;
  #pack = null;
  #topics = [];
  #limit = 4096;
  #safetyNet = null;
  #notice = null;
  #isAsking = false;
  #size = 0;
  #idleTimer = null;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  connectedCallback() {
    if (this.shadowRoot) return;
    this.#options = this.#readOptions();
    this.#gateway = new Gateway(this.#options.base);
    this.attachShadow({ mode: "open" });
    this.#showScheme();
    this.#dark.addEventListener("change", () => this.#showScheme());
    const style = element("link", { rel: "stylesheet", href: new URL("chat.css", import.meta.url).href });
    const integrity = this.getAttribute("style-integrity");
    if (integrity) {
      style.crossOrigin = "anonymous";
      style.integrity = integrity;
    }
    this.shadowRoot.append(style, this.#build());
    this.#open();
    this.#watchPrinting();
    if (this.#options.kiosk) this.#watchIdleness();
  }

  /// On the chat's own page the address may set some attributes: `?kiosk=1&idle=60`.
  #readOptions() {
    const isPage = this.hasAttribute("page");
    const query = isPage ? new URLSearchParams(location.search) : new URLSearchParams();
    const value = (name) => query.get(name) ?? this.getAttribute(name);
    const flag = (name) => ![null, "0", "false"].includes(value(name));
    const { standard, least, most } = AftercareChat.idle;
    const idle = Number(value("idle")) || standard;
    return {
      isPage,
      kiosk: flag("kiosk"),
      idle: Math.min(most, Math.max(least, idle)),
      region: value("region") || null,
      theme: value("theme"),
      topics: (this.getAttribute("topics") ?? "").split(/\s+/).filter(Boolean),
      base: new URL("v1/", import.meta.url),
    };
  }

  /// The scheme as one attribute, so that the style names each dark colour once.
  #showScheme() {
    const theme = this.#options.theme;
    const isDark = theme === "dark" || (theme !== "light" && this.#dark.matches);
    this.setAttribute("scheme", isDark ? "dark" : "light");
  }

  // ---- Building

  #build() {
    const { isPage, kiosk } = this.#options;
    const parts = this.#parts;
    parts.log = element("div", { class: "log", role: "log", "aria-label": WORDS.conversation, tabindex: "0" });
    parts.pinned = element("section", { class: "pinned", "aria-label": WORDS.whenToGetHelp, hidden: true });
    parts.status = element("p", { class: "unseen", role: "status" });
    parts.printHead = element("p", { class: "print-head" });
    parts.chat = element(
      "div", { class: "chat" },
      element(
        "header", {}, icon("brand"),
        element("div", { class: "names" }, element(isPage ? "h1" : "h2", {}, WORDS.name), element("p", {}, WORDS.tagline)),
        this.#buildTools()),
      parts.pinned, parts.printHead, parts.log, this.#buildComposer(), parts.status);
    parts.chat.classList.toggle("kiosk", kiosk);
    return parts.chat;
  }

  #tool(name, action, properties = {}) {
    return element(
      "button", { type: "button", class: "tool", onclick: action, ...properties }, icon(name),
      element("span", {}, WORDS[name]));
  }

  #buildTools() {
    const parts = this.#parts;
    const { kiosk } = this.#options;
    parts.sizeButton = this.#tool("textSize", () => this.#nextSize());
    parts.copyButton = kiosk ? null : this.#tool("copy", () => this.#copy());
    const menu = element(
      "div", { class: "menu", id: "menu" },
      this.#tool("topics", () => this.#showTopics()), parts.sizeButton, parts.copyButton,
      kiosk ? null : this.#tool("print", () => print()),
      this.#tool("about", () => this.#showAbout()),
      kiosk ? null : this.#tool("startAgain", () => this.#startAgain()));
    parts.menuButton = this.#tool("menu", () => this.#showMenu(!menu.classList.contains("is-open")), {
      "aria-expanded": "false", "aria-controls": "menu",
    });
    parts.menuButton.classList.add("opens-menu");
    parts.menu = menu;
    const tools = element(
      "div", { class: "tools" }, parts.menuButton, menu,
      kiosk ? this.#tool("finish", () => this.#wipe(), { class: "tool finish" }) : null);
    // Closed by Escape, by a choice, and by leaving it.
    tools.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.classList.contains("is-open")) return;
      this.#showMenu(false);
      parts.menuButton.focus();
    });
    tools.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !tools.contains(event.relatedTarget)) this.#showMenu(false);
    });
    menu.addEventListener("click", (event) => {
      if (event.target.closest("button") !== parts.sizeButton) this.#showMenu(false);
    });
    return tools;
  }

  #showMenu(isOpen) {
    this.#parts.menu.classList.toggle("is-open", isOpen);
    this.#parts.menuButton.setAttribute("aria-expanded", String(isOpen));
  }

  #buildComposer() {
    const parts = this.#parts;
    // No spelling service and no memory of the browser's own: some of them send the words away.
    parts.input = element("textarea", {
      id: "question", rows: "1", "aria-describedby": "fault", placeholder: WORDS.placeholder, autocomplete: "off", spellcheck: "false",
      enterkeyhint: "send",
    });
    parts.fault = element("p", { class: "fault", id: "fault", role: "alert" });
    const form = element(
      "form", { class: "composer" },
      element("label", { for: "question", class: "unseen" }, WORDS.yourQuestion),
      element(
        "div", { class: "field" }, parts.input,
        element("button", { class: "send", type: "submit" }, icon("send"), element("span", {}, WORDS.send))),
      parts.fault);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    parts.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    parts.input.addEventListener("input", () => this.#fitInput());
    return form;
  }

  #fitInput() {
    const { input } = this.#parts;
    this.#setFault("");
    input.style.setProperty("height", "auto");
    input.style.setProperty("height", `${input.scrollHeight}px`);
  }

  #setFault(text) {
    const { fault, input } = this.#parts;
    fault.textContent = text;
    input.setAttribute("aria-invalid", String(text !== ""));
  }

  // ---- The opening

  async #open() {
    const signal = this.#stop.signal;
    this.#parts.log.replaceChildren(this.#buildWelcome());
    this.#showPinned(null);
    try {
      const [info, topics] = await Promise.all([this.#gateway.info(signal), this.#gateway.topics(signal)]);
      if (signal.aborted) return;
      this.#pack = info.pack;
      this.#notice = info.notice;
      this.#safetyNet = info.safety_net;
      this.#limit = info.limits?.question_bytes ?? this.#limit;
      this.#topics = topics.filter(({ intent }) => !startsWithAny(intent, UNLISTED));
      this.#parts.log.querySelector(".welcome")?.replaceWith(this.#buildWelcome());
      if (this.#turns.length === 0) this.#showPinned(null);
    } catch (error) {
      if (signal.aborted) return;
      const kind = error.kind === "pack" ? "pack" : "opening";
      const away = this.#buildAway({ kind, text: error.text }, () => {
        away.remove();
        this.#open();
        this.#parts.input.focus({ preventScroll: true });
      });
      this.#parts.log.querySelector(".welcome")?.before(away);
    }
  }

  #buildWelcome() {
    const { facts } = WORDS;
    const { kiosk, isPage } = this.#options;
    const fact = (name, [strong, rest]) =>
      element("li", { class: `fact ${name}` }, icon(name), element("p", {}, element("strong", {}, strong), ` ${rest}`));
    const list = element(
      "ul", { class: "facts" }, fact("program", facts.program), fact("emergencies", facts.emergencies),
      fact("stored", kiosk ? facts.storedKiosk : facts.stored));
    // Until the server has said that the texts are reviewed, they are not.
    if (this.#notice || !this.#pack) list.append(fact("review", facts.review));
    const level = isPage ? "h2" : "h3";
    const welcome = element(
      "section", { class: "welcome" }, element(level, {}, WORDS.hello), element("p", {}, WORDS.howTo[0], element("span", { class: "if-wide" }, ` ${WORDS.howTo[1]}`)), list);
    if (this.#topics.length > 0) {
      const buttons = this.#firstTopics().map((topic) => this.#topicButton(topic));
      const all = element("button", { type: "button", class: "choice all", onclick: () => this.#showTopics() },
        icon("topics"), WORDS.allTopics);
      welcome.append(element("div", { class: "choices", role: "group", "aria-label": WORDS.topics }, ...buttons, all));
    }
    return welcome;
  }

  /// The topics that the page names; when the pack knows too few of them, the best known topic of each group.
  #firstTopics() {
    const named = this.#options.topics.map((id) => this.#topics.find(({ intent }) => intent === id)).filter(Boolean);
    if (named.length > 0 && named.length >= Math.min(3, this.#options.topics.length)) return named;
    return this.#groups().filter(({ folders }) => !folders.some((folder) => ["not_covered", "meta"].includes(folder)))
      .map(({ topics }) => topics.reduce((best, topic) => (topic.examples > best.examples ? topic : best)));
  }

  #groups() {
    const folderOf = ({ intent }) => intent.split(".")[0];
    const known = GROUPS.flatMap(([, folders]) => folders);
    const others = [...new Set(this.#topics.map(folderOf))].filter((folder) => !known.includes(folder));
    const named = [...others.map((folder) => [folder.replaceAll("_", " "), [folder]]), ...GROUPS];
    // What the page names goes first; the rest stays in the order of ids.
    const rank = ({ intent }) => Number(!this.#options.topics.includes(intent));
    return named.map(([name, folders]) => ({
      name, folders,
      topics: this.#topics.filter((topic) => folders.includes(folderOf(topic))).sort((a, b) => rank(a) - rank(b)),
    })).filter(({ topics }) => topics.length > 0);
  }

  #topicButton(topic, before = () => {}) {
    return element("button", {
      type: "button", class: "choice",
      onclick: () => {
        before();
        this.#send(topic.title, topic.title, { topic, focusReply: true });
      },
    }, topic.title);
  }

  /// The line that stays in sight: when to get help, or the alarm that still holds.
  #showPinned(reply) {
    const { pinned } = this.#parts;
    const urgency = reply?.urgency ?? "none";
    const alert = reply?.alerts.find(({ level }) => level === urgency) ?? reply?.alerts[0];
    const text = urgency !== "none" && alert ? alert.text.split("\n")[0] : reply?.safety_net ?? this.#safetyNet;
    pinned.dataset.level = urgency;
    pinned.hidden = !text;
    if (!text) return;
    const word = urgency === "none" ? null : element("strong", { class: "level" }, WORDS.levels[urgency]);
    pinned.replaceChildren(icon(urgency === "none" ? "emergencies" : urgency), element("p", {}, ...[word, word && " ", text].filter(Boolean)));
  }

  // ---- Asking

  #submit() {
    const { input } = this.#parts;
    const question = input.value.trim();
    if (!question || this.#isAsking) return;
    if (new TextEncoder().encode(question).length > this.#limit) return this.#setFault(WORDS.tooLong);
    input.value = "";
    this.#fitInput();
    this.#send(question, question);
  }

  /// Asks, and shows question and reply.
  ///
  /// `topic` is what was picked from a list of topics: its passage is shown when the reply is about something else, since a title is
  /// a name and no guess. A reply with any alarm stays as it is.
  async #send(question, shown, { topic = null, focusReply = false } = {}) {
    if (this.#isAsking) return;
    const turn = { shown, reply: null, passage: null };
    this.#turns.push(turn);
    const place = element("div", { class: "turn" }, this.#buildQuestion(shown));
    // What was offered before is answered by this, or was not wanted.
    this.#parts.log.querySelectorAll(".turn .choices").forEach((choices) => choices.remove());
    this.#parts.log.append(place);
    await this.#ask(question, turn, place, topic, focusReply);
  }

  async #ask(question, turn, place, topic, focusReply) {
    const signal = this.#stop.signal;
    const waiting = element("div", { class: "waiting" }, element("span", { class: "dots" }, element("i"), element("i"), element("i")), WORDS.looking);
    this.#setAsking(true);
    place.append(waiting);
    this.#scrollTo(place);
    let shownReply;
    try {
      const reply = await this.#gateway.ask(question, this.#token, this.#options.region, signal);
      const isAbout = !topic || reply.urgency !== "none" || reply.alerts.length > 0
        || reply.answers.some(({ intent }) => intent === topic.intent);
      // Only a convenience: when it fails, the answer that is already here is shown.
      turn.passage = isAbout ? null : await this.#gateway.passage(topic.intent, signal).catch(() => null);
      if (signal.aborted) return;
      turn.reply = reply;
      this.#token = reply.conversation;
      this.#pack = reply.pack;
      this.#notice = reply.notice;
      shownReply = this.#buildReply(reply, turn.passage);
      this.#showPinned(reply);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TooLong) {
        shownReply = element("div", { class: "bubble reply" }, element("p", {}, WORDS.tooLong));
      } else {
        shownReply = this.#buildAway(error instanceof Away ? error : new Away("server"), () => {
          shownReply.remove();
          this.#ask(question, turn, place, topic, true);
        });
      }
    }
    waiting.remove();
    this.#setAsking(false);
    place.append(shownReply);
    this.#scrollTo(place);
    if (focusReply) shownReply.focus({ preventScroll: true });
  }

  /// Brings the start of a turn to the top, so that an answer is read from its beginning. Moves the chat alone, and not the page that it
  /// may stand on.
  #scrollTo(place) {
    const { chat, log, pinned } = this.#parts;
    // On a low screen all of the chat scrolls, below the pinned line; elsewhere the conversation does.
    const isLow = getComputedStyle(chat).overflowY === "auto";
    const scroller = isLow ? chat : log;
    const isCovered = isLow && getComputedStyle(pinned).position === "sticky";
    const gap = 12 + (isCovered ? pinned.offsetHeight : 0);
    const top = place.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop - gap;
    scroller.scrollTo({ top });
  }

  #setAsking(isAsking) {
    this.#isAsking = isAsking;
    this.#parts.log.setAttribute("aria-busy", String(isAsking));
    this.#parts.status.textContent = isAsking ? WORDS.looking : "";
  }

  // ---- Showing

  #buildQuestion(shown) {
    return element(
      "div", { class: "bubble question" }, element("span", { class: "unseen" }, `${WORDS.you}: `),
      ...shown.split("\n").flatMap((line, place) => (place > 0 ? [element("br"), line] : [line])));
  }

  #buildReply(reply, passage) {
    const made = element("div", { class: "reply", tabindex: "-1" }, element("span", { class: "unseen" }, `${WORDS.name}: `));
    made.append(...reply.alerts.map((alert) => (isPinned(alert) ? this.#buildStillHolds(alert) : this.#buildAlert(alert))));
    const bubble = element("div", { class: "bubble answer" });
    const parts = passage ? [{ text: passage.text, title: passage.title, answer: passage }] : partsOf(reply);
    let options = [];
    for (const { text, title, answer } of parts) {
      if (answer) {
        bubble.append(this.#buildPassage(text, title, answer, reply));
      } else if (text === reply.safety_net) {
        bubble.append(element("p", { class: "safety-net" }, icon("emergencies"), element("span", {}, text)));
      } else if (reply.outcome === "clarify") {
        const found = numbered(text);
        options.push(...found.options);
        bubble.append(...paragraphs(found.text));
      } else {
        bubble.append(...paragraphs(text));
      }
    }
    if (bubble.childElementCount > 0) made.append(bubble);
    if (!bubble.querySelector(".credit") && reply.alerts.length > 0 && reply.notice) {
      made.append(element("p", { class: "notice" }, reply.notice));
    }
    const isQuestion = options.length > 0;
    if (!isQuestion) options = reply.choices.map(({ title }, place) => ({ send: String(place + 1), title }));
    if (passage) options = [];
    if (options.length > 0) made.append(this.#buildChoices(options, isQuestion, reply.alerts.length > 0));
    return made;
  }

  #buildAlert({ level, text }) {
    const [action, ...rest] = text.split("\n");
    return element(
      "div", { class: "alert", "data-level": level, role: "alert" },
      element("p", { class: "level" }, icon(level), WORDS.levels[level]),
      element("p", { class: "action" }, action),
      this.#options.kiosk ? element("p", { class: "staff" }, WORDS.tellStaff) : null,
      ...paragraphs(rest.join("\n")));
  }

  #buildStillHolds({ level, text }) {
    return element(
      "p", { class: "still-holds", "data-level": level }, icon(level),
      element("span", {}, element("strong", {}, `${WORDS.levels[level]} (${WORDS.stillHolds}):`), ` ${text}`,
        this.#options.kiosk ? element("strong", {}, ` ${WORDS.tellStaff}`) : null));
  }

  #buildPassage(text, title, answer, reply) {
    const made = element("div", { class: "passage" });
    if (title) made.append(element("p", { class: "title" }, title));
    made.append(...paragraphs(text));
    if (text === answer.short && answer.text !== answer.short && answer.text.startsWith(answer.short)) {
      made.append(element(
        "details", { class: "more" }, element("summary", {}, WORDS.readAll),
        ...paragraphs(answer.text.slice(answer.short.length).replace(/^\n+/, ""))));
    }
    if (!startsWithAny(answer.intent, UNSOURCED)) made.append(...this.#buildCredit(answer, reply));
    return made;
  }

  #buildCredit(answer, reply) {
    const { source } = answer;
    const notice = reply.notice ? ` ${reply.notice}` : "";
    return [
      element("p", { class: "credit" }, icon("source"),
        element("span", {}, `${WORDS.source} ${source.document} (${source.section}).${notice}`)),
      element(
        "details", { class: "who" }, element("summary", {}, WORDS.whoWrote),
        element("p", {}, `${WORDS.wroteThis} ${reply.notice ? WORDS.notReviewed : WORDS.reviewed}`),
        this.#buildTerms([
          [WORDS.text, answer.intent], [WORDS.fingerprint, answer.sha256],
          [WORDS.pack, `${reply.pack.id} ${reply.pack.version} (${reply.pack.status})`],
          [WORDS.fingerprint, reply.pack.sha256],
        ])),
    ];
  }

  #buildTerms(pairs) {
    return element("dl", {}, ...pairs.map(([term, value]) =>
      element("div", {}, element("dt", {}, term), element("dd", {}, value))));
  }

  #buildChoices(options, isQuestion, isUnderAlert) {
    const label = isQuestion ? WORDS.pickOne : WORDS.youCanAlsoAsk;
    const buttons = options.map(({ send, title }) => element("button", {
      type: "button", class: "choice", onclick: () => this.#send(send, title, { focusReply: true }),
    }, title));
    return element(
      "div", { class: "choices", role: "group", "aria-label": label },
      isQuestion || isUnderAlert ? null : element("p", { class: "label" }, label), ...buttons);
  }

  #buildAway({ kind, text }, retry) {
    const words = WORDS.away;
    const button = element("button", { type: "button", class: "choice retry", onclick: retry }, icon("startAgain"), words.retry);
    const lines = kind === "pack" && text ? text.split("\n") : [words[kind] ?? words.server, words.now, words.today];
    return element(
      "div", { class: "alert away", "data-level": "none", role: "alert", tabindex: "-1" },
      element("p", { class: "level" }, icon("urgent"), words.heading),
      ...lines.map((line) => element("p", { class: line === words.now ? "now" : null }, line)),
      this.#options.kiosk ? element("p", { class: "staff" }, WORDS.tellStaff) : null, button);
  }

  // ---- Dialogs

  #showDialog(title, content, properties = {}) {
    this.#closeDialogs();
    const heading = element("h2", { id: "dialog-title", tabindex: "-1" }, title);
    const dialog = element(
      "dialog", { "aria-labelledby": "dialog-title", ...properties },
      element("div", { class: "dialog-head" }, heading,
        element("button", { type: "button", class: "tool close", "aria-label": WORDS.close, onclick: () => dialog.close() }, icon("close"))),
      element("div", { class: "dialog-body" }, ...content));
    dialog.addEventListener("close", () => dialog.remove());
    // A click beside it closes it, as people expect.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    this.#parts.chat.append(dialog);
    dialog.showModal();
    heading.focus();
    return dialog;
  }

  #closeDialogs() {
    this.shadowRoot.querySelectorAll("dialog").forEach((dialog) => {
      dialog.close();
      dialog.remove();
    });
  }

  #showTopics() {
    const groups = this.#groups().map(({ name, topics }) => element(
      "section", { class: "topic-group" }, element("h3", {}, name),
      element("div", { class: "choices" }, ...topics.map((topic) => this.#topicButton(topic, () => dialog.close())))));
    const dialog = this.#showDialog(WORDS.topics, [element("p", {}, WORDS.topicsIntro), ...groups]);
  }

  #showAbout() {
    const sections = WORDS.aboutTexts.map(([heading, text]) =>
      element("section", {}, element("h3", {}, heading), element("p", {}, text)));
    const review = element(
      "section", {}, element("h3", {}, WORDS.aboutReview),
      element("p", {}, this.#notice || !this.#pack ? WORDS.packNotReviewed : WORDS.packReviewed));
    const pack = this.#pack;
    const version = pack && element(
      "section", {}, element("h3", {}, WORDS.versions),
      this.#buildTerms([[WORDS.pack, `${pack.id} ${pack.version} (${pack.status})`], [WORDS.fingerprint, pack.sha256]]));
    this.#showDialog(WORDS.about, [sections[0], review, ...sections.slice(1), version].filter(Boolean));
  }

  // ---- Tools

  #nextSize() {
    this.#size = (this.#size + 1) % WORDS.sizes.length;
    this.dataset.size = String(this.#size);
    this.#parts.status.textContent = `${WORDS.textSize}: ${WORDS.sizes[this.#size]}`;
    this.#fitInput();
  }

  async #copy() {
    const text = transcript(this.#turns, this.#pack, new Date());
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not on a page without https, nor in a frame that may not.
      const field = element("textarea", { class: "by-hand", readonly: true, "aria-label": WORDS.copyByHand });
      field.value = text;
      this.#showDialog(WORDS.copyByHand, [element("p", {}, WORDS.copyByHandHow), field]);
      field.select();
      return;
    }
    const { copyButton, status } = this.#parts;
    const label = copyButton.querySelector("span");
    label.textContent = WORDS.copied;
    status.textContent = WORDS.copied;
    setTimeout(() => { label.textContent = WORDS.copy; }, 2500);
  }

  /// What is on paper cannot be opened, so all of each text is; and it says what it was made from and when. Also when the browser's own
  /// menu prints.
  #watchPrinting() {
    let opened = [];
    addEventListener("beforeprint", () => {
      const pack = this.#pack;
      const from = pack ? ` ${WORDS.pack}: ${pack.id} ${pack.version} (${pack.status}), ${pack.sha256}.` : "";
      this.#parts.printHead.textContent = `${WORDS.transcript} ${dateAndTime(new Date())}.${from}`;
      opened = [...this.shadowRoot.querySelectorAll("details.more:not([open])")];
      opened.forEach((details) => { details.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
  }

  #startAgain() {
    const held = this.#turns.length > 0;
    this.#clear();
    if (held) this.#parts.log.prepend(element("p", { class: "notice" }, WORDS.startedAgain));
    this.#parts.input.focus({ preventScroll: true });
  }

  /// Forgets all that was said. What is still on its way is dropped when it comes.
  #clear() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#turns = [];
    this.#token = null;
    this.#setAsking(false);
    this.#closeDialogs();
    this.#showMenu(false);
    this.#parts.input.value = "";
    this.#fitInput();
    this.#parts.log.scrollTop = 0;
    this.#open();
  }

  // ---- Kiosk

  /// For the next person: nothing of the last one is left, not even the size of the text.
  #wipe() {
    this.#clear();
    this.#size = 0;
    this.dataset.size = "0";
    this.#parts.status.textContent = "";
    this.#parts.log.focus({ preventScroll: true });
  }

  #watchIdleness() {
    const { warning } = AftercareChat.idle;
    const warned = Math.min(warning, Math.ceil(this.#options.idle / 3));
    const wait = () => {
      clearTimeout(this.#idleTimer);
      this.#idleTimer = setTimeout(() => this.#warnOfWiping(warned, wait), (this.#options.idle - warned) * 1000);
    };
    for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]) {
      this.addEventListener(kind, () => {
        if (!this.shadowRoot.querySelector("dialog.idle")) wait();
      }, { passive: true });
    }
    // A page that the browser kept in memory must not come back with what the last person said.
    addEventListener("pagehide", () => this.#wipe());
    wait();
  }

  #warnOfWiping(seconds, stay) {
    const { input } = this.#parts;
    if (this.#turns.length === 0 && !input.value && !this.shadowRoot.querySelector("dialog")) return stay();
    const text = element("p", {}, WORDS.idle.text(seconds));
    const button = element("button", { type: "button", class: "choice primary", onclick: () => dialog.close() }, WORDS.idle.stay);
    const dialog = this.#showDialog(WORDS.idle.heading, [text, button], { class: "idle", role: "alertdialog" });
    button.focus();
    let left = seconds;
    const tick = setInterval(() => {
      left -= 1;
      text.textContent = WORDS.idle.text(left);
      if (left <= 0) this.#wipe();
    }, 1000);
    dialog.addEventListener("close", () => {
      clearInterval(tick);
      stay();
    });
  }
}

customElements.define("aftercare-chat", AftercareChat);
