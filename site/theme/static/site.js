/* Switches of language and reading day keep the reader's place: the anchor nearest above the
   top of the window goes into the link. Without this script the links lead to the page's top. */
"use strict";
(() => {
  const links = document.querySelectorAll("a[data-keep-place]");
  if (!links.length) return;
  const marks = [...document.querySelectorAll("main [id]")].filter((mark) => !mark.closest("svg"));
  const bases = new Map([...links].map((link) => [link, link.getAttribute("href").split("#")[0]]));
  const place = () => {
    let nearest = "";
    for (const mark of marks) {
      if (mark.getClientRects().length && mark.getBoundingClientRect().top <= 140) nearest = mark.id;
    }
    const top = window.scrollY < 60;
    for (const [link, base] of bases) {
      link.setAttribute("href", base + (link.classList.contains("language") ? location.search : "") + (nearest && !top ? "#" + nearest : ""));
    }
  };
  for (const link of links) for (const kind of ["pointerdown", "focus", "click"]) link.addEventListener(kind, place);
})();
