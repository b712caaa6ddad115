/* Rows of a table by line number (?rows=2-40,44), by a named set (?basis=...), or by search.
   Rows come in chunks from this site; every cell is set as text, never as markup. */
"use strict";
(() => {
  const viewer = document.getElementById("row-viewer");
  if (!viewer) return;
  if (location.search) viewer.classList.add("asked");     // keeps what follows in its place until the rows are there
  const form = viewer.querySelector("form");
  const body = viewer.querySelector("tbody");
  const status = viewer.querySelector("[role=status]");
  const buttons = [...viewer.querySelectorAll("button[data-step]")];
  const words = JSON.parse(viewer.dataset.words);
  const size = Number(viewer.dataset.size);
  const total = Number(viewer.dataset.total);
  const perPage = 100;
  const chunks = new Map();
  let sources = null;
  let lines = [];
  let from = 0;

  const chunk = (number) => {
    if (!chunks.has(number)) {
      chunks.set(number, fetch(viewer.dataset.chunks + number + ".json").then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }));
    }
    return chunks.get(number);
  };

  const parse = (text) => {
    const found = new Set();
    for (const span of text.split(",").filter(Boolean)) {
      const match = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(span);
      if (!match) continue;
      const last = Math.min(Number(match[2] || match[1]), total + 1);
      for (let line = Math.max(2, Number(match[1])); line <= last; line += 1) found.add(line);
    }
    return [...found].sort((a, b) => a - b);
  };

  const cell = (column, value) => {
    const made = document.createElement("td");
    if (column === "source_id" && value) {
      const link = document.createElement("a");
      link.href = viewer.dataset.sources + "#" + value.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
      const [title, original] = sources?.[value] || [value, "#"];
      link.textContent = title || value;
      made.append(link);
      if (original !== "#") {
        const out = document.createElement("a");
        out.className = "out";
        out.href = original;
        out.rel = "noopener noreferrer external";
        out.textContent = "↗";
        out.setAttribute("aria-label", words.original + ": " + (title || value));
        made.append(" ", out);
      }
    } else if (/^https?:\/\/\S+$/.test(value)) {
      const link = document.createElement("a");
      link.href = value;
      link.rel = "noopener noreferrer external";
      link.textContent = value.length > 60 ? value.slice(0, 60) + "…" : value;
      made.append(link);
    } else {
      made.textContent = value;
    }
    return made;
  };

  const draw = async () => {
    const page = lines.slice(from, from + perPage);
    if (!sources) sources = await fetch(viewer.dataset.chunks + "sources.json").then((answer) => (answer.ok ? answer.json() : {}));
    const made = [];
    for (const line of page) {
      const at = Math.floor((line - 2) / size);
      const { columns, rows } = await chunk(at);
      const values = rows[(line - 2) % size];
      if (!values) continue;
      const row = document.createElement("tr");
      row.id = "L" + line;
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = line;
      row.append(head, ...columns.map((column, place) => cell(column, values[place])));
      made.push(row);
    }
    body.replaceChildren(...made);
    status.textContent = page.length
      ? words.shown.replace("{from}", from + 1).replace("{to}", from + page.length).replace("{all}", lines.length.toLocaleString("en"))
      : words.none;
    buttons[0].hidden = from === 0;
    buttons[1].hidden = from + perPage >= lines.length;
  };

  const search = async (text) => {
    const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    for (let number = 0; number * size < total; number += 1) {
      const { rows } = await chunk(number);
      rows.forEach((values, place) => {
        const joined = values.join(" ").toLowerCase();
        if (parts.every((part) => joined.includes(part))) found.push(number * size + place + 2);
      });
    }
    return found;
  };

  const load = async () => {
    const query = new URLSearchParams(location.search);
    form.elements.q.value = query.get("q") || "";
    form.elements.rows.value = query.get("rows") || "";
    status.textContent = words.loading;
    try {
      if (/^[0-9a-f]{12}$/.test(query.get("basis") || "")) {
        const answer = await fetch(viewer.dataset.basis + query.get("basis") + ".json");
        lines = parse((await answer.json()).rows);
      } else if (query.get("rows")) lines = parse(query.get("rows"));
      else if (query.get("q")) lines = await search(query.get("q"));
      else lines = parse("2-" + (total + 1));
      from = 0;
      await draw();
    } catch (error) {
      status.textContent = words.failed;
    }
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      from = Math.max(0, from + Number(button.dataset.step) * perPage);
      draw().then(() => viewer.scrollIntoView());
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const name of ["q", "rows"]) if (form.elements[name].value) query.set(name, form.elements[name].value);
    history.pushState(null, "", location.pathname + (query.size ? "?" + query : ""));
    load();
  });
  window.addEventListener("popstate", load);
  if (location.search) load();
  else {
    // The first rows stand in the page already; "next" starts behind them.
    lines = parse("2-" + (total + 1));
    from = body.rows.length - perPage;
    buttons[1].hidden = body.rows.length >= lines.length;
  }
})();
