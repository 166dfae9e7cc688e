"use strict";
{
  const frame = document.createElement("iframe");
  frame.src = new URL("./", document.currentScript.src);
  frame.title = "Aftercare";
  document.currentScript.after(frame);
}
