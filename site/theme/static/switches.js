/* The switches of a theme: they look up precomputed runs. Nothing is computed but which run it is,
   and, where no run took these very choices, which ones differ in the fewest. */
"use strict";
(() => {
  const form = document.getElementById("switches");
  const table = document.getElementById("outcomes");
  const status = document.getElementById("switch-status");
  const nearest = document.getElementById("nearest");
  const differing = document.getElementById("differing");
  const place = document.getElementById("curve-place");
  const words = JSON.parse(form.dataset.words);
  const badges = new Map([...document.getElementById("badges").content.children].map((item) => [item.dataset.label, item]));
  const rows = [...table.tBodies[0].rows];
  const first = place.querySelector(".curve-claim a").textContent;
  const pages = new Map();
  let data = null;
  let claim = first;
  let drawn = first + " today";

  const reading = () => form.elements.reading.value;
  const chosen = () => data.choices.map((choice) => choice.alternatives.findIndex((item) => item.value === form.elements[choice.name].value));
  const away = (run, taken) => taken.map((value, at) => (run.taken[at] === value ? -1 : at)).filter((at) => at >= 0);
  const say = (template, slots) => template.replace(/\{(\w+)\}/g, (_, name) => slots[name]);

  const answer = (at, run) => data.choices[at].alternatives[run.taken[at]]?.label ?? "?";
  const inWords = (run) => {
    const other = run.taken.map((value, at) => (value > 0 ? at : -1)).filter((at) => at >= 0);
    return other.length ? other.map((at) => answer(at, run)).join("; ") : words.printed;
  };

  const take = (run) => {
    data.choices.forEach((choice, at) => { if (choice.alternatives[run.taken[at]]) form.elements[choice.name].value = choice.alternatives[run.taken[at]].value; });
    form.elements.reading.value = run.reading;
    update();
  };

  const outcome = (told) => {
    const line = document.createElement("span");
    line.className = "outcome-line";
    const text = document.createElement("span");
    text.className = "estimate-text";
    text.textContent = " " + told[1];
    line.append(badges.get(told[0]).cloneNode(true), document.createElement("br"), text);
    return line;
  };

  const show = (found, exact) => {
    const differs = [];
    for (const item of table.querySelectorAll("[data-reading]")) item.hidden = item.dataset.reading !== reading();
    for (const row of rows) {
      const cell = row.querySelector("td.assumed");
      const told = found.map((run) => run.verdicts[row.dataset.claim]).filter(Boolean);
      const kinds = [...new Map(told.map((item) => [item[0] + item[1], item])).values()].slice(0, 3);
      cell.replaceChildren(...(kinds.length ? kinds.map(outcome) : [document.createTextNode("–")]));
      const other = told.length > 0 && told.some((item) => item[0] !== row.dataset[reading()]);
      row.classList.toggle("differs", other);
      row.classList.toggle("chosen", row.dataset.claim === claim);
      if (other) differs.push(row.dataset.claim);
      for (const old of row.querySelectorAll(".here")) old.remove();
      const order = data.order[row.dataset.claim]?.[reading()] ?? [];
      const strip = row.querySelector(`.strip-cell [data-reading="${reading()}"] svg`);
      if (!strip) continue;
      const step = strip.viewBox.baseVal.width / order.length;
      for (const run of found) {
        const x = (order.indexOf(run.id) + 0.5) * step;
        if (x < 0) continue;
        const mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
        mark.setAttribute("class", "here");
        mark.setAttribute("d", `M${x} 20l4 6h-8z`);
        strip.append(mark);
      }
    }
    differing.replaceChildren(...differs.flatMap((id) => {
      const link = document.createElement("a");
      link.href = "#" + id;
      link.textContent = id;
      return [link, " "];
    }));
    return say(exact ? words.differ : words.differ_nearest, { n: differs.length, all: rows.length });
  };

  const point = (found) => {
    for (const group of place.querySelectorAll(".run")) {
      group.classList.toggle("current", found.some((run) => run.id === group.dataset.run));
      group.classList.add("pickable");
    }
  };

  const curve = async (found) => {
    const wanted = claim + " " + reading();
    if (drawn !== wanted) {
      if (!pages.has(claim)) {
        pages.set(claim, fetch(form.dataset.claims + claim + "/").then((page) => {
          if (!page.ok) throw new Error(String(page.status));
          return page.text();
        }).then((text) => new DOMParser().parseFromString(text, "text/html")));
      }
      const page = await pages.get(claim);
      if (claim + " " + reading() !== wanted) return;
      const figure = page.querySelector(`[data-curve="${reading()}"]`);
      const head = document.createElement("p");
      head.className = "curve-claim";
      const link = document.createElement("a");
      link.href = form.dataset.claims + claim + "/#robustness";
      link.textContent = claim;
      head.append(link, " " + page.querySelector("h1").textContent);
      place.replaceChildren(head, figure ? document.importNode(figure, true) : words.none);
      drawn = wanted;
    }
    point(found);
  };

  const remember = () => {
    const query = new URLSearchParams();
    if (claim !== first) query.set("claim", claim);
    if (reading() !== "today") query.set("reading", reading());
    chosen().forEach((value, at) => { if (value !== 0) query.set(data.choices[at].name, data.choices[at].alternatives[value].value); });
    history.replaceState(null, "", (query.size ? "?" + query : location.pathname) + location.hash);
  };

  const update = () => {
    const taken = chosen();
    const runs = data.runs.filter((run) => run.reading === reading());
    const fewest = Math.min(...runs.map((run) => away(run, taken).length));
    const found = runs.filter((run) => away(run, taken).length === fewest);
    const line = show(found, fewest === 0);
    nearest.replaceChildren();
    if (fewest === 0) {
      status.textContent = say(words.exact, { run: found[0].id, what: inWords(found[0]) }) + " " + line;
    } else {
      status.textContent = say(words.nearest, { n: found.length, k: fewest }) + " " + line;
      for (const run of found.slice(0, 6)) {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = say(words.instead, { what: away(run, taken).map((at) => answer(at, run)).join("; ") });
        button.addEventListener("click", () => take(run));
        item.append(button);
        nearest.append(item);
      }
    }
    remember();
    curve(found).catch(() => { place.textContent = words.failed; });
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of query) {
      const field = form.elements[name];
      if (field && [...field].some((item) => item.value === value)) field.value = value;
    }
    if (rows.some((row) => row.dataset.claim === query.get("claim"))) claim = query.get("claim");
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", update);
  form.addEventListener("reset", () => setTimeout(update));
  table.addEventListener("click", (event) => {
    const link = event.target.closest("a.pick");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    claim = link.closest("tr").dataset.claim;
    update();
    document.getElementById("curve").scrollIntoView();
    place.focus({ preventScroll: true });
  });
  place.addEventListener("click", (event) => {
    const group = event.target.closest(".run");
    const run = group && data.runs.find((item) => item.id === group.dataset.run && item.reading === reading());
    if (run) take(run);
  });
  fetch(form.dataset.runs).then((answered) => {
    if (!answered.ok) throw new Error(String(answered.status));
    return answered.json();
  }).then((content) => { data = content; recall(); update(); }).catch(() => { status.textContent = words.failed; });
})();
