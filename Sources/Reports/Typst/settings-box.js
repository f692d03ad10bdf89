// The box below a figure whose settings a reader may choose: its controls, the command and the address of what is chosen,
// and what was and what is beside each number and verdict that changes. What runs is another's (live.js, deep.js).
const settingsBox = (() => {
  "use strict";
  const { all, make, shellWord } = pageParts;
  const { number } = figureAxes;

  const escaped = text => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
  // The plain words of claims and settings, with their few formulas set.
  const rich = text => escaped(text)
    .replace(/\b(alpha|beta|gamma|epsilon)(?:_(\w)|\b)/g, (_, name, index) => (
      `<i>${{ alpha: "α", beta: "β", gamma: "γ", epsilon: "ε" }[name]}</i>${index ? `<sub>${index}</sub>` : ""}`))
    .replace(/\b([a-z])_(\w)\b/g, "<i>$1</i><sub>$2</sub>")
    .replace(/\bl([12])\b/g, "<i>λ</i><sub>$1</sub>")
    .replace(/&#60;=/g, "≤").replace(/&#62;=/g, "≥").replace(/(^|[\s(])-(?=\d)/g, "$1−");
  const html = (tag, words, properties = {}) => make(tag, { innerHTML: words, ...properties });

  // --- Controls ------------------------------------------------------------------------------------

  // Values at equal steps of a control, each option and the chosen value in place of its neighbor.
  function steps({ span, options, chosen }) {
    const count = span.isWhole && !span.isLogarithmic ? Math.min(200, span.high - span.low) : 120;
    const values = Array.from({ length: count + 1 }, (_, k) => {
      const raw = span.isLogarithmic ? span.low * (span.high / span.low) ** (k / count)
        : span.low + (span.high - span.low) * k / count;
      return span.isWhole ? Math.round(raw) : Number(raw.toPrecision(2));
    });
    const place = value => span.isLogarithmic ? Math.log(value / span.low) / Math.log(span.high / span.low)
      : (value - span.low) / (span.high - span.low);
    for (const text of [...options.map(option => option.value), chosen]) {
      const value = Number(text), share = place(value);
      if (share >= 0 && share <= 1) values[Math.round(share * count)] = value;
    }
    return [...new Set(values)].sort((a, b) => a - b).map(String);
  }

  class Control {
    constructor(info, id, changed) {
      // Where its condition is not met, there is nothing to choose.
      Object.assign(this, { info, chosen: info.chosen, isOpen: true });
      this.words = value => info.options.find(option => option.value === value)?.words ?? value;
      const label = html("label", rich(info.title), { htmlFor: id });
      if (info.span) {
        this.values = steps(info);
        this.input = make("input", { type: "range", id, min: 0, max: this.values.length - 1, step: 1 });
        this.shown = make("output", { htmlFor: id });
      } else {
        const known = info.options.map(option => option.value);
        const options = known.includes(info.chosen) ? info.options
          : [{ value: info.chosen, words: info.chosen, reason: "as in this report" }, ...info.options];
        this.input = make("select", { id }, ...options.map(option => make("option", {
          value: option.value, title: option.reason,
          textContent: option.words + (option.isPapers ? " (the paper’s)" : ""),
        })));
      }
      this.node = make("div", { className: "control" }, label, ...(this.shown ? [this.shown] : []), this.input);
      this.input.addEventListener("input", () => {
        this.show();
        changed();
      });
      this.value = info.chosen;
    }
    get value() { return this.values ? this.custom ?? this.values[this.input.value] : this.input.value; }
    set value(text) {
      this.custom = null;
      if (this.values) {
        const near = this.values.reduce((best, value, k) => (
          Math.abs(value - text) < Math.abs(this.values[best] - text) ? k : best), 0);
        this.input.value = near;
        // What an address asks for may lie between two steps.
        if (Number.isFinite(Number(text)) && this.values[near] !== text) this.custom = String(text);
      } else if ([...this.input.options].some(option => option.value === text)) this.input.value = text;
      this.show();
    }
    get isChanged() { return this.isOpen && this.value !== this.chosen; }
    show() {
      if (document.activeElement === this.input && this.values && this.custom
        && this.values[this.input.value] !== this.custom) this.custom = null;
      if (!this.shown) return;
      const words = this.words(this.value);
      this.shown.textContent = words;
      this.input.setAttribute("aria-valuetext", words);
    }
  }

  // --- The box -------------------------------------------------------------------------------------

  const addressOf = (id, changes) => `#${id}?${new URLSearchParams(changes)}`;

  // What a box does when settings change is its `run`, and `stopRun` ends that. Where it `isLocked`, nothing can be chosen.
  class SettingsBox {
    constructor(figure, info, title, className) {
      Object.assign(this, { figure, info, title, className });
      this.controls = info.controls.map((control, k) => (
        new Control(control, `settings-${info.id}-${k}`, () => this.change())));
      this.reset = this.button("Reset", () => this.restore());
      this.asCommand = this.button("As a command", () => this.toggleCommand());
      this.asCommand.setAttribute("aria-expanded", "false");
      this.line = make("code");
      this.command = make("div", { className: "command", hidden: true }, this.line,
        this.button("Copy", () => this.copyCommand()));
      this.state = make("p", { className: "state" });
      this.state.setAttribute("role", "status");
      this.answers = make("ul", { className: "answers" });
    }
    button(textContent, action) {
      const node = make("button", { type: "button", textContent });
      node.addEventListener("click", action);
      return node;
    }

    // Puts the box below its figure, with buttons and what follows the form.
    place(buttons, ...rest) {
      this.form = make("form", {}, ...this.groups(), make("p", { className: "actions" }, ...buttons), this.command);
      this.form.setAttribute("aria-label", `Settings of ${this.figure.name}`);
      this.form.addEventListener("submit", event => event.preventDefault());
      this.node = make("details", { className: this.className }, make("summary", { textContent: this.title }),
        make("div", { className: "body" }, this.form, ...rest));
      this.node.addEventListener("toggle", () => { if (this.node.open) this.open(); });
      this.figure.picture.after(this.node);
      this.refresh();
    }
    // Controls of several parts of a figure's runs stand apart.
    groups() {
      const scopes = [...new Set(this.controls.map(({ info }) => info.scope))];
      return scopes.map(scope => {
        const own = this.controls.filter(({ info }) => info.scope === scope).map(({ node }) => node);
        const grid = make("div", { className: "controls" }, ...own);
        return scope ? make("fieldset", {}, html("legend", rich(scope)), grid) : grid;
      });
    }

    get changes() {
      return this.controls.filter(control => control.isChanged).map(({ info, value }) => [info.target, value]);
    }

    // A decision whose condition is not met is of no account.
    refresh() {
      const values = Object.fromEntries(this.controls.map(({ info, value }) => [info.target, value]));
      for (const control of this.controls) {
        const { condition } = control.info;
        control.isOpen = !condition || condition.values.includes(values[condition.target]);
        control.input.disabled = this.isLocked || !control.isOpen;
      }
      this.reset.disabled = this.isLocked || !this.changes.length;
      this.line.textContent = this.info.command
        + this.changes.map(change => ` --set ${shellWord(change.join("="))}`).join("");
    }

    open() {}

    change() {
      this.refresh();
      const { changes } = this;
      history.replaceState(null, "", changes.length ? addressOf(this.info.id, changes) : `#${this.info.id}`);
      clearTimeout(this.timer);
      this.stopRun();
      if (!changes.length) return this.restore();
      this.timer = setTimeout(() => this.run(changes), 40);
    }

    // What is heard is what comes last, not each share.
    say(words, isQuiet = false) {
      this.state.setAttribute("aria-live", isQuiet ? "off" : "polite");
      this.state.textContent = words;
    }

    // Takes away what other settings came to.
    clear() {
      this.figure.replace(null);
      this.answers.replaceChildren();
      this.mark({}, [], {}, []);
    }

    restore() {
      clearTimeout(this.timer);
      this.stopRun();
      for (const control of this.controls) control.value = control.chosen;
      this.clear();
      this.say("As in the report.");
      if (location.hash.startsWith(`#${this.info.id}?`)) history.replaceState(null, "", `#${this.info.id}`);
      if (document.activeElement === this.reset) this.controls[0]?.input.focus();
      this.refresh();
    }

    // Of two sides, `{ values, claims }`, the first is what the report has.
    showAnswers(base, { values, claims }) {
      const lines = claims.map(claim => {
        const was = base.claims.find(({ id }) => id === claim.id);
        const verdict = !was || was.verdict === claim.verdict ? `${escaped(claim.words)}, as before`
          : `<s>${escaped(was.words)}</s> → <strong>${escaped(claim.words)}</strong>`;
        return html("li", `<a href='#claim-${escaped(claim.id)}'>Claim ${escaped(claim.id)}</a>: ${verdict}`
          + `<span class="ours">${rich(claim.ours)}</span>`);
      });
      const changed = this.mark(base.values, base.claims, values, claims);
      if (changed.length) {
        lines.push(html("li", `Numbers of the text: ${changed.slice(0, 8).map(({ name, was, is }) => (
          `<span class="number"><code>${escaped(name)}</code> <s>${was}</s> → <strong>${is}</strong></span>`)).join(" ")}`
          + (changed.length > 8 ? ` and ${changed.length - 8} more` : "")));
      }
      this.answers.replaceChildren(...lines);
      // Where there is no such box, as on another chapter's page.
      for (const link of all("a", this.answers)) if (!document.querySelector(CSS.escape(link.hash.slice(1)).replace(/^/, "#"))) link.replaceWith(...link.childNodes);
    }

    // Writes beside each number and verdict on the page what it is now, and takes away what stood there; the numbers.
    mark(oldValues, oldClaims, values, claims) {
      for (const old of all(`.now[data-of="${this.info.id}"]`)) old.remove();
      const now = words => html("span", ` → ${words}`, { className: "now" });
      const put = (place, words) => {
        const node = now(words);
        node.dataset.of = this.info.id;
        place.after(node);
      };
      const found = new Map();
      for (const [name, value] of Object.entries(values)) {
        const was = oldValues[name];
        if (was === value || was === undefined || was === null || value === null) continue;
        for (const link of all(`a.num[href='#value-${CSS.escape(name)}']`)) {
          const words = likewise(link.textContent, was, value);
          if (words === null) continue;
          put(link, words);
          found.set(name, { name, was: link.innerHTML, is: words });
        }
      }
      for (const claim of claims) {
        const was = oldClaims.find(({ id }) => id === claim.id);
        if (!was || was.verdict === claim.verdict) continue;
        const heading = document.querySelector(`#${CSS.escape(`claim-${claim.id}`)} .fact-heading`);
        if (heading) put(heading.lastElementChild ?? heading, escaped(claim.words));
      }
      return [...found.values()];
    }

    toggleCommand() {
      this.command.hidden = !this.command.hidden;
      this.asCommand.setAttribute("aria-expanded", String(!this.command.hidden));
    }
    async copyCommand() {
      try {
        await navigator.clipboard.writeText(this.line.textContent);
        pageParts.say("Copied");
      } catch {
        // Without leave to write there, the reader can copy what is selected.
        getSelection().selectAllChildren(this.line);
        pageParts.say("Selected");
      }
    }

    // Takes the settings of an address.
    recall(changes) {
      this.node.open = true;
      for (const control of this.controls) control.value = changes.get(control.info.target) ?? control.chosen;
      this.refresh();
      if (this.changes.length) this.run(this.changes);
      this.figure.picture.closest("figure")?.scrollIntoView({ behavior: "instant" });
    }
  }

  // `value` as the words for `was` have it: with their digits and unit, and as a share or per cent; null where it has the
  // same words.
  function likewise(words, was, value) {
    const parts = words.replace(/,/g, "").replace(/−/g, "-").match(/^(-?[\d.]+)([^\d]*)$/);
    if (!parts) return number(value);
    const scale = was ? Math.round(Math.log10(Number(parts[1]) / was)) : 0;
    const digits = Math.max(2, parts[1].replace(/^-?[0.]*|[.]/g, "").length);
    const shown = Number((value * (Number.isFinite(scale) ? 10 ** scale : 1)).toPrecision(digits));
    return shown === Number(parts[1]) ? null : number(shown) + escaped(parts[2]);
  }

  // A table that shows what other settings come to as a figure does: cells that change have both.
  class LiveTable {
    constructor(figure) {
      this.picture = figure.querySelector(".scroll");
      this.name = figure.querySelector("figcaption")?.textContent.trim().match(/^Table\sS?\d+/)?.[0] ?? "the table";
      this.cells = all("tbody tr", figure).map(row => all("td", row).map(cell => ({ cell, was: cell.innerHTML })));
    }
    replace(rows) {
      this.cells.forEach((row, y) => row.forEach(({ cell, was }, x) => {
        const isSame = !rows || rows[y][x] === this.words[y][x];
        cell.innerHTML = isSame ? was : `<s>${was}</s> <strong class="now">${rich(rows[y][x])}</strong>`;
      }));
    }
  }
  const tableOf = (id, { rows }) => {
    const figure = document.getElementById(id);
    return figure && rows ? Object.assign(new LiveTable(figure), { words: rows }) : null;
  };

  // Boxes of the figures that have data of a kind, each made by `box`; an address that has settings opens its own.
  const placeBoxes = (kind, box) => {
    const boxes = new Map();
    for (const data of all(`script[data-${kind}]`)) {
      const info = JSON.parse(data.textContent), figure = pageFigures.get(info.id) ?? tableOf(info.id, info.base ?? {});
      if (figure && info.controls.length) boxes.set(info.id, box(figure, info));
    }
    const recall = () => {
      const [place, query] = location.hash.slice(1).split("?");
      if (query !== undefined) boxes.get(place)?.recall(new URLSearchParams(query));
    };
    addEventListener("hashchange", recall);
    recall();
    return [...boxes.values()];
  };

  return { SettingsBox, placeBoxes };
})();
