// One drawing of a figure: redraws its panels, shows the value at a place, and listens.
//
// A drawing says where things are (data-plot, data-mark, data-series, data-frame), the JSON beside it what
// they are. A changed panel starts from the drawing's own nodes: only what the change moves is made anew.
const FigureSheet = (() => {
  "use strict";
  const { clamp, known, share } = figureAxes;
  const { round, element, Plot } = figureMarks;

  return class {
    constructor(figure, node) {
      Object.assign(this, { figure, node, svg: node.querySelector("svg") });
      this.width = this.svg.viewBox.baseVal.width;
      this.height = this.svg.viewBox.baseVal.height;
      // The picture's text alternative stays with it; its lettering is of no use to a voice.
      this.svg.setAttribute("role", "group");
      this.panels = [...this.svg.querySelectorAll(".panel")].map(group => ({
        group, index: Number(group.dataset.panel), frame: group.dataset.plot.split(" ").map(Number), drawn: null
      }));
      this.over = element("g", { "aria-hidden": "true" });
      this.svg.append(this.over);
      this.probe = element("div", {
        class: "probe", tabindex: 0, role: "application", "aria-label":
          `Values of ${figure.name}. Arrow keys left and right step along a series, up and down change it, `
          + "plus and minus zoom, 0 resets, Enter goes on to the legend and the buttons, Escape comes back."
      });
      this.readout = element("div", { class: "readout", hidden: "", "aria-hidden": "true" });
      node.append(this.probe, this.readout);
      this.prepare(this.svg);
      this.listen();
    }

    get isVisible() { return this.node.offsetParent !== null; }

    // Makes legend entries buttons and hides lettering from voices, in new nodes as well.
    prepare(root) {
      for (const part of root.querySelectorAll(".grid, .axes, .title, .mark")) {
        part.setAttribute("aria-hidden", "true");
      }
      for (const entry of root.querySelectorAll(".entry")) {
        const [x, y, width, height] = entry.dataset.frame.split(" ").map(Number);
        entry.setAttribute("role", "button");
        entry.setAttribute("tabindex", "-1");
        entry.setAttribute("aria-label", entry.dataset.series);
        if (!entry.querySelector(".hit")) {
          entry.append(element("rect", { class: "hit", x: x - 2, y, width: width + 4, height, rx: 2 }));
        }
      }
    }

    plot(index) { return new Plot(this.figure.state[index], this.panels.find(p => p.index === index).frame); }

    redraw() {
      const { figure } = this;
      for (const panel of this.panels) {
        const { group, index } = panel, isMoved = !figure.isInitial(index) || Boolean(figure.ghost);
        if (!isMoved && !figure.hasOtherLayers && !panel.drawn) continue;
        panel.drawn ??= [...group.children].map(child => child.cloneNode(true));
        const focused = group.contains(document.activeElement) ? document.activeElement.dataset.series : null;
        group.replaceChildren(...panel.drawn.map(child => child.cloneNode(true)));
        group.classList.toggle("moved", isMoved);
        const plot = this.plot(index), data = figure.data.panels[index];
        const drawn = figure.drawn.panels[index], before = new Plot(drawn, panel.frame);
        if (isMoved) figureRedraw.axes(group, plot, plot.x - 5.5 - (data.y.label ? 13 : 0) - this.labelEdge(panel));
        if (figure.ghost) figureRedraw.renew(group, data, figure.ghost.panels[index], plot);
        if (isMoved || figure.hasOtherLayers) figureRedraw.marks(group, data, drawn, plot, before, figure.layers, isMoved);
        this.prepare(group);
        if (focused) group.querySelector(`.entry[data-series="${CSS.escape(focused)}"]`)?.focus();
      }
      for (const part of this.svg.querySelectorAll(".mark, .entry")) {
        const index = part.closest(".panel")?.dataset.panel;
        const off = figure.isOff(known(index) ? Number(index) : null, part.dataset.series)
          || (known(part.dataset.layer) && figure.isWholeOff(Number(index), Number(part.dataset.mark)));
        if (part.classList.contains("entry")) part.setAttribute("aria-pressed", String(!off));
        else part.classList.toggle("off", off);
      }
      this.places = null;
    }

    // The left end of the room for a panel's y labels: the gap behind the panel on its left.
    labelEdge({ frame }) {
      const left = this.panels.map(panel => panel.frame).filter(other => other[1] === frame[1] && other[0] < frame[0]);
      return left.length ? Math.max(...left.map(other => other[0] + other[2])) + 14 : 3;
    }

    // --- Values ---------------------------------------------------------------------------------

    get tracks() {
      return this.places ??= this.panels.map(({ index }) => figureValues.tracks(this.figure, index, this.plot(index)));
    }

    position(event) {
      const box = this.svg.getBoundingClientRect();
      const scale = this.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    }
    panelAt([x, y], margin = 6) {
      return this.panels.find(({ frame }) => x >= frame[0] - margin && x <= frame[0] + frame[2] + margin
        && y >= frame[1] - margin && y <= frame[1] + frame[3] + margin);
    }
    nearest([x, y]) {
      const panel = this.panelAt([x, y]);
      if (!panel) return null;
      let best = null, distance = 30;
      this.tracks[this.panels.indexOf(panel)].forEach((track, t) => track.points.forEach((point, k) => {
        // A median counts as nearer than the runs around it.
        const d = Math.hypot(point.at[0] - x, point.at[1] - y) - (known(point.low) ? 2 : 0);
        if (d < distance) [best, distance] = [{ panel: this.panels.indexOf(panel), track: t, point: k }, d];
      }));
      return best;
    }

    // Shows the value at `place`, and says it where `aloud`.
    show(place, aloud = false) {
      this.place = place;
      this.over.replaceChildren();
      this.readout.hidden = !place;
      if (!place) return;
      const track = this.tracks[place.panel][place.track], point = track.points[place.point];
      const data = this.figure.data.panels[track.panel];
      const spot = ({ tone }, [x, y], r) => element("circle", { class: `${tone} spot`, fill: "currentColor", r, cx: round(x), cy: round(y) });
      const rows = figureValues.rows(data, track, point);
      // The cross-hair goes through all panels with the same axis across, and marks all series that it meets.
      this.panels.forEach(({ index, frame: [left, top, width, height] }, k) => {
        const { x } = this.figure.data.panels[index], across = this.plot(index).atX(point.x);
        if (x.label !== data.x.label || !known(across) || across < left - 0.5 || across > left + width + 0.5) return;
        this.over.append(element("path", { class: "cross", d: `M${round(across)} ${top}v${height}` }));
        const met = figureValues.crossed(this.tracks[k], track, across, width);
        this.over.append(...met.map(one => spot(one.track, one.point.at, 2.4)));
        if (k === place.panel) rows.push(...figureValues.crossedRows(data, met));
      });
      this.over.append(spot(track, point.at, 3.4));
      this.readout.replaceChildren(...rows);
      this.settle(point.at);
      if (!aloud) return;
      this.chosen = { panel: place.panel, label: track.label, x: point.x, y: point.y };
      const letter = this.panels.length > 1 ? `panel ${String.fromCharCode(97 + track.panel)}, ` : "";
      this.figure.say(letter + figureValues.sentence(data, track, point));
    }
    // Puts the readout beside its point, inside the figure.
    settle([x, y]) {
      const box = this.node.getBoundingClientRect(), scale = box.width / this.width;
      const { offsetWidth: width, offsetHeight: height } = this.readout;
      const right = x * scale + 12, left = x * scale - 12 - width;
      const top = y * scale - height - 10;
      this.readout.style.left = `${clamp(right + width <= box.width ? right : left, 0, box.width - width)}px`;
      this.readout.style.top = `${clamp(top < 0 ? y * scale + 12 : top, 0, Math.max(0, box.height - height))}px`;
    }

    // --- Input ----------------------------------------------------------------------------------

    listen() {
      const { svg, figure } = this;
      let start = null;
      svg.addEventListener("pointermove", event => {
        const at = this.position(event);
        if (start) return this.drag(start, at);
        if (event.pointerType !== "touch") this.show(event.target.closest(".entry") ? null : this.nearest(at));
      });
      svg.addEventListener("pointerleave", event => {
        if (!start && event.pointerType !== "touch" && document.activeElement !== this.probe) this.show(null);
      });
      svg.addEventListener("pointerdown", event => {
        if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".entry")) return;
        const at = this.position(event), panel = this.panelAt(at);
        if (!panel) return;
        event.preventDefault();
        svg.setPointerCapture(event.pointerId);
        start = { at, panel };
      });
      const end = event => {
        const from = start;
        start = null;
        if (from && event.type === "pointerup") this.drop(from, this.position(event));
        else this.show(null);
      };
      // A finger that scrolls ends in pointercancel; one that taps asks for a value.
      svg.addEventListener("pointerup", event => {
        if (start) end(event);
        else if (event.pointerType === "touch" && !event.target.closest(".entry")) {
          this.show(this.nearest(this.position(event)), true);
        }
      });
      document.addEventListener("pointerdown", event => {
        if (this.place && !figure.picture.contains(event.target)) this.show(null);
      });
      svg.addEventListener("pointercancel", event => { if (start) end(event); });
      svg.addEventListener("click", event => {
        const entry = event.target.closest(".entry");
        if (entry) this.toggle(entry);
      });
      svg.addEventListener("keydown", event => {
        const entry = event.target.closest(".entry");
        if (!entry || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        this.toggle(entry);
      });
      this.probe.addEventListener("keydown", event => {
        if (event.ctrlKey || event.metaKey || event.altKey || !this.key(event.key)) return;
        event.preventDefault();
      });
      this.probe.addEventListener("blur", () => this.show(null));
    }

    toggle(entry) {
      const panel = entry.closest(".panel");
      this.figure.toggle(panel ? Number(panel.dataset.panel) : null, entry.dataset.series);
    }

    key(key) {
      const all = this.tracks.flatMap((tracks, panel) => tracks.map((_, track) => ({ panel, track })));
      const command = {
        "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), 0: () => this.figure.reset(),
        Enter: () => this.figure.controlsOf(this)[0]?.focus()
      }[key];
      if (command) {
        command();
        return true;
      }
      if (!all.length) return false;
      const now = this.place, points = now && this.tracks[now.panel][now.track].points;
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
      if (step) {
        if (now) this.show({ ...now, point: clamp(now.point + step, 0, points.length - 1) }, true);
        else this.show({ ...all[0], point: 0 }, true);
        return true;
      }
      const turn = { ArrowUp: -1, ArrowDown: 1 }[key];
      if (!turn) return false;
      if (!now) {
        this.show({ ...all[0], point: 0 }, true);
        return true;
      }
      const place = all.findIndex(({ panel, track }) => panel === now.panel && track === now.track);
      const next = all[(place + turn + all.length) % all.length];
      const track = this.tracks[next.panel][next.track];
      // The same place across, in this panel or the next.
      const shareOf = (panel, x) => (x - this.panels[panel].frame[0]) / this.panels[panel].frame[2];
      const from = shareOf(now.panel, points[now.point].at[0]);
      let best = 0;
      const miss = k => Math.abs(shareOf(next.panel, track.points[k].at[0]) - from);
      track.points.forEach((_, k) => { if (miss(k) < miss(best)) best = k; });
      this.show({ ...next, point: best }, true);
      return true;
    }

    // Zooms around the value that was last asked for, in its panel; all panels around their middles else.
    zoom(factor) {
      const { figure, chosen } = this;
      for (const { index } of chosen ? [this.panels[chosen.panel]] : this.panels) {
        for (const name of ["x", "y"]) {
          const axis = figure.state[index][name];
          if (axis.categories) continue;
          const middle = chosen ? clamp(share(axis, chosen[name]), 0, 1) : 0.5;
          figure.narrow(index, name, middle - middle * factor, middle + (1 - middle) * factor);
        }
      }
      figure.update();
      if (chosen) {
        const tracks = this.tracks[chosen.panel], track = tracks.findIndex(({ label }) => label === chosen.label);
        const point = tracks[track]?.points.findIndex(({ x, y }) => x === chosen.x && y === chosen.y) ?? -1;
        if (point >= 0) this.show({ panel: chosen.panel, track, point });
      }
      figure.say(factor < 1 ? "Zoomed in" : "Zoomed out");
    }

    // The rectangle between two corners, over the whole height or width where the other way is short.
    selection({ at: [x0, y0], panel }, [x1, y1]) {
      const [x, y, width, height] = panel.frame;
      const [left, right] = [x0, x1].map(a => clamp(a, x, x + width)).sort((a, b) => a - b);
      const [top, bottom] = [y0, y1].map(a => clamp(a, y, y + height)).sort((a, b) => a - b);
      const [wide, tall] = [right - left >= 8, bottom - top >= 8];
      if (!wide && !tall) return null;
      return {
        left: wide ? left : x, right: wide ? right : x + width,
        top: tall ? top : y, bottom: tall ? bottom : y + height
      };
    }
    drag(start, at) {
      const box = this.selection(start, at);
      this.show(null);
      if (box) this.over.append(element("rect", {
        class: "marquee", x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top
      }));
    }
    drop(start, at) {
      const box = this.selection(start, at), { frame, index } = start.panel;
      if (!box) return this.show(this.nearest(at));
      this.show(null);
      const { x, y } = this.figure.state[index];
      const across = at => (at - frame[0]) / frame[2], up = at => 1 - (at - frame[1]) / frame[3];
      if (!x.categories) this.figure.narrow(index, "x", across(box.left), across(box.right));
      if (!y.categories) this.figure.narrow(index, "y", up(box.bottom), up(box.top));
      this.figure.update();
    }
  };
})();
