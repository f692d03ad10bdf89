// Figures that can be run again under other settings, by the chapters' own code in a worker (live-worker.js). Below each
// stands a box with its settings; the figure, the numbers of the text and the verdicts that change show what was and
// what is. The address keeps the settings.
(() => {
  "use strict";
  const { all, make, shellWord } = pageParts;
  const { number } = figureAxes;
  const module = document.getElementById("live-module"), source = document.getElementById("live-worker");
  if (!module || !source || typeof WebAssembly === "undefined" || typeof DecompressionStream === "undefined") return;

  // Unpacked and compiled when a box is first opened, for all workers.
  let compiled = null;
  const code = () => compiled ??= (async () => {
    const packed = Uint8Array.from(atob(module.textContent.trim()), letter => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  })();

  // A worker that answers one request at a time; another request, or `stop`, ends what it is at.
  class Runner {
    #worker = null;
    #busy = false;
    #turn = 0;
    get isBusy() { return this.#busy; }
    stop() {
      this.#turn++;
      if (this.#busy) this.#worker?.terminate();
      if (this.#busy) this.#worker = null;
      this.#busy = false;
    }
    async ask(request, answer) {
      this.stop();
      this.#busy = true;
      const turn = this.#turn, module = await code();
      if (turn !== this.#turn) return;
      const isNew = !this.#worker;
      if (isNew) {
        const place = URL.createObjectURL(new Blob([source.textContent], { type: "text/javascript" }));
        this.#worker = new Worker(place);
        URL.revokeObjectURL(place);
      }
      const end = message => {
        this.#busy = false;
        answer(message);
      };
      this.#worker.onmessage = ({ data }) => data.end || data.error !== undefined ? end(data) : answer(data);
      this.#worker.onerror = event => {
        event.preventDefault();
        this.#worker.terminate();
        this.#worker = null;
        end({ error: event.message });
      };
      this.#worker.postMessage(isNew ? { module, request } : { request });
    }
  }

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
      Object.assign(this, { info, chosen: info.chosen });
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
    get isChanged() { return this.value !== this.chosen; }
    show() {
      if (document.activeElement === this.input && this.values && this.custom
        && this.values[this.input.value] !== this.custom) this.custom = null;
      if (!this.shown) return;
      const words = this.words(this.value);
      this.shown.textContent = words;
      this.input.setAttribute("aria-valuetext", words);
    }
  }

  // --- One box -------------------------------------------------------------------------------------

  const addressOf = (id, changes) => `#${id}?${new URLSearchParams(changes)}`;

  class Box {
    constructor(figure, info) {
      Object.assign(this, { figure, info, runner: new Runner(), checker: new Runner() });
      this.base = info.base;
      this.controls = info.controls.map((control, k) => (
        new Control(control, `live-${info.id}-${k}`, () => this.change())));
      const button = (textContent, action) => {
        const node = make("button", { type: "button", textContent });
        node.addEventListener("click", action);
        return node;
      };
      this.reset = button("Reset", () => this.restore());
      this.stop = button("Stop", () => this.halt());
      this.asCommand = button("As a command", () => this.toggleCommand());
      this.asCommand.setAttribute("aria-expanded", "false");
      this.copy = button("Copy", () => this.copyCommand());
      this.line = make("code");
      this.command = make("div", { className: "command", hidden: true }, this.line, this.copy);
      this.state = make("p", { className: "state" });
      this.state.setAttribute("role", "status");
      this.answers = make("ul", { className: "answers" });
      this.bits = make("p", { className: "bits", textContent: "Same bits as the run in this report: not checked yet" });
      const form = make("form", {}, make("div", { className: "controls" }, ...this.controls.map(({ node }) => node)),
        make("p", { className: "actions" }, this.reset, this.stop, this.asCommand), this.command);
      form.setAttribute("aria-label", `Settings of ${figure.name}`);
      form.addEventListener("submit", event => event.preventDefault());
      const body = make("div", { className: "body" }, form, this.state, this.answers, this.bits);
      this.node = make("details", { className: "live" }, make("summary", { textContent: "Try other settings" }), body);
      this.node.addEventListener("toggle", () => { if (this.node.open) this.open(); });
      figure.picture.after(this.node);
      this.refresh();
    }

    get changes() {
      return this.controls.filter(control => control.isChanged).map(({ info, value }) => [info.target, value]);
    }
    request(changes) {
      return [this.info.profile, this.info.id, ...this.info.changes, ...changes.map(([name, value]) => `${name}=${value}`)]
        .join("\n");
    }

    // A decision whose condition is not met is of no account.
    refresh() {
      const values = Object.fromEntries(this.controls.map(({ info, value }) => [info.target, value]));
      for (const { info, input } of this.controls) {
        const { condition } = info;
        input.disabled = Boolean(condition) && !condition.values.includes(values[condition.target]);
      }
      this.reset.disabled = !this.changes.length;
      this.stop.disabled = !this.runner.isBusy;
      this.line.textContent = this.info.command
        + this.changes.map(change => ` --set ${shellWord(change.join("="))}`).join("");
    }

    // The page can check itself once: what it comes to with the report's own settings.
    open() {
      if (this.isChecked) return;
      this.isChecked = true;
      this.bits.textContent = "Same bits as the run in this report: being checked …";
      this.checker.ask(this.request([]), ({ answer, isPreview, error }) => {
        if (error !== undefined) this.bits.textContent = "Same bits as the run in this report: could not be checked";
        if (!answer?.figure || isPreview) return;
        const isSame = answer.checksum === this.base.checksum;
        this.bits.innerHTML = `Same bits as the run in this report: <strong>${isSame ? "yes" : "no"}</strong>`;
        this.checker.stop();
      });
    }

    change() {
      this.refresh();
      const { changes } = this;
      history.replaceState(null, "", changes.length ? addressOf(this.info.id, changes) : `#${this.info.id}`);
      clearTimeout(this.timer);
      this.runner.stop();
      if (!changes.length) return this.restore();
      this.timer = setTimeout(() => this.compute(changes), 40);
    }

    compute(changes) {
      const start = performance.now();
      let preview = false;
      const claims = [];
      this.say("Computing …");
      this.runner.ask(this.request(changes), message => {
        const { answer, isPreview, share, end, error, isSetting } = message;
        if (share !== undefined) this.say(`Computing … ${Math.round(100 * share)} %`, true);
        if (answer) {
          if (answer.figure) this.figure.replace(answer.figure);
          preview = isPreview;
          if (!isPreview) {
            this.values = { ...this.values, ...answer.values };
            if (answer.figure) this.values = answer.values;
            claims.push(...answer.claims);
            this.showAnswers(claims);
          }
          if (answer.figure && !isPreview) this.answeredIn = performance.now() - start;
          else if (preview) this.say("The first seed is drawn, the others follow …");
        }
        if (error !== undefined) {
          this.say(isSetting ? error : "The run ended without an answer, as if memory had run out. Try other settings.");
        }
        if (end) this.say(`Computed in this page in ${number(Math.round(performance.now() - start) / 1000)} s.`);
        this.refresh();
      });
      this.refresh();
    }

    // What is heard is what comes last, not each share.
    say(words, isQuiet = false) {
      this.state.setAttribute("aria-live", isQuiet ? "off" : "polite");
      this.state.textContent = words;
    }

    halt() {
      this.runner.stop();
      this.say("Stopped. What is shown may be of the first seed alone.");
      this.refresh();
      this.reset.focus();
    }

    restore() {
      clearTimeout(this.timer);
      this.runner.stop();
      for (const control of this.controls) control.value = control.chosen;
      this.figure.replace(null);
      this.values = null;
      this.answers.replaceChildren();
      this.mark([], {});
      this.say("As in the report.");
      if (location.hash.startsWith(`#${this.info.id}?`)) history.replaceState(null, "", `#${this.info.id}`);
      if (document.activeElement === this.reset) this.controls[0]?.input.focus();
      this.refresh();
    }

    showAnswers(claims) {
      const now = this.values ?? {};
      const lines = claims.map(claim => {
        const was = this.base.claims.find(({ id }) => id === claim.id);
        const verdict = !was || was.verdict === claim.verdict ? `${escaped(claim.words)}, as before`
          : `<s>${escaped(was.words)}</s> → <strong>${escaped(claim.words)}</strong>`;
        return html("li", `<a href='#claim-${escaped(claim.id)}'>Claim ${escaped(claim.id)}</a>: ${verdict}`
          + `<span class="ours">${rich(claim.ours)}</span>`);
      });
      const changed = this.mark(claims, now);
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
    mark(claims, values) {
      for (const old of all(`.now[data-of="${this.info.id}"]`)) old.remove();
      const now = words => html("span", ` → ${words}`, { className: "now" });
      const put = (place, words) => {
        const node = now(words);
        node.dataset.of = this.info.id;
        place.after(node);
      };
      const found = new Map();
      for (const [name, value] of Object.entries(values)) {
        const was = this.base.values[name];
        if (was === value || was === undefined || was === null || value === null) continue;
        for (const link of all(`a.num[href='#value-${CSS.escape(name)}']`)) {
          const words = likewise(link.textContent, was, value);
          if (words === null) continue;
          put(link, words);
          found.set(name, { name, was: link.innerHTML, is: words });
        }
      }
      for (const claim of claims) {
        const was = this.base.claims.find(({ id }) => id === claim.id);
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
      if (this.changes.length) this.compute(this.changes);
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

  const boxes = new Map();
  for (const data of all("script[data-live]")) {
    const info = JSON.parse(data.textContent), figure = pageFigures.get(info.id);
    if (figure && info.controls.length) boxes.set(info.id, new Box(figure, info));
  }
  const recall = () => {
    const [place, query] = location.hash.slice(1).split("?");
    if (query !== undefined) boxes.get(place)?.recall(new URLSearchParams(query));
  };
  addEventListener("hashchange", recall);
  recall();
})();
