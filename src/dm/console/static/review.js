// Doubtful pairs by keyboard. Without it the page still works as plain forms and links.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const KEYS = { y: "one", n: "two", l: "later", t: "ask", u: "undo", j: "after", k: "before", arrowright: "after", arrowleft: "before" };
  // On Cyrillic keyboards the same keys give other letters: the place of the key counts there.
  const PLACES = { KeyY: "y", KeyN: "n", KeyL: "l", KeyT: "t", KeyU: "u", KeyJ: "j", KeyK: "k" };

  // Single letters can be switched off for those who speak to their computer.
  const box = byId("keys");
  const KEPT = "review.keys";
  if (box) {
    box.checked = localStorage.getItem(KEPT) !== "off";
    box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  }
  const isOn = () => localStorage.getItem(KEPT) !== "off";
  const isTyping = (target) => target.matches('input:not([type="checkbox"]), textarea, select');
  const letter = (event) => { const key = event.key.toLowerCase(); return key in KEYS ? key : /^[a-z]$/.test(key) ? "" : PLACES[event.code] || ""; };

  let isSent = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target) || !isOn()) { return; }
    const goal = byId(KEYS[letter(event)] || "");
    if (goal && !isSent) { event.preventDefault(); goal.click(); }
  });
  // A second press must not decide the next pair too.
  document.addEventListener("submit", () => { isSent = true; });
  window.addEventListener("pageshow", () => { isSent = false; });
  document.documentElement.dataset.listening = "yes";
})();
