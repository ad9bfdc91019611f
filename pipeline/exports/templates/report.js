"use strict";
// Sorting and filtering of the list. The page is complete without it.
(() => {
  const table = document.getElementById("suspects");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];

  const key = (row, place) => {
    const text = row.cells[place].dataset.value ?? "";
    const missing = text === "" || text === "None" || text === "nan";
    return missing ? null : text !== "" && !isNaN(text) ? Number(text) : text;
  };
  const compare = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  };
  const sortBy = (head, place) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sorted = [...rows].sort((one, two) => {
      const a = key(one, place), b = key(two, place);
      const order = compare(a, b);
      return down && a !== null && b !== null ? -order : order;
    });
    body.append(...sorted);
  };
  heads.forEach((head, place) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sortBy(head, place));
    head.replaceChildren(button);
  });

  const form = document.getElementById("filter");
  const find = document.getElementById("find");
  const zone = document.getElementById("zone");
  const means = document.getElementById("means");
  const shown = document.getElementById("shown");
  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word))
        && (!zone || !zone.value || row.dataset.zone === zone.value)
        && (!means || !means.value || row.dataset.means === means.value);
      row.hidden = !fits;
      count += fits;
    });
    shown.textContent = count === rows.length ? "" : shown.dataset.words.replace("%(shown)s", count).replace("%(all)s", rows.length);
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
