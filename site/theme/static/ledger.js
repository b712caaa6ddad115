/* Search, filters and sorting of the ledger. The state lives in the address, so it can be shared. */
"use strict";
(() => {
  const form = document.getElementById("ledger-tools");
  const table = document.getElementById("ledger");
  const count = document.getElementById("ledger-count");
  const empty = document.getElementById("ledger-empty");
  const chips = document.getElementById("ledger-chips");
  const toggle = form.querySelector(".filters-toggle");
  const groups = [...table.tBodies];
  const flat = document.createElement("tbody");
  flat.className = "flat";
  const rows = groups.flatMap((group) => [...group.rows].slice(1).map((row) => ({ row, group, text: row.textContent.toLowerCase() })));
  const filters = ["theme", "verdict", "then", "changed", "grade"];
  const names = ["q", ...filters];
  let sorted = { name: "", direction: "up" };

  const keys = {
    verdict: (row) => -Number(row.dataset.score),
    text: (row) => row.querySelector(".statement-cell").textContent,
    grade: (row) => row.dataset.grade || "Z",
    confidence: (row) => -Number(row.dataset.confidence),
    order: (row) => Number(row.dataset.order),
  };

  const told = (name) => {
    const field = form.elements[name];
    const label = field.closest("label").firstChild.textContent.trim();
    return `${label}${document.documentElement.lang === "en" ? ": " : "："}${field.options[field.selectedIndex].textContent}`;
  };

  const chip = (name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = told(name) + " ×";
    button.setAttribute("aria-label", chips.dataset.remove.replace("{what}", told(name)));
    button.addEventListener("click", () => {
      form.elements[name].value = "";
      update();
      (chips.querySelector("button") || toggle).focus();
    });
    return button;
  };

  const show = () => {
    const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const active = filters.filter((name) => wanted[name]);
    const counted = new Map(groups.map((group) => [group, 0]));
    let shown = 0;
    for (const { row, group, text } of rows) {
      const fits = words.every((word) => text.includes(word)) && active.every((name) => row.dataset[name] === wanted[name]);
      row.hidden = !fits;
      shown += fits;
      counted.set(group, counted.get(group) + fits);
    }
    const filtered = active.length + words.length > 0;
    table.classList.toggle("filtered", filtered);
    for (const [group, n] of counted) {
      group.hidden = n === 0;
      const number = group.querySelector(".fold-n");
      number.textContent = filtered ? `${n} / ${number.dataset.all}` : number.dataset.all;
      group.querySelector(".fold-box").disabled = filtered;
    }
    count.textContent = filtered ? count.dataset.template.replace("{shown}", shown).replace("{all}", rows.length) : count.dataset.all;
    toggle.querySelector("[data-n]").textContent = active.length || "";
    chips.replaceChildren(...active.map(chip));
    empty.hidden = shown > 0;
    table.hidden = shown === 0;
  };

  /* By theme the rows stand in their groups; in any other order they stand in one. */
  const sort = () => {
    const key = keys[sorted.name];
    const sign = sorted.direction === "down" ? -1 : 1;
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
    table.classList.toggle("flat", Boolean(key));
    if (key) {
      flat.append(...rows.map(({ row }) => row).sort((a, b) => sign * compare(key(a), key(b)) || keys.order(a) - keys.order(b)));
      table.append(flat);
    } else {
      for (const { row, group } of rows) group.append(row);
      flat.remove();
    }
    form.elements.sort.value = key ? sorted.name : "";
    for (const head of table.tHead.rows[0].cells) {
      if (key && head.dataset.sort === sorted.name) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
  };

  const remember = () => {
    const query = new URLSearchParams();
    for (const name of names) if (form.elements[name].value) query.set(name, form.elements[name].value);
    if (sorted.name) query.set("sort", `${sorted.name}-${sorted.direction}`);
    history.replaceState(null, "", (query.size ? "?" + query : location.pathname) + location.hash);
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const name of names) {
      form.elements[name].value = query.get(name) || "";
      if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
    }
    const [name, direction] = (query.get("sort") || "").split("-");
    sorted = keys[name] ? { name, direction: direction === "down" ? "down" : "up" } : { name: "", direction: "up" };
  };

  const update = () => { show(); remember(); };

  for (const head of table.tHead.rows[0].cells) {
    if (!head.dataset.sort) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const name = head.dataset.sort;
      sorted = { name, direction: sorted.name === name && sorted.direction === "up" ? "down" : "up" };
      sort();
      remember();
    });
  }
  toggle.addEventListener("click", () => toggle.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") === "false")));
  form.addEventListener("input", (event) => {
    if (event.target.name === "sort") {
      sorted = { name: event.target.value, direction: "up" };
      sort();
    }
    update();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { sorted = { name: "", direction: "up" }; sort(); update(); }));
  table.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.classList.contains("fold-box")) event.target.click();
  });
  /* A link to a claim or a theme opens its group; from here on the check boxes alone decide. */
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    const fold = target?.closest("#ledger tbody")?.querySelector(".fold-box");
    if (!fold || fold.checked) return;
    fold.checked = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", () => { recall(); sort(); show(); });
  recall();
  if (sorted.name) sort();
  show();
  table.classList.add("live");
  follow();
})();
