/* Search in a long table, grouped or not; the address holds what is searched for. */
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-filter]")) {
    const table = document.querySelector(form.dataset.filter);
    const rows = [...table.tBodies].flatMap((group) => [...group.rows]).filter((row) => !row.classList.contains("group-head"))
      .map((row) => ({ row, text: row.textContent.toLowerCase() }));
    const count = form.parentElement.querySelector(".count[data-template]");
    form.addEventListener("submit", (event) => event.preventDefault());
    const search = () => {
      const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      table.classList.toggle("filtered", words.length > 0);
      for (const number of table.querySelectorAll(".fold-n")) {
        const group = number.closest("tbody");
        const n = group.querySelectorAll("tr:not(.group-head, [hidden])").length;
        group.hidden = n === 0;
        group.querySelector(".fold-box").disabled = words.length > 0;
        number.textContent = words.length ? `${n} / ${number.dataset.all}` : number.dataset.all;
      }
      count.textContent = count.dataset.template.replace("{shown}", shown).replace("{all}", rows.length);
    };
    form.addEventListener("input", () => {
      search();
      const asked = form.elements.q.value.trim();
      history.replaceState(null, "", location.pathname + (asked ? "?q=" + encodeURIComponent(asked) : "") + location.hash);
    });
    form.elements.q.value = new URLSearchParams(location.search).get("q") || "";
    if (form.elements.q.value) search();
  }
})();
