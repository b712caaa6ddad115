/* Search in a long table. */
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-filter]")) {
    const rows = [...document.querySelector(form.dataset.filter).tBodies[0].rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
    const count = form.nextElementSibling;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      count.textContent = count.dataset.template.replace("{shown}", shown).replace("{all}", rows.length);
    });
  }
})();
