// Puts the chat on another page, in a shadow root, where this script stands:
//
//   <script src="https://aftercare.clinic.example/embed.js" integrity="sha384-…" crossorigin="anonymous"></script>
//
// Each data- attribute is passed on to <aftercare-chat>: data-region, data-theme, data-topics, data-kiosk, data-idle. With
// data-into="#place" the chat goes into that element. The chat itself is chat.js, the same file as on the chat's own page.
"use strict";
(() => {
  // The gateway writes the hashes of the two files in here, so that the one hash on the clinic's page vouches for all three.
  const integrity = { script: "{integrity of chat.js}", style: "{integrity of chat.css}" };
  const known = (hash) => hash.startsWith("sha384-");

  const own = document.currentScript;
  const chat = document.createElement("aftercare-chat");
  for (const { name, value } of own.attributes) {
    if (name.startsWith("data-") && name !== "data-into") chat.setAttribute(name.slice("data-".length), value);
  }
  if (known(integrity.style)) chat.setAttribute("style-integrity", integrity.style);

  const script = document.createElement("script");
  script.type = "module";
  script.crossOrigin = "anonymous";
  if (known(integrity.script)) script.integrity = integrity.script;
  script.src = new URL("chat.js", own.src).href;

  const place = () => {
    const into = own.dataset.into && document.querySelector(own.dataset.into);
    if (into) into.append(chat);
    else if (document.body.contains(own)) own.after(chat);
    else document.body.append(chat);
    document.head.append(script);
  };
  // A script in the head runs before there is a body.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place, { once: true });
  else place();
})();
