// What a page can do beyond being read: filter claims, sort tables, find a project in every figure. Without it all is there.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // An explanation that covers something goes with Escape and comes back when something else is pointed at.
  const explanations = (shown) => document.documentElement.classList.toggle("unexplained", !shown);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") explanations(false); });
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, () => explanations(true));

  const filters = document.querySelector("form.filters");
  if (filters) {
    const claims = all("article.claim");
    const said = filters.querySelector("output");
    const show = () => {
      const words = all("input:checked", filters).map((box) => box.value);
      const slide = filters.elements.slide.value;
      const tier = filters.elements.tier.value;
      let shown = 0;
      for (const claim of claims) {
        const data = claim.dataset;
        const tiers = [data.tier, data.counted];
        claim.hidden = !words.includes(data.verdict) || (slide && slide !== data.slide) || (tier && !tiers.includes(tier));
        shown += !claim.hidden;
      }
      for (const section of all("section.slide")) {
        section.hidden = !section.querySelector("article.claim:not([hidden])");
        const entry = document.querySelector(`.contents a[href="#${section.dataset.slide}"]`);
        if (entry) entry.parentElement.hidden = section.hidden;
      }
      said.textContent = `${shown} of ${claims.length} claims shown`;
    };
    const follow = () => {
      const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.closest("[hidden]")) {
        filters.reset();
        show();
        target.scrollIntoView();
      }
    };
    filters.hidden = false;
    filters.addEventListener("change", show);
    filters.addEventListener("reset", () => setTimeout(show));
    filters.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", follow);
    show();
  }

  const number = (text) => {
    const found = /^[-+]?\d[\d,]*(\.\d+)?/.exec(text.replace("\u2212", "-"));
    return found ? Number(found[0].replaceAll(",", "")) : NaN;
  };
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a.localeCompare(b, "en");
  };
  const sort = (table, column, head) => {
    const body = table.tBodies[0];
    const text = (row) => row.cells[column].textContent.trim();
    const empty = (row) => ["", "\u2013", "withheld", "not computable"].includes(text(row));
    const down = head.getAttribute("aria-sort") === "ascending";
    const rows = [...body.rows].sort((a, b) => empty(a) - empty(b) || (down ? -1 : 1) * compare(text(a), text(b)));
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows);
  };
  for (const table of all("table.sortable")) {
    if (table.tBodies.length !== 1 || table.tBodies[0].rows.length < 3) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, column, head));
    });
  }

  const finder = document.querySelector("form.finder");
  if (finder) {
    const sheet = document.head.appendChild(document.createElement("style")).sheet;
    const choice = finder.elements.project;
    const kept = {
      get: () => { try { return sessionStorage.getItem("project"); } catch { return null; } },
      set: (value) => { try { sessionStorage.setItem("project", value); } catch { /* nothing is kept then */ } },
    };
    const find = () => {
      while (sheet.cssRules.length) sheet.deleteRule(0);
      for (const row of all("tr.found")) row.classList.remove("found");
      const name = choice.selectedOptions[0].textContent;
      if (!choice.value) return;
      const place = `.p${Number(choice.value)}`;
      sheet.insertRule(`path${place} { stroke: var(--found); stroke-width: 9px; opacity: 1; }`);
      sheet.insertRule(`use${place} { stroke: var(--found) !important; stroke-width: 6px; fill: var(--found) !important; opacity: 1; }`);
      for (const head of all("tbody th")) head.parentElement.classList.toggle("found", head.textContent.trim() === name);
    };
    finder.hidden = false;
    finder.addEventListener("submit", (event) => event.preventDefault());
    choice.addEventListener("change", () => { kept.set(choice.selectedOptions[0].textContent); find(); });
    const before = kept.get();
    const again = before && [...choice.options].find((option) => option.value && option.textContent === before);
    if (again) { choice.value = again.value; find(); }
  }
})();
