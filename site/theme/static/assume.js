/* The assumption switch: picks the precomputed runs that took the chosen alternatives. */
"use strict";
(() => {
  const badges = new Map([...document.getElementById("badges").content.children].map((item) => [item.dataset.label, item]));

  const closest = (runs, taken) => {
    let best = Infinity;
    let found = [];
    for (const run of runs) {
      let away = 0;
      for (let place = 0; place < taken.length; place += 1) away += run.c[place] !== taken[place];
      if (away < best) { best = away; found = []; }
      if (away === best) found.push(run);
    }
    return { best, found };
  };

  const commonest = (labels) => {
    const counts = new Map();
    for (const label of labels) counts.set(label, (counts.get(label) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0];
  };

  for (const form of document.querySelectorAll("form.assume")) {
    const section = form.closest("section");
    const status = form.querySelector("[role=status]");
    let data = null;

    const show = () => {
      const reading = form.elements.reading.value;
      const taken = data.choices.map((choice) => choice.alternatives.indexOf(form.elements[choice.name].value));
      const { best, found } = closest(data.runs.filter((run) => run.r === reading), taken);
      const template = best > 0 ? status.dataset.none : found.length === 1 ? status.dataset.one : status.dataset.many;
      status.textContent = template.replace("{n}", found.length);
      for (const cell of section.querySelectorAll(".assumed")) cell.hidden = false;
      for (const row of section.querySelectorAll("tr[data-claim]")) {
        const target = row.querySelector(".assumed");
        const told = found.map((run) => run.v[row.dataset.claim]).filter(Boolean);
        target.replaceChildren();
        row.classList.remove("differs");
        if (!told.length) { target.textContent = "–"; continue; }
        const [label] = commonest(told.map((item) => item[0]));
        target.append(badges.get(label).cloneNode(true));
        if (told.length === 1 && told[0][1] !== null) target.append(" " + Number(told[0][1].toPrecision(3)));
        row.classList.toggle("differs", label !== row.dataset[reading]);
      }
    };

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", async () => {
      if (!data) data = await (await fetch(form.dataset.runs)).json();
      show();
    });
  }
})();
