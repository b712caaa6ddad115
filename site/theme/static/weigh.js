/* A ranking under the reader's own weights: a weighted mean of the components of the record. */
"use strict";
(() => {
  for (const part of document.querySelectorAll("[data-weigh]")) {
    const form = part.querySelector("form");
    const body = part.querySelector("tbody");
    const status = part.querySelector("[role=status]");
    const run = part.querySelector("[data-run]");
    const sliders = [...form.querySelectorAll("input[type=range]")];
    const printed = body.innerHTML;
    const saying = status.textContent;
    let rows = null;
    let told = 0;

    const cell = (name, text, attributes = {}) => {
      const made = document.createElement(name);
      made.textContent = text;
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };

    const ranked = (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const scored = [];
      for (const row of rows) {
        const parts = row.slice(4);
        if (weights.some((weight, place) => weight > 0 && parts[place] === null)) continue;
        scored.push({ row, score: weights.reduce((sum, weight, place) => sum + (weight ? weight * parts[place] : 0), 0) / total });
      }
      return scored.sort((a, b) => b.score - a.score || a.row[1] - b.row[1]);
    };

    const say = (text) => {
      clearTimeout(told);
      told = setTimeout(() => { status.textContent = text; }, 350);
    };

    const show = () => {
      const weights = sliders.map((slider) => Number(slider.value));
      for (const slider of sliders) slider.parentElement.querySelector("output").textContent = slider.value;
      const same = sliders.every((slider) => slider.value === slider.defaultValue);
      run.hidden = same;
      if (same) { body.innerHTML = printed; say(saying); return; }
      if (weights.every((weight) => weight === 0)) { say(part.dataset.none); return; }
      const first = ranked(weights).slice(0, Number(part.dataset.shown));
      body.replaceChildren(...first.map(({ row }, place) => {
        const [host, rank, low, high] = row;
        const line = document.createElement("tr");
        if (place + 1 < low || place + 1 > high) line.className = "outside";
        line.append(cell("td", place + 1, { class: "num" }), cell("th", host, { scope: "row" }),
          cell("td", rank, { class: "num" }), cell("td", `${low}–${high}`, { class: "num" }));
        return line;
      }));
      say(part.dataset.first.replace("{names}", first.slice(0, 5).map(({ row }) => row[0]).join(", ")));
      run.querySelector("code").textContent = part.dataset.command +
        sliders.filter((slider) => slider.value !== slider.defaultValue).map((slider) => ` -p ${slider.dataset.parameter}=${slider.value}`).join("");
    };

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show));
    form.addEventListener("input", async () => {
      if (!rows) rows = (await (await fetch(part.dataset.weigh)).json()).rows;
      show();
    });
  }
})();
