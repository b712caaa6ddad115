/* Search, filters and sorting of the ledger. The state lives in the address, so it can be shared. */
"use strict";
(() => {
  const form = document.getElementById("ledger-tools");
  const table = document.getElementById("ledger");
  const count = document.getElementById("ledger-count");
  const empty = document.getElementById("ledger-empty");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const names = ["q", "theme", "verdict", "then", "changed", "grade"];
  let order = "";

  const keys = {
    verdict: (row) => -Number(row.dataset.score),
    text: (row) => row.querySelector(".statement-cell").textContent,
    theme: (row) => row.dataset.theme,
    grade: (row) => row.dataset.grade || "Z",
    confidence: (row) => -Number(row.dataset.confidence),
    order: (row) => Number(row.dataset.order),
  };

  const show = () => {
    const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = words.every((word) => text.includes(word)) &&
        ["theme", "verdict", "then", "changed", "grade"].every((name) => !wanted[name] || row.dataset[name] === wanted[name]);
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = count.dataset.template.replace("{shown}", shown).replace("{all}", rows.length);
    empty.hidden = shown > 0;
    table.hidden = shown === 0;
  };

  const sort = () => {
    const [name, direction] = order.split("-");
    const key = keys[name] || keys.order;
    const sign = direction === "down" ? -1 : 1;
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
    const sorted = rows.map(({ row }) => row).sort((a, b) => sign * compare(key(a), key(b)) || keys.order(a) - keys.order(b));
    body.append(...sorted);
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sort === name) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
  };

  const remember = () => {
    const query = new URLSearchParams();
    for (const name of names) if (form.elements[name].value) query.set(name, form.elements[name].value);
    if (order) query.set("sort", order);
    const text = query.toString();
    history.replaceState(null, "", (text ? "?" + text : location.pathname) + location.hash);
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const name of names) {
      form.elements[name].value = query.get(name) || "";
      if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
    }
    order = query.get("sort") || "";
  };

  for (const head of table.tHead.rows[0].cells) {
    if (!head.dataset.sort) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      order = order === head.dataset.sort + "-up" ? head.dataset.sort + "-down" : head.dataset.sort + "-up";
      sort();
      remember();
    });
  }
  form.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
  window.addEventListener("popstate", () => { recall(); show(); });
  recall();
  if (order) sort();
  show();
})();
