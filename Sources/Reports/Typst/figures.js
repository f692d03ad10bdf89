// Figures that can be asked: values under the pointer and by keyboard, zoom, scales, seeds, legend.
// A figure has one state, and shows it on both of its sheets. By their names in `pageFigures`.
const pageFigures = (() => {
  "use strict";
  const { MINUS, clamp, known, forward, backward, share, atShare } = figureAxes;
  const { element } = figureMarks;

  // All values that a panel draws along x or y.
  function valuesOf(panel, name) {
    return panel.marks.flatMap(mark => name === "x" ? mark.x || []
      : [mark.y, mark.low, mark.high, mark.median, ...(mark.runs || [])].flatMap(list => list || [])).filter(known);
  }

  const axesOf = data => data.panels.map(({ x, y }) => ({ x: { ...x }, y: { ...y } }));
  // An axis that shows what two axes show; the first's where they cannot be one.
  const joined = (one, other) => one.scale !== other.scale || one.categories ? one : {
    ...one, range: [Math.min(one.range[0], other.range[0]), Math.max(one.range[1], other.range[1])],
    zero: one.zero || other.zero
  };
  const ends = values => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

  class Figure {
    constructor(picture, data) {
      // `ghost` is what the report drew, while `data` is something else.
      Object.assign(this, { picture, data, drawn: data, ghost: null });
      const caption = picture.closest("figure")?.querySelector("figcaption")?.textContent ?? "";
      this.name = caption.trim().match(/^Figure\sS?\d+/)?.[0] ?? "the figure";
      [this.initial, this.state, this.off] = [axesOf(data), axesOf(data), new Set()];
      // Whether the runs and the bands of its ensembles are on; empty where there are none.
      this.layers = {};
      for (const { kind, runs, layers } of this.data.panels.flatMap(panel => panel.marks)) {
        if (kind !== "ensemble" || runs.length < 2) continue;
        for (const { layer, shown } of layers) if (layer === "runs" || layer === "band") this.layers[layer] = shown;
      }
      this.firstLayers = { ...this.layers };
      this.live = element("div", { class: "spoken", "aria-live": "polite" });
      this.sheets = [...picture.querySelectorAll(".sheet")].map(node => new FigureSheet(this, node));
      picture.style.setProperty("--ratio", this.sheets[0].width / this.sheets[0].height);
      picture.classList.add("live");
      this.addTools();
      this.update();
    }

    // Draws other data of the same figure, over a ghost of the report's; null brings that back. A panel that the data
    // have not stays.
    replace(data) {
      this.ghost = data && this.drawn;
      this.data = data ? { ...data, panels: this.drawn.panels.map((panel, k) => data.panels[k] ?? panel) } : this.drawn;
      this.initial = axesOf(this.data);
      if (data) {
        const before = axesOf(this.drawn);
        this.initial.forEach((axes, k) => {
          for (const name of ["x", "y"]) axes[name] = joined(axes[name], before[k][name]);
        });
      }
      this.state = this.initial.map(({ x, y }) => ({ x: { ...x }, y: { ...y } }));
      for (const sheet of this.sheets) sheet.chosen = null;
      this.update();
    }

    isInitial(index) { return JSON.stringify(this.state[index]) === JSON.stringify(this.initial[index]); }
    get hasOtherLayers() { return JSON.stringify(this.layers) !== JSON.stringify(this.firstLayers); }
    isOff(index, series) { return this.off.has(`${index}/${series}`) || this.off.has(`all/${series}`); }
    // Whether an ensemble is off with all of its layers: where a panel has several, its median stands for it.
    isWholeOff(index, place) {
      const { marks } = this.data.panels[index], isEnsemble = mark => mark.kind === "ensemble";
      return isEnsemble(marks[place]) && marks.filter(isEnsemble).length > 1 && this.isOff(index, marks[place].series);
    }
    toggle(index, series) {
      const key = `${index ?? "all"}/${series}`;
      if (!this.off.delete(key)) this.off.add(key);
      this.update();
      this.say(`${series} ${this.off.has(key) ? "hidden" : "shown"}`);
    }
    say(words) { this.live.textContent = words; }

    update() {
      for (const sheet of this.sheets) {
        sheet.redraw();
        if (sheet.place) sheet.show(null);
      }
      for (const control of this.controls) control.refresh();
    }
    reset() {
      this.state = this.initial.map(({ x, y }) => ({ x: { ...x }, y: { ...y } }));
      this.off.clear();
      Object.assign(this.layers, this.firstLayers);
      for (const sheet of this.sheets) sheet.chosen = null;
      this.update();
      this.say("As drawn");
    }
    get isAsDrawn() { return this.state.every((_, k) => this.isInitial(k)) && !this.off.size && !this.hasOtherLayers; }

    // Shows the part of an axis between two shares of it, within what its scale shows at most.
    narrow(index, name, from, to) {
      const axis = this.state[index][name], full = { ...axis, range: this.fullRange(index, name, axis.scale) };
      const bounded = [from, to].map(s => clamp(share(full, atShare(axis, s)), 0, 1));
      if (bounded[1] - bounded[0] < 1e-4) return;
      // Rounding aside, an end is that of the whole.
      axis.range = bounded.map(s => s < 1e-9 ? full.range[0] : s > 1 - 1e-9 ? full.range[1] : atShare(full, s));
    }

    // The range of an axis on a scale: as drawn, or fitted to the values within that.
    fullRange(index, name, scale) {
      const drawn = this.initial[index][name];
      if (drawn.scale === scale) return drawn.range;
      const values = valuesOf(this.data.panels[index], name)
        .filter(v => v >= drawn.range[0] && v <= drawn.range[1] && (scale !== "log" || v > 0));
      const axis = { ...drawn, scale }, [low, high] = ends(values).map(v => forward(axis, v));
      const room = (name === "x" ? 0.02 : 0.05) * (high - low || 1);
      return [low - room, high + room].map(v => backward(axis, v));
    }
    canBeLog(index, name) {
      const drawn = this.initial[index][name];
      if (drawn.categories) return false;
      if (drawn.scale !== "linear") return true;
      const [low, high] = ends(valuesOf(this.data.panels[index], name));
      // Over less than a decade a logarithmic axis says nothing new.
      return low > 0 && high >= 10 * low;
    }
    // Logarithmic as drawn where it was drawn so.
    setLog(name, isLog) {
      this.data.panels.forEach((_, k) => {
        if (!this.canBeLog(k, name)) return;
        const drawn = this.initial[k][name].scale, scale = !isLog ? "linear" : drawn === "linear" ? "log" : drawn;
        Object.assign(this.state[k][name], { scale, range: this.fullRange(k, name, scale) });
      });
      this.update();
    }

    addTools() {
      this.controls = [];
      const tools = element("div", { class: "tools", role: "group", "aria-label": `Controls of ${this.name}` });
      const button = (label, action, { title, refresh = () => {}, data } = {}) => {
        const node = element("button", { type: "button", tabindex: -1, "data-action": data, "aria-label": title, title }, label);
        node.addEventListener("click", action);
        tools.append(node);
        this.controls.push({ refresh: () => refresh(node) });
        return node;
      };
      for (const name of ["x", "y"]) {
        const panels = this.data.panels.map((_, k) => k).filter(k => this.canBeLog(k, name));
        if (!panels.length) continue;
        const pressed = () => {
          const logs = panels.filter(k => this.state[k][name].scale !== "linear").length;
          return logs === panels.length ? "true" : logs ? "mixed" : "false";
        };
        button(`Log ${name}`, () => this.setLog(name, pressed() !== "true"), {
          data: `log-${name}`, refresh: node => node.setAttribute("aria-pressed", pressed())
        });
      }
      for (const [layer, label] of [["runs", "Seeds"], ["band", "Band"]]) {
        if (!(layer in this.layers)) continue;
        button(label, () => { this.layers[layer] = !this.layers[layer]; this.update(); }, {
          data: layer, refresh: node => node.setAttribute("aria-pressed", String(this.layers[layer]))
        });
      }
      const visible = () => this.sheets.find(sheet => sheet.isVisible) ?? this.sheets[0];
      button("+", () => visible().zoom(0.5), { title: "Zoom in", data: "zoom-in" });
      button(MINUS, () => visible().zoom(2), {
        title: "Zoom out", data: "zoom-out",
        refresh: node => { node.disabled = this.state.every((_, k) => this.isInitial(k)); }
      });
      button("Reset", () => this.reset(), { data: "reset", refresh: node => { node.disabled = this.isAsDrawn; } });
      tools.append(element("span", { class: "hint", "aria-hidden": "true" }, "Drag to zoom; arrow keys, Enter"));
      button("Previous", () => this.turnTo(-1), {
        title: "Previous figure", data: "previous", refresh: node => { node.disabled = !this.neighbor(-1); }
      });
      button("Next", () => this.turnTo(1), {
        title: "Next figure", data: "next", refresh: node => { node.disabled = !this.neighbor(1); }
      });
      const turn = () => this.dialog ? this.dialog.close() : this.enlarge();
      this.enlargeButton = button("Enlarge", turn, { data: "enlarge" });
      this.enlargeButton.classList.add("enlarge");
      this.picture.append(tools, this.live);
      this.picture.addEventListener("keydown", event => this.go(event));
    }

    // A figure is one stop of the tabulator, its values. From there Enter goes to the legend's entries and the buttons,
    // arrow keys from one of these to the next, and Escape back.
    controlsOf(sheet) {
      return [...sheet.svg.querySelectorAll(".entry"), ...this.picture.querySelectorAll(".tools button:not(:disabled)")];
    }
    go(event) {
      const sheet = this.sheets.find(({ isVisible }) => isVisible), controls = this.controlsOf(sheet);
      const place = controls.indexOf(event.target);
      if (place < 0) return;
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (step) controls[(place + step + controls.length) % controls.length].focus();
      // In the dialog Escape closes that.
      else if (event.key === "Escape" && !this.dialog) sheet.probe.focus();
      else return;
      event.preventDefault();
    }

    neighbor(step) { return figures[figures.indexOf(this) + step]; }
    // To the figure before or behind this one, enlarged where this one is.
    turnTo(step) {
      const other = this.neighbor(step), isLarge = Boolean(this.dialog);
      if (isLarge) {
        this.dialog.addEventListener("close", () => other.enlarge(), { once: true });
        return this.dialog.close();
      }
      pageParts.goTo(other.picture.closest("figure"));
    }

    // Moves the figure into a dialog and back, so that it keeps its state.
    enlarge() {
      const { picture } = this, place = element("div");
      place.style.height = `${picture.offsetHeight}px`;
      this.dialog = element("dialog", { class: "enlarged", "aria-label": `${this.name}, enlarged` });
      document.body.append(this.dialog);
      picture.replaceWith(place);
      this.dialog.append(picture);
      this.enlargeButton.textContent = "Close";
      this.dialog.addEventListener("close", () => {
        place.replaceWith(picture);
        this.dialog.remove();
        this.dialog = null;
        this.enlargeButton.textContent = "Enlarge";
        this.update();
        this.enlargeButton.focus({ preventScroll: true });
      });
      this.dialog.showModal();
      this.update();
      this.enlargeButton.focus();
    }
  }

  // In the order of the page.
  const figures = [];
  for (const picture of document.querySelectorAll(".picture[data-figure]")) {
    const data = document.querySelector(`script[data-for="${picture.dataset.figure}"]`);
    if (data) figures.push(new Figure(picture, JSON.parse(data.textContent)));
  }
  // Who is next is known now.
  for (const figure of figures) figure.update();
  return new Map(figures.map(figure => [figure.data.id, figure]));
})();
