// The agent's screen: keys, the script step by step, and the lease. Without it the page still works as plain forms.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const radios = [...document.querySelectorAll('input[name="disposition"]')];

  // How the call ended
  const when = byId("when");
  const showWhen = () => { when.hidden = !document.querySelector('input[name="disposition"][data-needs-time]:checked') && !byId("callback_at").value; };
  const choose = (radio) => {
    radio.closest("details")?.setAttribute("open", "");
    radio.checked = true;
    radio.focus();
    showWhen();
  };
  radios.forEach((radio) => radio.addEventListener("change", showWhen));
  showWhen();
  const chooseCode = (code) => { const radio = radios.find((each) => each.value === code); if (radio) { choose(radio); } return radio; };

  // Corrections: what is written down counts as corrected
  document.querySelectorAll('input[id^="heard-"]').forEach((input) => input.addEventListener("input", () => {
    byId(input.id.replace("heard-", "status-")).value = input.value.trim() ? "corrected" : "not_asked";
  }));

  // The script: one step at a time, with a way back
  const nodes = new Map([...document.querySelectorAll(".node")].map((node) => [node.id.slice(5), node]));
  const back = byId("script-back");
  const way = [byId("script").dataset.start];
  const fieldFor = (sets) => byId(`heard-${sets}`) || (sets === "callback_at" && byId("callback_at")) || (sets.startsWith("consent.") && byId(`consent-${sets.slice(8)}`)) || (sets === "note" && byId("note"));
  const showNode = () => {
    const here = way[way.length - 1];
    nodes.forEach((node, name) => { node.hidden = name !== here; });
    back.hidden = way.length < 2;
  };
  const go = (name) => {
    way.push(name);
    showNode();
    const node = nodes.get(name);
    const field = node.dataset.sets && fieldFor(node.dataset.sets);
    if (field && field.tagName === "DETAILS") { field.open = true; }
    if (field) { field.closest("tr, details, .field")?.classList.add("wanted"); }
    if (node.dataset.disposition && !radios.some((radio) => radio.checked)) {
      const radio = radios.find((each) => each.value === node.dataset.disposition);
      if (radio) { radio.closest("details")?.setAttribute("open", ""); radio.checked = true; showWhen(); }
    }
    (node.querySelector("a.button") || back).focus({ preventScroll: true });
  };
  const goBack = () => { if (way.length > 1) { way.pop(); showNode(); } };
  document.querySelectorAll("a[data-next]").forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); go(link.dataset.next); }));
  back.addEventListener("click", goBack);
  showNode();

  // Keys. Digits only outside of inputs, so that a telephone number can be typed.
  const isTyping = (target) => target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select');
  const digit = (event) => (/^Digit[1-9]$/.test(event.code) ? event.code.slice(5) : /^Numpad[1-9]$/.test(event.code) ? event.code.slice(6) : "");
  const press = {
    dial: () => byId("dial")?.click(),
    callback: () => { if (chooseCode("CALLBACK_AGREED")) { byId("callback_at").focus(); } },
    doNotCall: () => byId("do-not-call").click(),
    save: () => byId("save-next").click(),
  };
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    let done = true;
    if (event.key === "F2" && plain) { press.dial(); }
    else if (event.altKey && !event.ctrlKey && event.code === "KeyD") { press.doNotCall(); }
    else if (event.altKey && !event.ctrlKey && event.code === "KeyC") { press.callback(); }
    else if (event.ctrlKey && event.key === "Enter") { press.save(); }
    else if (event.key === "Escape" && plain && isTyping(event.target)) { event.target.blur(); }
    else if (plain && digit(event) && !isTyping(event.target)) {
      const number = digit(event);
      if (event.shiftKey) { nodes.get(way[way.length - 1]).querySelectorAll("a[data-next]")[number - 1]?.click(); }
      else { const radio = document.querySelector(`input[data-key="${number}"]`); if (radio) { choose(radio); } }
    } else { done = false; }
    if (done) { event.preventDefault(); }
  });

  // A second click must not send twice; a page that the browser shows again may be sent again.
  const form = byId("outcome");
  form.addEventListener("submit", () => setTimeout(() => document.querySelectorAll("button[form=outcome]").forEach((button) => { button.disabled = true; })));
  window.addEventListener("pageshow", () => document.querySelectorAll("button[form=outcome]").forEach((button) => { button.disabled = false; }));

  // The lease: shown every second, said aloud twice, kept alive while the page is looked at
  const lease = byId("lease");
  const lasts = Number(lease.dataset.seconds) || 180;
  const opened = Date.now();
  let end = Date.now() + Number(lease.dataset.seconds) * 1000;
  let saidAt = Infinity;
  let isLost = false;
  const say = (text) => { byId("lease-said").textContent = text; };
  const lose = () => { isLost = true; byId("lease-lost").hidden = false; lease.textContent = "0:00"; say(lease.dataset.over); };
  const tick = () => {
    if (isLost) { return; }
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    lease.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    lease.classList.toggle("soon", left <= 60);
    for (const mark of [60, 15]) { if (left <= mark && saidAt > mark) { saidAt = mark; say(lease.dataset.soon.replace("{seconds}", left)); } }
    if (left === 0) { lose(); }
  };
  const beat = async () => {
    // Half an hour is longer than any of these calls; a screen left alone gives its person back.
    if (isLost || document.hidden || Date.now() - opened > 30 * 60 * 1000) { return; }
    try {
      const answer = await fetch(lease.dataset.beat, { method: "POST", headers: { "X-Form-Token": lease.dataset.formToken }, body: new URLSearchParams({ lease_token: lease.dataset.token }) });
      if (answer.status === 409) { lose(); }
      else if (answer.ok) { end = Date.now() + (await answer.json()).seconds_left * 1000; saidAt = Infinity; }
    } catch { /* the network may come back before the lease ends */ }
  };
  setInterval(tick, 1000);
  setInterval(beat, Math.max(5, Math.min(60, lasts / 3)) * 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { beat(); } });
})();
