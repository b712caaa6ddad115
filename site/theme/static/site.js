/* What every page does with a script; each part has a plain form without it. */
"use strict";

/* Folded parts: a link to something inside opens the way to it, and print shows cards, figures and tables. */
(() => {
  const open = (target) => {
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const follow = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target?.closest("details")) return;
    open(target);
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash === location.hash) follow();
  });
  if (location.hash) follow();

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll(".claim-card, .more.figure, .more.table, .verdicts .more, .page-claim details:not(.long)")].filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  window.addEventListener("afterprint", () => { for (const fold of closed) fold.open = false; });
})();

/* The contents beside a theme page name the section in view. */
(() => {
  const links = [...document.querySelectorAll(".contents a")];
  if (!links.length || !("IntersectionObserver" in window)) return;
  const parts = new Map(links.map((link) => [document.getElementById(link.hash.slice(1)), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = parts.get(entry.target);
      if (entry.isIntersecting) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const part of parts.keys()) if (part) seen.observe(part);
})();

/* Switches of language and reading day keep the reader's place: the anchor nearest to the top of
   the window, where links land, goes into the link; one that only just shows is not yet read. Without this script the links lead to the page's top. */
(() => {
  const links = document.querySelectorAll("a[data-keep-place]");
  if (!links.length) return;
  const marks = [...document.querySelectorAll("main [id]")].filter((mark) => !mark.closest("svg"));
  const bases = new Map([...links].map((link) => [link, link.getAttribute("href").split("#")[0]]));
  const place = () => {
    let nearest = "", least = Infinity;     // of marks side by side the first
    for (const mark of marks) {
      if (!mark.getClientRects().length) continue;
      const top = Math.round(mark.getBoundingClientRect().top), away = Math.abs(top - 16);
      if (top <= 140 && away < least) [nearest, least] = [mark.id, away];
    }
    const top = window.scrollY < 60;
    for (const [link, base] of bases) {
      link.setAttribute("href", base + (link.classList.contains("language") ? location.search : "") + (nearest && !top ? "#" + nearest : ""));
    }
  };
  for (const link of links) for (const kind of ["pointerdown", "focus", "click"]) link.addEventListener(kind, place);
})();
