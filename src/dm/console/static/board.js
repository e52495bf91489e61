// The board brings itself up to date, and corrections are decided by keys. Without it the page still works.
"use strict";
(() => {
  const EVERY = 15 * 1000;
  const form = () => document.activeElement?.closest("[data-live]");

  // A part in which somebody stands is left alone until the focus has gone elsewhere.
  const refresh = async () => {
    if (document.hidden) { return; }
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) { return; }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelectorAll("[data-live]").forEach((part) => {
        const other = fresh.getElementById(part.id);
        if (other && part !== form() && part.innerHTML !== other.innerHTML) { part.replaceChildren(...other.childNodes); }
      });
      document.documentElement.dataset.refreshed = String(Number(document.documentElement.dataset.refreshed || 0) + 1);
    } catch { /* the network may come back */ }
  };
  setInterval(refresh, Number(new URLSearchParams(location.search).get("every")) * 1000 || EVERY);
  document.addEventListener("visibilitychange", refresh);

  // Corrections: J and K walk, Y takes, N rejects. On Cyrillic keyboards the place of the key counts.
  const PLACES = { KeyJ: "j", KeyK: "k", KeyY: "y", KeyN: "n" };
  const rows = () => [...document.querySelectorAll("tr[data-row]")];
  const here = () => document.activeElement?.closest("tr[data-row]");
  const focus = (row) => row?.querySelector("button")?.focus();
  let isSent = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.target.matches("input, textarea, select")) { return; }
    const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : PLACES[event.code];
    const all = rows();
    const at = all.indexOf(here());
    if (key === "j") { focus(all[Math.min(at + 1, all.length - 1)]); }
    else if (key === "k") { focus(all[Math.max(at - 1, 0)]); }
    // Only the row in which one stands: a single letter must not decide what nobody looks at.
    else if ((key === "y" || key === "n") && at >= 0 && !isSent) { all[at].querySelector(`button[data-key="${key}"]`).click(); }
    else { return; }
    event.preventDefault();
  });
  document.addEventListener("submit", () => { isSent = true; });
  window.addEventListener("pageshow", () => { isSent = false; });
  document.documentElement.dataset.listening = "yes";
})();
