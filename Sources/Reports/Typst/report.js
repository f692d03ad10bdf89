// The page's own script: theme, contents that follow the scroll, previews of links, and the filter of the claims.
// Everything is there without it; see report.css for how.
"use strict";
(() => {
  const { all, make, label, group } = pageParts;
  const root = document.documentElement;

  // --- Theme: the system's, until the reader asks for the other one --------------------------------

  const kept = {
    get theme() {
      try { return localStorage.getItem("theme"); } catch { return null; }
    },
    set theme(name) {
      try { localStorage.setItem("theme", name); } catch { /* A file's page may have no storage. */ }
    },
  };
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  const themeButton = make("button", { type: "button", className: "theme" });
  const halfMoon = "M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16zM10 4v12a6 6 0 0 0 0-12z";
  const threeLines = "M3 5h14v1.6H3zM3 9.2h14v1.6H3zM3 13.4h14V15H3z";
  const nameTheme = () => {
    themeButton.replaceChildren(...label(halfMoon, isDark() ? "Light theme" : "Dark theme"));
  };
  if (kept.theme === "dark" || kept.theme === "light") root.dataset.theme = kept.theme;
  themeButton.addEventListener("click", () => {
    kept.theme = root.dataset.theme = isDark() ? "light" : "dark";
    nameTheme();
  });
  systemIsDark.addEventListener("change", nameTheme);
  nameTheme();
  const bar = make("div", { className: "bar-of-page" });
  const toContents = make("a", { className: "to-contents", href: "#contents" }, ...label(threeLines, "Contents"));
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "Search, figures, contents and theme");
  bar.append(toContents, themeButton);
  document.querySelector("footer").before(bar);

  // --- Reading progress -----------------------------------------------------------------------------

  const progress = make("div", { className: "progress" });
  progress.setAttribute("aria-hidden", "true");
  document.querySelector("footer").before(progress);

  // --- Contents: the section that is read is marked, and its chapter unfolded -----------------------

  const entries = new Map(all(".contents a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = all("h2[id], h3[id]").filter((heading) => entries.has(heading.id));
  let current = null;
  const follow = () => {
    progress.style.setProperty("--read", scrollY / Math.max(1, root.scrollHeight - innerHeight));
    let read = headings[0];
    for (const heading of headings) {
      if (heading.getBoundingClientRect().top > innerHeight * 0.3) break;
      read = heading;
    }
    if (!read || read === current) return;
    current = read;
    for (const link of entries.values()) link.removeAttribute("aria-current");
    for (const item of all(".contents .open")) item.classList.remove("open");
    const link = entries.get(read.id);
    link.setAttribute("aria-current", "true");
    for (let item = link.closest("li"); item; item = item.parentElement.closest("li")) item.classList.add("open");
    const list = document.querySelector(".contents");
    if (getComputedStyle(list).position === "sticky") {
      const [place, frame] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (place.top < frame.top + 40 || place.bottom > frame.bottom - 40) {
        list.scrollTop += place.top - frame.top - frame.height / 2;
      }
    }
  };
  let waits = false;
  const soon = () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => { waits = false; follow(); });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  follow();

  // --- Links into something folded unfold it -------------------------------------------------------

  const arrive = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1).split("?")[0]));
    if (target && pageParts.unfold(target)) target.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  // A second click on the same link changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) arrive();
  });
  arrive();

  // --- Stops of the tabulator ----------------------------------------------------------------------

  // What scrolls is a stop only where it is wider than its place.
  const widths = new ResizeObserver((entries) => {
    for (const part of new Set(entries.map(({ target }) => target.closest(".formula, .scroll, .code")))) {
      if (part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  });
  for (const part of all(":is(.formula, .scroll, .code), :is(.formula, .scroll, .code) > *")) widths.observe(part);

  // The numbers of a section, by their nearest heading above.
  const sections = new Map();
  let heading = null;
  for (const part of all("main :is(h2, h3), main a.num")) {
    if (part.matches("h2, h3")) heading = part;
    else sections.set(heading, [...(sections.get(heading) ?? []), part]);
  }
  for (const links of sections.values()) group(() => links, "ArrowLeft", "ArrowRight");
  for (const card of all(".card")) group(() => all("a:not(.thumbnail)", card), "ArrowLeft", "ArrowRight");
  const settleClaims = group(() => all("table.claims tbody .verdict-cell > a"), "ArrowUp", "ArrowDown");

  // --- Previews ------------------------------------------------------------------------------------

  const preview = make("div", { className: "preview", id: "preview", hidden: true });
  preview.setAttribute("role", "tooltip");
  document.querySelector("main").append(preview);
  let shownFor = null;
  let timer = 0;

  const copy = (element) => {
    const clone = element.cloneNode(true);
    for (const part of [clone, ...all("[id]", clone)]) part.removeAttribute("id");
    for (const part of all("script", clone)) part.remove();
    for (const part of all("[aria-labelledby], [aria-describedby]", clone)) {
      part.removeAttribute("aria-labelledby");
      part.removeAttribute("aria-describedby");
    }
    for (const part of all("a, [tabindex], summary, button", clone)) part.tabIndex = -1;
    for (const part of all(":scope.fact > details", clone)) part.open = true;
    return clone;
  };
  // What the reader should see of a link's target, or nothing.
  const contentOf = (target, link) => {
    if (target.matches("tr")) {
      const list = make("dl");
      const labels = all("td", target);
      for (const cell of labels) {
        if (cell.className === "nothing") continue;
        const content = make("dd");
        content.append(...copy(cell).childNodes);
        list.append(make("dt", { textContent: cell.dataset.label }), content);
      }
      return [list];
    }
    if (target.matches("figure")) {
      const parts = all(":scope > .picture, :scope > .scroll, :scope > figcaption", target).map(copy);
      return parts.sort((a, b) => a.matches("figcaption") - b.matches("figcaption"));
    }
    if (target.matches("h2, h3, h4")) {
      const parts = [make("strong", { textContent: target.firstChild.textContent })];
      for (let next = target.nextElementSibling; next && parts.length < 2; next = next.nextElementSibling) {
        if (next.matches("h2, h3, h4")) break;
        if (next.matches("p:not(.sections)")) parts.push(copy(next));
      }
      return parts;
    }
    const whole = target.closest("li, .equation, .fact, .theorem") ?? target;
    return whole.contains(link) ? [] : [copy(whole)];
  };
  const hide = () => {
    clearTimeout(timer);
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
    preview.hidden = true;
    preview.replaceChildren();
  };
  // Below, above or beside the link, within the view, where it covers no figure; nothing where there is no such spot.
  const freeSpot = (place, width, height) => {
    const figures = all(".picture").filter((picture) => !preview.contains(picture))
      .map((picture) => picture.getBoundingClientRect())
      .filter((box) => box.bottom > 0 && box.top < innerHeight);
    const inView = (at, size, room) => Math.max(16, Math.min(at, room - size - 16));
    const left = inView(place.left, width, root.clientWidth);
    const top = inView(place.top - height / 2, height, innerHeight);
    const spots = [
      { left, top: place.bottom + 8 }, { left, top: place.top - height - 8 },
      { left: place.right + 12, top }, { left: place.left - width - 12, top },
    ];
    const isFree = (spot) => spot.left >= 0 && spot.left + width <= root.clientWidth
      && spot.top >= 0 && spot.top + height <= innerHeight
      && figures.every((box) => spot.left >= box.right || spot.left + width <= box.left
        || spot.top >= box.bottom || spot.top + height <= box.top);
    return spots.find(isFree);
  };
  const show = (link) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const content = target ? contentOf(target, link) : [];
    hide();
    if (!content.length) return;
    preview.replaceChildren(...content);
    preview.classList.toggle("wide", target.matches("figure"));
    preview.hidden = false;
    const place = link.getClientRects()[0];
    // What is taller than the room above or below the link scrolls.
    preview.style.setProperty("--room", `${Math.max(place.top, innerHeight - place.bottom) - 24}px`);
    const spot = freeSpot(place, preview.offsetWidth, preview.offsetHeight);
    if (!spot) return hide();
    preview.style.left = `${spot.left + scrollX}px`;
    preview.style.top = `${spot.top + scrollY}px`;
    preview.scrollTop = 0;
    shownFor = link;
    link.setAttribute("aria-describedby", "preview");
  };
  const linkOf = (event) => {
    const link = event.target.closest?.("main a[href^='#'], .masthead a[href^='#']");
    return link && !link.matches(".anchor, .skip") && !preview.contains(link) ? link : null;
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkOf(event);
    if (link && link !== shownFor) {
      clearTimeout(timer);
      timer = setTimeout(() => show(link), 220);
    } else if (preview.contains(event.target) || link) {
      clearTimeout(timer);
    } else if (shownFor) {
      clearTimeout(timer);
      timer = setTimeout(hide, 260);
    } else {
      clearTimeout(timer);
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else if (shownFor && !preview.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shownFor) hide(); });
  document.addEventListener("click", (event) => { if (!preview.contains(event.target)) hide(); });

  // --- The filter of the claims --------------------------------------------------------------------

  const claims = document.querySelector("table.claims");
  if (claims) {
    const rows = all("tbody tr", claims);
    const wanted = new Set();
    const chapterNames = new Map(all("h2[id^='chapter-']").map((heading) => (
      [heading.id.slice(8), heading.firstChild.textContent.trim()])));
    const verdicts = ["reproduced", "notReproduced", "contradicted", "undecided", "notTested"];
    const buttons = verdicts.flatMap((verdict) => {
      const cases = rows.filter((row) => row.dataset.verdict === verdict);
      if (!cases.length) return [];
      const button = make("button", { type: "button" }, copy(cases[0].querySelector(".verdict")), ` ${cases.length}`);
      button.setAttribute("aria-pressed", "false");
      button.dataset.verdict = verdict;
      button.addEventListener("click", () => {
        if (!wanted.delete(verdict)) wanted.add(verdict);
        choose();
      });
      return button;
    });
    const chapter = make("select", {}, make("option", { value: "", textContent: "All chapters" }));
    chapter.setAttribute("aria-label", "Chapter");
    for (const [name, title] of chapterNames) {
      if (rows.some((row) => row.dataset.chapter === name)) {
        chapter.append(make("option", { value: name, textContent: title }));
      }
    }
    const words = make("input", { type: "search", placeholder: "Words in the claim" });
    words.setAttribute("aria-label", "Words in the claim");
    const count = make("output");
    const filter = () => {
      const sought = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = (wanted.size > 0 && !wanted.has(row.dataset.verdict))
          || (chapter.value !== "" && row.dataset.chapter !== chapter.value)
          || !sought.every((word) => text.includes(word));
        if (!row.hidden) left += 1;
      }
      settleClaims();
      count.textContent = left === rows.length ? `${rows.length} claims` : `${left} of ${rows.length} claims`;
    };
    // The address keeps what is chosen, in its fragment, which also a page from the disk may change.
    const choose = () => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(wanted.has(button.dataset.verdict)));
      filter();
      const chosen = { verdict: [...wanted].join(","), chapter: chapter.value, words: words.value.trim() };
      const parts = Object.entries(chosen).filter(([, value]) => value);
      history.replaceState(null, "", parts.length ? `#claims?${new URLSearchParams(parts)}` : "#claims");
    };
    const recall = () => {
      const [place, query] = location.hash.split("?");
      if (place !== "#claims" || query === undefined) return;
      const chosen = new URLSearchParams(query);
      wanted.clear();
      for (const verdict of verdicts) if ((chosen.get("verdict") ?? "").split(",").includes(verdict)) wanted.add(verdict);
      chapter.value = chapterNames.has(chosen.get("chapter")) ? chosen.get("chapter") : "";
      words.value = chosen.get("words") ?? "";
      choose();
      document.getElementById("claims")?.scrollIntoView();
    };
    chapter.addEventListener("change", choose);
    words.addEventListener("input", choose);
    addEventListener("hashchange", recall);
    const form = make("form", { className: "filters" }, ...buttons, chapter, words, count);
    form.setAttribute("aria-label", "Filter of the claims");
    form.addEventListener("submit", (event) => event.preventDefault());
    claims.closest(".scroll").before(form);
    filter();
    recall();
  }
})();
