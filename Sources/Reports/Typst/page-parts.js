// What the page's scripts share: finding and making elements, what is said aloud, groups of links, and dialogs.
const pageParts = (() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  document.documentElement.classList.add("has-script");

  const voice = make("div", { className: "spoken" });
  voice.setAttribute("role", "status");
  document.querySelector("footer").append(voice);
  const say = (words) => { voice.textContent = words; };

  // A sign drawn as a path, since no font of the page has it, and the words that narrow screens leave out.
  const label = (path, words) => {
    const symbol = make("span", { className: "sign" });
    symbol.setAttribute("aria-hidden", "true");
    symbol.innerHTML = `<svg viewBox="0 0 20 20" width="20" height="20"><path d="${path}"/></svg>`;
    return [symbol, make("span", { className: "words", textContent: words })];
  };

  // The links or buttons of a group are one stop of the tabulator; the keys `back` and `on` go from one to the next.
  // `find` gives them in their order.
  const group = (find, back, on) => {
    const settle = (at = find().find((part) => part.checkVisibility())) => {
      for (const part of find()) part.tabIndex = part === at ? 0 : -1;
    };
    document.addEventListener("keydown", (event) => {
      if (event.key !== back && event.key !== on) return;
      if (event.ctrlKey || event.metaKey || event.altKey || !find().includes(event.target)) return;
      const parts = find().filter((part) => part.checkVisibility());
      const next = parts[parts.indexOf(event.target) + (event.key === on ? 1 : -1)];
      event.preventDefault();
      if (!next) return;
      settle(next);
      next.focus();
    });
    settle();
    return settle;
  };

  // A word as a shell takes it.
  const shellWord = (word) => /^[A-Za-z0-9\-_./=+,:]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

  // Unfolds what a part of the page is folded in, and of a claim all of its box; whether anything was folded.
  const unfold = (part) => {
    let changed = false;
    for (let one = part.matches(".fact") ? part.firstElementChild : part; one; one = one.parentElement) {
      if (one.localName === "details" && !one.open) changed = one.open = true;
    }
    return changed;
  };

  // Goes to a part of the page.
  const goTo = (part) => {
    unfold(part);
    part.scrollIntoView({ block: part.matches("h2, h3, h4, figure, .fact") ? "start" : "center", behavior: "instant" });
    const focus = part.querySelector("summary, .probe") ?? part;
    if (!focus.matches("summary, .probe, a")) focus.tabIndex = -1;
    focus.focus({ preventScroll: true });
    if (part.id) history.replaceState(null, "", `#${encodeURIComponent(part.id)}`);
  };

  // A dialog with a name, a button that closes it, and its contents.
  const dialog = (name, className, ...contents) => {
    const close = make("button", { type: "button", textContent: "Close", className: "close" });
    const found = make("dialog", { className: `panel ${className}` }, make("h2", { textContent: name }), close, ...contents);
    found.setAttribute("aria-label", name);
    close.addEventListener("click", () => found.close());
    found.addEventListener("click", (event) => { if (event.target === found) found.close(); });
    document.querySelector("footer").append(found);
    return found;
  };

  return { all, make, say, label, group, shellWord, unfold, goTo, dialog };
})();
