"use strict";
// The list by keys, and the small things that a script makes quicker. Without it all works by
// links and forms.
(() => {
  const OFF = "wattsleuth-keys-off";
  const links = () => [...document.querySelectorAll("#suspects a.open")];
  const rowOf = (element) => element && element.closest && element.closest("#suspects tbody tr");
  const current = () => rowOf(document.activeElement);
  const isTyping = (element) =>
    element.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const isOff = () => {
    try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
  };

  function say({ words, tone }) {
    const said = document.getElementById("said");
    said.textContent = words;
    said.className = tone;
  }

  function move(step) {
    const all = links();
    if (!all.length) return;
    const row = current();
    const place = row ? all.indexOf(row.querySelector("a.open")) + step : 0;
    all[Math.max(0, Math.min(place, all.length - 1))].focus();
  }

  function countPicked() {
    const output = document.getElementById("picked-count");
    if (output) output.textContent = document.querySelectorAll("input[name=picked]:checked").length;
    const all = document.getElementById("pick-all");
    if (all) all.hidden = false;
  }

  function decide(row, decision, reason) {
    const form = row.querySelector(".acts form");
    if (!form) return;
    for (const [name, value] of [["decision", decision], ["reason", reason]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    form.requestSubmit();
  }

  function askWhy(row) {
    const dialog = document.getElementById("clear");
    if (!dialog) return;
    dialog.querySelector(".which").textContent = row.querySelector("a.open").textContent;
    dialog.returnValue = "";
    dialog.dataset.row = row.id;
    dialog.showModal();
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "?": () => {
      const help = document.querySelector("details.keys");
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
  };
  const rowKeys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: (row) => row.querySelector("a.open").click(),
    x: (row) => row.querySelector("input[name=picked]")?.click(),
    i: (row) => decide(row, "inspect", ""),
    w: (row) => decide(row, "watch", ""),
    c: (row) => askWhy(row),
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || isOff() || isTyping(target)) return;
    if (!links().length || document.querySelector("dialog[open]")) return;
    const row = current();
    const act = row ? rowKeys[event.key] || keys[event.key] : keys[event.key];
    // What a button or check box does by Enter stays its own.
    if (!act || (event.key === "Enter" && target.matches("button, input, a"))) return;
    event.preventDefault();
    act(row);
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.matches("a.clear") && document.getElementById("clear")) {
      event.preventDefault();
      askWhy(rowOf(target));
    } else if (target.id === "pick-all") {
      const boxes = [...document.querySelectorAll("input[name=picked]")];
      const isFull = boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = !isFull; });
      countPicked();
    } else if (target.matches("#clear button")) {
      const dialog = document.getElementById("clear");
      const row = document.getElementById(dialog.dataset.row);
      dialog.close();
      row.querySelector("a.open").focus();
      if (target.value) decide(row, "clear", target.value);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "picked") countPicked();
    if (event.target.id === "keys-on") {
      try { localStorage.setItem(OFF, event.target.checked ? "0" : "1"); } catch { /* not kept */ }
    }
  });

  // A row that was refused comes back as it stands now, and says so.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) event.detail.shouldSwap = true;
  });
  document.addEventListener("said", (event) => say(event.detail));
  document.addEventListener("htmx:afterSettle", (event) => {
    countPicked();
    const row = rowOf(event.detail.elt);
    if (row && !current()) row.querySelector("a.open").focus();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 409) location.reload();
  });

  const box = document.getElementById("keys-on");
  if (box) box.checked = !isOff();
  countPicked();
})();
