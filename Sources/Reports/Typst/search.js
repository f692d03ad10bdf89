// Search over claims, discrepancies, figures, tables, headings, numbers and prose, and the gallery of all figures.
(() => {
  "use strict";
  const { all, make, say, label, goTo, dialog } = pageParts;
  const MOST = 40;
  const plain = (part) => part.textContent.replace(/\s+/g, " ").trim();
  const withoutAnchor = (heading) => plain(heading).replace(/#$/, "");

  // What can be found: `[kind, title, words, part]`, those first that are told first.
  const index = () => {
    const headings = all("main :is(h2, h3, h4)").map((part) => ["Section", withoutAnchor(part), "", part]);
    const facts = all(".fact[id]").map((part) => {
      const kind = part.matches(".discrepancy") ? "Discrepancy" : "Claim";
      return [kind, plain(part.querySelector("summary")).replace(/^Claim /, ""), plain(part.querySelector("dl")), part];
    });
    const outputs = all("figure[id]").filter((part) => part.querySelector("figcaption")).map((part) => {
      const caption = plain(part.querySelector("figcaption"));
      return [caption.startsWith("Table") ? "Table" : "Figure", caption, plain(part.querySelector("table") ?? part), part];
    });
    const numbers = all("tr[id^='value-']").map((part) => (
      ["Number", `${plain(part.cells[0])}: ${plain(part.cells[1])}`, plain(part), part]));
    const prose = all("main > :is(p, ul, ol, dl), .theorem").map((part) => ["Text", "", plain(part), part]);
    return [...headings, ...facts, ...outputs, ...numbers, ...prose].map(([kind, title, words, part]) => (
      { kind, title, words, part, text: `${title} ${words}`.toLowerCase() }));
  };
  let entries = null;

  // The place of the first word found, with some words around it.
  const extract = ({ title, words }, sought) => {
    if (title) return title.length > 160 ? `${title.slice(0, 160)}…` : title;
    const at = Math.max(0, words.toLowerCase().indexOf(sought[0]) - 60);
    return `${at > 0 ? "…" : ""}${words.slice(at, at + 160)}…`;
  };

  const field = make("input", { type: "search", placeholder: "Claims, figures, sections, numbers, words" });
  field.setAttribute("aria-label", "Words to look for");
  const count = make("output");
  const list = make("ul");
  const panel = dialog("Search", "search", field, count, list);
  const find = () => {
    entries ??= index();
    const sought = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const hits = sought.length ? entries.filter(({ text }) => sought.every((word) => text.includes(word))) : [];
    // Those first whose title has all of the words.
    const inTitle = ({ title }) => sought.every((word) => title.toLowerCase().includes(word));
    const sorted = [...hits.filter(inTitle), ...hits.filter((hit) => !inTitle(hit))];
    list.replaceChildren(...sorted.slice(0, MOST).map((hit) => {
      const button = make("button", { type: "button" }, make("span", { className: "kind", textContent: hit.kind }), ` ${extract(hit, sought)}`);
      button.addEventListener("click", () => { panel.close(); goTo(hit.part); });
      return make("li", {}, button);
    }));
    count.textContent = !sought.length ? "" : hits.length > MOST ? `${MOST} of ${hits.length} places` : `${hits.length} places`;
  };
  field.addEventListener("input", find);
  panel.addEventListener("keydown", (event) => {
    const buttons = all("button", list), place = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && buttons.length) {
      event.preventDefault();
      (buttons[place + step] ?? (step < 0 ? field : buttons.at(-1))).focus();
    } else if (event.key === "Escape") {
      // A search field would only be emptied.
      event.preventDefault();
      panel.close();
    } else if (event.key === "Enter" && document.activeElement === field && buttons.length) {
      event.preventDefault();
      buttons[0].click();
    }
  });
  const open = () => {
    panel.showModal();
    field.select();
    field.focus();
  };

  // All figures, small, as paper-outputs.typ shows them.
  const gallery = () => {
    const pictures = all("figure .picture[data-figure]").map((picture) => {
      const figure = picture.closest("figure"), { viewBox } = picture.querySelector(".sheet.wide svg");
      const { width, height } = viewBox.baseVal;
      const button = make("button", { type: "button", className: "drawn" });
      button.innerHTML = `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><use width="${width}" height="${height}"/></svg>`;
      button.querySelector("use").setAttribute("href", `#drawing-${picture.dataset.figure}`);
      const words = plain(figure.querySelector("figcaption"));
      button.append(make("span", { textContent: words.length > 90 ? `${words.slice(0, 90)}…` : words }));
      button.addEventListener("click", () => { grid.close(); goTo(figure); });
      return make("li", {}, button);
    });
    return make("ul", { className: "pictures" }, ...pictures);
  };
  let grid = null;
  const openGallery = () => {
    grid ??= dialog("All figures", "gallery", gallery());
    grid.showModal();
  };

  const bar = document.querySelector(".bar-of-page");
  const add = (className, path, words, action) => {
    const button = make("button", { type: "button", className }, ...label(path, words));
    button.addEventListener("click", action);
    bar.prepend(button);
    return button;
  };
  if (document.querySelector(".picture")) add("to-gallery", "M2 3h7v6H2zM11 3h7v6h-7zM2 11h7v6H2zM11 11h7v6h-7z", "Figures", openGallery);
  const lens = "M8.5 2a6.5 6.5 0 1 0 4 11.6l4.4 4.4 1.4-1.4-4.4-4.4A6.5 6.5 0 0 0 8.5 2zM8.5 4a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z";
  add("to-search", lens, "Search", open).setAttribute("aria-keyshortcuts", "/");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches?.("input, select, textarea")) return;
    event.preventDefault();
    open();
    say("Search");
  });
})();
