"use strict";
let conversation = null;
document.getElementById("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.question;
  const answer = document.createElement("pre");
  document.getElementById("replies").append(answer);
  try {
    const response = await fetch("v1/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question: field.value, conversation }),
    });
    const reply = await response.json();
    answer.textContent = response.ok ? reply.text : (reply.error.text ?? reply.error.message);
    if (response.ok) conversation = reply.conversation;
  } catch {
    answer.textContent = "The server cannot be reached. In an emergency, call your local emergency number.";
  }
});
