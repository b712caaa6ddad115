/* Interactive versions of the figures, on demand. The drawing library and the figure's file come
   from this site when the reader asks; numbers and words are those of the record, only looked up. */
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const greys = {
    light: { ink: "#1a1a18", soft: "#55534d", hair: "#e4e0d6", paper: "#ffffff", empty: "#eceae4" },
    dark: { ink: "#ece8df", soft: "#b3aea2", hair: "#33373b", paper: "#1b1f23", empty: "#2a2e32" },
  };
  const font = '"Source Sans 3", "Chuhai Sans SC", sans-serif';

  const config = (grey) => ({
    background: null, font, view: { stroke: null }, aria: false,
    axis: { labelColor: grey.soft, titleColor: grey.soft, gridColor: grey.hair, domainColor: grey.soft, tickColor: grey.soft,
      labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelFont: font, titleFont: font, domain: false, tickSize: 3 },
    axisX: { grid: false }, axisXQuantitative: { grid: true },
    header: { labelColor: grey.ink, labelFontSize: 13, labelFontWeight: 600 },
    style: {
      ink: { stroke: grey.ink, fill: grey.ink, color: grey.ink }, faint: { stroke: grey.soft, color: grey.soft },
      cell: { stroke: grey.paper, strokeWidth: 1 }, hollow: { fill: grey.paper }, empty: { fill: grey.empty, color: grey.empty }, words: { fill: grey.soft, color: grey.soft },
    },
  });

  const make = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /* The specification for a width and a ground. */
  const fitted = (data, width, isDark) => {
    const spec = structuredClone(data.spec);
    spec.config = config(isDark ? greys.dark : greys.light);
    if (isDark) for (const value of spec.data.values) value.c = value.d;
    const several = Boolean(spec.facet);
    const inner = several ? spec.spec : spec;
    if (data.ratio) inner.height = Math.round(width * data.ratio);
    if (several) {
      spec.columns = width >= 620 && data.panels > 1 ? 2 : 1;
      inner.width = Math.max(110, Math.floor(width / spec.columns - data.names - 24));
    } else {
      spec.autosize = { type: "fit-x", contains: "padding" };
    }
    return spec;
  };

  /* Where each datum is drawn, by its number: boxes within the chart. */
  const boxes = (view) => {
    const found = new Map();
    const [left, top] = view.origin();
    const walk = (group, x, y) => {
      for (const mark of group.items || []) {
        if (mark.marktype === "group") for (const item of mark.items) walk(item, x + (item.x || 0), y + (item.y || 0));
        else if (["symbol", "rect"].includes(mark.marktype)) {
          for (const item of mark.items) {
            if (item.datum?.i === undefined || !item.bounds) continue;
            const { x1, y1, x2, y2 } = item.bounds;
            const box = { x1: x1 + x, y1: y1 + y, x2: x2 + x, y2: y2 + y, round: mark.marktype === "symbol" };
            const old = found.get(item.datum.i);
            found.set(item.datum.i, old ? { ...box, x1: Math.min(old.x1, box.x1), y1: Math.min(old.y1, box.y1), x2: Math.max(old.x2, box.x2), y2: Math.max(old.y2, box.y2) } : box);
          }
        }
      }
    };
    const root = view.scenegraph().root;
    for (const item of root.items) walk(item, left, top);
    return found;
  };

  const away = (box, x, y) => {
    const dx = Math.max(box.x1 - x, 0, x - box.x2);
    const dy = Math.max(box.y1 - y, 0, y - box.y2);
    return Math.hypot(dx, dy) + (box.round ? Math.hypot((box.x1 + box.x2) / 2 - x, (box.y1 + box.y2) / 2 - y) / 100 : 0);
  };

  const open = async (button, figure, panel, words) => {
    const [library, data] = await Promise.all([
      import(new URL(button.dataset.library, document.baseURI).href),
      fetch(button.dataset.explore).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }),
    ]);
    const readout = make("p", words.how, { class: "explore-readout", role: "status" });
    const chart = make("div", "", { class: "explore-chart", tabindex: "0", role: "application", "aria-label": `${data.title}. ${words.keys}` });
    const drawing = make("div", "", { "aria-hidden": "true" });
    const ring = make("span", "", { class: "explore-ring", hidden: "" });
    chart.append(drawing, ring);
    const hidden = new Set();
    let view = null;
    let places = new Map();
    let current = -1;
    let pinned = false;

    const mark = (i) => {
      current = i;
      const box = places.get(i);
      ring.hidden = !box;
      if (!box) { readout.textContent = words.how; return; }
      Object.assign(ring.style, { left: `${box.x1 - 2}px`, top: `${box.y1 - 2}px`, width: `${box.x2 - box.x1 + 4}px`, height: `${box.y2 - box.y1 + 4}px` });
      ring.classList.toggle("round", box.round);
      const [where, what] = data.told[i];
      readout.replaceChildren(make("strong", where), what ? `: ${what} ` : " ");
      const row = data.rows[i];
      if (row) {
        const [table, line] = row.split(":");
        readout.append(make("a", `${table}, ${words.row} ${line}`, { href: `${button.dataset.root}data/tables/${table}/?rows=${line}#rows` }));
      }
    };

    const draw = async () => {
      const width = chart.clientWidth;
      if (!width) return;
      const { spec } = library.compile(fitted(data, width, dark.matches), { logger: undefined });
      const made = new library.View(library.parse(spec, null, { ast: true }), {
        expr: library.expressionInterpreter, renderer: "svg", hover: false, container: drawing,
      });
      if (view) view.finalize();
      drawing.replaceChildren();
      view = made.initialize(drawing).signal("hidden", [...hidden]);
      await view.runAsync();
      places = boxes(view);
      if (current >= 0) mark(current);
      chart.dataset.drawn = String(places.size);
    };

    const nearest = (event) => {
      const frame = chart.getBoundingClientRect();
      const x = event.clientX - frame.left;
      const y = event.clientY - frame.top;
      let best = 40;
      let found = -1;
      for (const [i, box] of places) {
        const distance = away(box, x, y);
        if (distance < best) { best = distance; found = i; }
      }
      return found;
    };
    chart.addEventListener("pointermove", (event) => { if (!pinned && event.pointerType === "mouse") { const i = nearest(event); if (i >= 0 && i !== current) mark(i); } });
    chart.addEventListener("click", (event) => { const i = nearest(event); pinned = i >= 0; mark(i); });

    const middle = (i) => { const box = places.get(i); return [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2]; };
    chart.addEventListener("keydown", (event) => {
      const groups = data.order.map((group) => group.filter((i) => places.has(i))).filter((group) => group.length);
      if (!groups.length) return;
      const at = Math.max(0, groups.findIndex((group) => group.includes(current)));
      const place = groups[at].indexOf(current);
      const other = (step) => {
        const group = groups[(at + step + groups.length) % groups.length];
        if (place < 0 || groups.length === 1) return groups[at][Math.max(0, Math.min(groups[at].length - 1, place + step))];
        const [x, y] = middle(current);
        const far = (i) => { const [a, b] = middle(i); return Math.hypot(a - x, (b - y) / 4); };
        return group.reduce((best, i) => (far(i) < far(best) ? i : best));
      };
      const goal = {
        ArrowRight: () => groups[at][Math.min(groups[at].length - 1, place + 1)], ArrowLeft: () => groups[at][Math.max(0, place - 1)],
        ArrowDown: () => other(1), ArrowUp: () => other(-1), Home: () => groups[at][0], End: () => groups[at].at(-1), Escape: () => -1,
      }[event.key];
      if (!goal || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      pinned = true;
      mark(goal());
    });

    const legend = make("div", "", { class: "explore-keys", role: "group", "aria-label": words.series });
    data.keys.forEach((key, number) => {
      const toggle = make("button", key.label, { type: "button", "aria-pressed": "true" });
      const dot = make("span", "", { class: "explore-dot", "aria-hidden": "true" });
      toggle.prepend(dot);
      const paint = () => { dot.style.background = dark.matches ? key.dark : key.colour; };
      paint();
      dark.addEventListener("change", paint);
      toggle.addEventListener("click", () => {
        hidden.has(number) ? hidden.delete(number) : hidden.add(number);
        toggle.setAttribute("aria-pressed", String(!hidden.has(number)));
        mark(-1);
        view.signal("hidden", [...hidden]).runAsync().then(() => { places = boxes(view); chart.dataset.drawn = String(places.size); });
      });
      legend.append(toggle);
    });
    panel.replaceChildren(make("p", data.title, { class: "figure-title" }), make("p", data.subtitle, { class: "explore-subtitle" }));
    if (data.keys.length) panel.append(legend);
    panel.append(readout, chart);
    await document.fonts.ready;
    await draw();
    let width = chart.clientWidth;
    new ResizeObserver(() => { if (Math.abs(chart.clientWidth - width) > 4) { width = chart.clientWidth; draw(); } }).observe(chart);
    dark.addEventListener("change", draw);
    return chart;
  };

  for (const button of document.querySelectorAll("button[data-explore]")) {
    const figure = button.closest("figure");
    const picture = figure.querySelector(".plate");
    const words = JSON.parse(button.dataset.words);
    let panel = null;
    button.addEventListener("click", async () => {
      const opening = button.getAttribute("aria-expanded") === "false";
      button.setAttribute("aria-expanded", String(opening));
      button.textContent = opening ? words.close : words.open;
      if (!panel) {
        panel = make("div", "", { class: "explore-panel" });
        panel.append(make("p", words.loading, { role: "status" }));
        picture.after(panel);
        open(button, figure, panel, words).then((chart) => chart.focus({ preventScroll: true }), (error) => {
          panel.replaceChildren(make("p", words.failed, { role: "alert" }));
          picture.hidden = false;
          console.warn(error);
        });
      }
      panel.hidden = !opening;
      picture.hidden = opening;
    });
  }
})();
