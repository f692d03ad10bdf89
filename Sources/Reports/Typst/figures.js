// Figures that can be asked: values under the pointer and by keyboard, zoom, scales, seeds, legend.
//
// A drawing says where things are (data-plot, data-mark, data-series, data-frame), the JSON beside it what
// they are. A changed panel starts from the drawing's own nodes: only what the change moves is made anew,
// by the rules of Sources/Plots (Ticks.swift, MarkDrawing.swift).
(() => {
  "use strict";
  const MINUS = "\u2212";
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const round = value => Math.round(value * 100) / 100;
  const known = value => value !== null && value !== undefined;

  function element(name, attributes = {}, ...children) {
    const node = /^(svg|g|path|rect|circle|text|tspan)$/.test(name)
      ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (known(value)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }
  const plain = html => element("template") && new DOMParser().parseFromString(html, "text/html").body.textContent;

  // --- Numbers and ticks ------------------------------------------------------------------------

  function decimal(value, decimals) {
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
    return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
  }
  const power = exponent => `10^{${exponent < 0 ? MINUS : ""}${Math.abs(exponent)}}`;
  function scientific(mantissa, exponent, decimals) {
    if (mantissa === 0) return "0";
    if (decimals === 0 && Math.round(Math.abs(mantissa)) === 1) return (mantissa < 0 ? MINUS : "") + power(exponent);
    return decimal(mantissa, decimals) + "\u00d7" + power(exponent);
  }
  // Four digits; `spoken` is for a voice, without superscripts.
  function number(value, spoken = false) {
    const size = Math.abs(value);
    if (value === 0) return "0";
    if (Number.isInteger(value) && size < 1e6) return decimal(value, 0);
    const [mantissa, exponent] = value.toExponential(3).split("e").map(Number);
    if (exponent >= -3 && exponent < 5) return decimal(value, Math.max(0, 3 - exponent)).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    const digits = decimal(mantissa, 3).replace(/\.?0+$/, "");
    return spoken ? `${digits} times ten to the ${decimal(exponent, 0)}`
      : `${digits}\u00d710<sup>${decimal(exponent, 0)}</sup>`;
  }

  function linearTicks(low, high, count, whole) {
    const limit = Math.max(count, 2);
    let exponent = Math.floor(Math.log10((high - low) / limit)) - 1;
    if (whole) exponent = Math.max(0, exponent);
    for (;; exponent++) {
      for (const mantissa of [1, 2, 2.5, 5]) {
        if (whole && exponent === 0 && mantissa === 2.5) continue;
        const unit = 10 ** Math.abs(exponent);
        const scaled = value => exponent < 0 ? value * unit : value / unit;
        const first = Math.ceil(scaled(low) / mantissa - 1e-9), last = Math.floor(scaled(high) / mantissa + 1e-9);
        if (last - first + 1 > limit) continue;
        const decimals = Math.max(0, -exponent + (mantissa === 2.5 ? 1 : 0));
        const largest = Math.max(Math.abs(low), Math.abs(high));
        let label = value => decimal(value, decimals);
        if (largest >= 1e7 || (largest < 2e-3 && decimals > 4)) {
          const common = Math.floor(Math.log10(largest));
          const digits = clamp(decimals > 0 ? decimals + common : common - exponent, 0, 15);
          label = value => scientific(value / 10 ** common, common, mantissa === 2.5 && decimals === 0 ? digits + 1 : digits);
        }
        const major = [];
        for (let k = first; k <= last; k++) {
          const value = exponent < 0 ? k * mantissa / unit : k * mantissa * unit;
          major.push({ value, label: label(value) });
        }
        return { major, minor: [] };
      }
    }
  }

  function logTicks(lowEnd, highEnd, count) {
    const low = Math.log10(lowEnd), high = Math.log10(highEnd), limit = Math.max(count, 2);
    const digitsOf = digits => {
      const found = [];
      for (let exponent = Math.floor(low) - 1; exponent <= Math.ceil(high); exponent++) {
        for (const digit of digits) {
          const place = exponent + Math.log10(digit);
          if (place >= low - 1e-9 && place <= high + 1e-9) found.push({ value: digit * 10 ** exponent, digit, exponent });
        }
      }
      return found;
    };
    const label = (digit, exponent) => exponent < -4 || exponent > 5 ? scientific(digit, exponent, 0)
      : decimal(digit * 10 ** exponent, Math.max(0, -exponent));
    const decades = [];
    for (let k = Math.ceil(low - 1e-9); k <= Math.floor(high + 1e-9); k++) decades.push(k);
    if (decades.length < 3) {
      for (const digits of high - low >= 0.6 ? [[1, 2, 5], [1, 3]] : []) {
        const values = digitsOf(digits);
        if (values.length < 2 || values.length > limit) continue;
        return {
          major: values.map(v => ({ value: v.value, label: label(v.digit, v.exponent) })),
          minor: digitsOf([1, 2, 3, 4, 5, 6, 7, 8, 9]).filter(v => !digits.includes(v.digit)).map(v => v.value)
        };
      }
      if (decades.length < 2) return linearTicks(lowEnd, highEnd, limit);
    }
    const step = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 400].find(s => decades.filter(k => k % s === 0).length <= limit);
    const shown = decades.filter(k => k % step === 0);
    const isPlain = shown.every(k => k >= -2 && k <= 4);
    const minor = step === 1 ? (high - low > 10 ? [] : digitsOf([2, 3, 4, 5, 6, 7, 8, 9]).map(v => v.value))
      : step > 10 ? [] : decades.filter(k => k % step !== 0).map(k => 10 ** k);
    return { major: shown.map(k => ({ value: 10 ** k, label: isPlain ? label(1, k) : power(k) })), minor };
  }

  const ruler = document.createElement("canvas").getContext("2d");
  function widthOf(label) {
    ruler.font = "80px 'Report Sans', Inter, sans-serif";
    const [base, raised] = label.split("^{");
    return (ruler.measureText(base).width + (raised ? 0.72 * ruler.measureText(raised.slice(0, -1)).width : 0)) / 10;
  }
  // As many ticks as fit on `length` points.
  function ticksFor(axis, length, isVertical) {
    const [low, high] = axis.range, isLog = axis.scale === "log";
    let count = clamp(Math.floor(length / (isVertical ? 22 : isLog ? 24 : 27)), 2, isVertical ? 8 : 9);
    for (;; count--) {
      const ticks = isLog ? logTicks(low, high, count) : linearTicks(low, high, count, axis.wholeNumbers);
      let end = -Infinity;
      const fits = ticks.major.every(({ value, label }) => {
        const half = isVertical ? 4.4 : widthOf(label) / 2, place = share(axis, value) * length;
        if (place - half < end) return false;
        end = place + half + (isVertical ? 0 : 12);
        return true;
      });
      if (fits || count <= 2) return ticks;
    }
  }

  // --- Scales -----------------------------------------------------------------------------------

  const forward = (axis, value) => axis.scale === "log" ? Math.log10(value) : value;
  const backward = (axis, value) => axis.scale === "log" ? 10 ** value : value;
  const shows = (axis, value) => known(value) && (axis.scale === "linear" || value > 0);
  function share(axis, value) {
    const [low, high] = axis.range.map(end => forward(axis, end));
    return (forward(axis, value) - low) / (high - low);
  }
  const atShare = (axis, s) => {
    const [low, high] = axis.range.map(end => forward(axis, end));
    return backward(axis, low + s * (high - low));
  };
  // All values that a panel draws along x or y.
  function valuesOf(panel, name) {
    return panel.marks.flatMap(mark => name === "x" ? mark.x || []
      : [mark.y, mark.low, mark.high, mark.median, ...(mark.runs || [])].flatMap(list => list || [])).filter(known);
  }

  // --- Marks ------------------------------------------------------------------------------------

  class Plot {
    constructor(axes, [x, y, width, height]) { Object.assign(this, { axes, x, y, width, height }); }
    get right() { return this.x + this.width; }
    get bottom() { return this.y + this.height; }
    atX(value) { return shows(this.axes.x, value) ? this.x + share(this.axes.x, value) * this.width : null; }
    atY(value) { return shows(this.axes.y, value) ? this.bottom - share(this.axes.y, value) * this.height : null; }
    point(x, y) {
      const px = this.atX(x), py = this.atY(y);
      return px === null || py === null ? null : [clamp(px, -1e4, 1e4), clamp(py, -1e4, 1e4)];
    }
    holds([x, y], margin = 0.6) {
      return x >= this.x - margin && x <= this.right + margin && y >= this.y - margin && y <= this.bottom + margin;
    }
    runs(xs, ys) {
      const runs = [[]];
      ys.forEach((y, k) => {
        const point = this.point(xs[k], y);
        if (point) runs.at(-1).push(point); else if (runs.at(-1).length) runs.push([]);
      });
      return runs.filter(run => run.length);
    }
  }
  const polyline = points => "M" + points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");

  // LineWeight.swift: finer strokes for lines that turn back often.
  function fittedWidth(width, runs) {
    let turns = 0, extent = 0;
    for (const run of runs) {
      if (run[0][0] >= run.at(-1)[0]) continue;
      extent += run.at(-1)[0] - run[0][0];
      let extreme = run[0][1], direction = 0;
      for (const [, y] of run) {
        const way = y - extreme;
        if (direction === 0 || way * direction < 0) {
          if (Math.abs(way) < 4 * width) continue;
          turns += direction === 0 ? 0 : 1;
          [extreme, direction] = [y, Math.sign(way)];
        } else if (way * direction > 0) extreme = y;
      }
    }
    const apart = extent / turns;
    return turns < 2 || apart >= 3 * width ? width : Math.max(Math.min(width, 0.4), apart / 3);
  }
  function outline(marker, [x, y], size) {
    const r = size / 2;
    const shape = (...points) => polyline(points.map(([dx, dy]) => [x + dx, y + dy])) + "Z";
    switch (marker) {
      case "square": { const h = 0.886 * r; return shape([-h, -h], [h, -h], [h, h], [-h, h]); }
      case "triangle": { const h = 1.35 * r; return shape([0, -h], [0.866 * h, h / 2], [-0.866 * h, h / 2]); }
      case "diamond": { const h = 1.25 * r; return shape([0, -h], [h, 0], [0, h], [-h, 0]); }
      case "cross": { const h = 0.85 * r; return polyline([[x - h, y - h], [x + h, y + h]]) + polyline([[x - h, y + h], [x + h, y - h]]); }
      default: return `M${round(x + r)} ${round(y)}a${r} ${r} 0 1 0 ${-2 * r} 0a${r} ${r} 0 1 0 ${2 * r} 0Z`;
    }
  }
  const fill = (d, style) => element("path", { d, class: style.tone, fill: "currentColor", "fill-opacity": style.opacity });
  const stroke = (d, style, width = style.width) => element("path", {
    d, class: style.tone, fill: "none", stroke: "currentColor", "stroke-width": round(width), "stroke-opacity": style.opacity,
    "stroke-linejoin": "round", "stroke-linecap": style.dashes.length ? null : "round",
    "stroke-dasharray": style.dashes.length ? style.dashes.join(" ") : null
  });

  const drawers = {
    line(plot, { x, y, style }) {
      const runs = plot.runs(x, y), long = runs.filter(run => run.length > 1);
      const lone = runs.filter(run => run.length === 1).map(([p]) => fill(outline("circle", p, 2 * style.width), style));
      if (!long.length) return lone;
      return [stroke(long.map(polyline).join(""), style, style.dashes.length ? style.width : fittedWidth(style.width, long)), ...lone];
    },
    band(plot, { x, low, high, style }) {
      const drawn = low.map((value, k) => plot.point(x[k], value) && plot.point(x[k], high[k]));
      const masked = list => plot.runs(x, list.map((value, k) => drawn[k] ? value : null));
      const highs = masked(high);
      return [fill(masked(low).map((run, k) => polyline([...run, ...highs[k].reverse()]) + "Z").join(""), style)];
    },
    scatter(plot, { x, y, style }) {
      const shapes = y.map((value, k) => plot.point(x[k], value)).filter(p => p && plot.holds(p))
        .map(p => outline(style.marker, p, style.size));
      const draw = d => style.marker === "cross"
        ? stroke(d, { ...style, dashes: [] }, Math.max(0.8, style.size / 4)) : fill(d, style);
      return style.opacity < 1 ? shapes.map(draw) : [draw(shapes.join(""))];
    },
    bars(plot, { x, y, low, high, width, style }) {
      const [bottom, top] = plot.axes.y.range;
      const base = plot.atY(plot.axes.y.scale === "log" ? bottom : clamp(0, bottom, top));
      let bars = "", ends = "";
      y.forEach((value, k) => {
        const [left, right] = [plot.atX(x[k] - width / 2), plot.atX(x[k] + width / 2)], at = plot.point(x[k], value);
        if (!at || left === null || right === null) return;
        bars += polyline([[left, base], [left, at[1]], [right, at[1]], [right, base]]) + "Z";
        const from = plot.atY(low ? low[k] : value), to = plot.atY(high ? high[k] : value);
        if (from !== null && to !== null && from !== to) ends += polyline([[at[0], from], [at[0], to]]);
      });
      return [fill(bars, style), stroke(ends, { tone: "ink", opacity: 1, dashes: [] }, 0.8)];
    },
    rule(plot, { x, y, style }) {
      const at = x ? plot.atX(x[0]) : plot.atY(y[0]);
      if (at === null) return [];
      return [stroke(polyline(x ? [[at, plot.bottom], [at, plot.y]] : [[plot.x, at], [plot.right, at]]), style)];
    }
  };
  // An ensemble's layer as plain marks.
  function layerMarks(mark, layer) {
    const { style } = layer;
    switch (layer.kind) {
      case "lines": return mark.runs.map(y => ["line", { x: mark.x, y, style }]);
      case "dots": return mark.runs.map(y => ["scatter", { x: mark.x, y, style }]);
      case "band": return [["band", { ...mark, style }]];
      case "median": return [["line", { x: mark.x, y: mark.median, style }]];
      default: return [["scatter", { x: mark.x, y: mark.median, style }]];
    }
  }

  // --- One drawing of a figure ------------------------------------------------------------------

  class Sheet {
    constructor(figure, node) {
      Object.assign(this, { figure, node, svg: node.querySelector("svg") });
      this.width = this.svg.viewBox.baseVal.width;
      this.height = this.svg.viewBox.baseVal.height;
      // The picture's text alternative stays with it; its lettering is of no use to a voice.
      this.svg.setAttribute("role", "group");
      this.panels = [...this.svg.querySelectorAll(".panel")].map(group => ({
        group, index: Number(group.dataset.panel), frame: group.dataset.plot.split(" ").map(Number),
        drawn: [...group.children].map(child => child.cloneNode(true))
      }));
      this.over = element("g", { "aria-hidden": "true" });
      this.svg.append(this.over);
      this.probe = element("div", {
        class: "probe", tabindex: 0, role: "application", "aria-label":
          `Values of ${figure.name}. Arrow keys left and right step along a series, up and down change it, plus and minus zoom, 0 resets.`
      });
      this.readout = element("div", { class: "readout", hidden: "", "aria-hidden": "true" });
      node.append(this.probe, this.readout);
      this.prepare(this.svg);
      this.listen();
    }

    get isVisible() { return this.node.offsetParent !== null; }

    // Makes legend entries buttons and hides lettering from voices, in new nodes as well.
    prepare(root) {
      for (const part of this.svg.querySelectorAll(".grid, .axes, .title, .mark")) part.setAttribute("aria-hidden", "true");
      for (const entry of root.querySelectorAll(".entry")) {
        const [x, y, width, height] = entry.dataset.frame.split(" ").map(Number);
        entry.setAttribute("role", "button");
        entry.setAttribute("tabindex", "0");
        entry.setAttribute("aria-label", entry.dataset.series);
        entry.querySelector(".hit") || entry.append(element("rect", { class: "hit", x: x - 2, y, width: width + 4, height, rx: 2 }));
      }
    }

    plot(index) { return new Plot(this.figure.state[index], this.panels.find(p => p.index === index).frame); }

    redraw() {
      const { figure } = this;
      for (const panel of this.panels) {
        const focused = panel.group.contains(document.activeElement) ? document.activeElement.dataset.series : null;
        panel.group.replaceChildren(...panel.drawn.map(child => child.cloneNode(true)));
        const moved = !figure.isInitial(panel.index), plot = this.plot(panel.index);
        if (moved) this.drawAxes(panel, plot);
        if (moved || figure.hasOtherLayers) this.drawMarks(panel, plot, moved);
        this.prepare(panel.group);
        if (focused) panel.group.querySelector(`.entry[data-series="${CSS.escape(focused)}"]`)?.focus();
      }
      for (const part of this.svg.querySelectorAll(".mark, .entry")) {
        const index = part.closest(".panel")?.dataset.panel;
        const off = figure.isOff(known(index) ? Number(index) : null, part.dataset.series);
        if (part.classList.contains("entry")) part.setAttribute("aria-pressed", String(!off));
        else part.classList.toggle("off", off);
      }
      this.places = null;
    }

    drawAxes({ group, index }, plot) {
      const { x, y } = plot.axes, [across, up] = [ticksFor(x, plot.width, false), ticksFor(y, plot.height, true)];
      const places = (values, at) => values.map(at).filter(known);
      const vertical = (list, from, to) => list.map(at => polyline([[at, from], [at, to]])).join("");
      const horizontal = (list, from, to) => list.map(at => polyline([[from, at], [to, at]])).join("");
      const mx = places(across.major.map(t => t.value), v => plot.atX(v)), my = places(up.major.map(t => t.value), v => plot.atY(v));
      const hasNames = Boolean(x.categories);
      group.querySelector(":scope > .grid path")?.setAttribute("d",
        (hasNames ? "" : vertical(mx, plot.y, plot.bottom)) + horizontal(my, plot.x, plot.right));
      const ticks = group.querySelector(".ticks"), axis = ticks.lastElementChild;
      axis.setAttribute("d", polyline([[plot.x, plot.y], [plot.x, plot.bottom], [plot.right, plot.bottom]])
        + (hasNames ? "" : vertical(mx, plot.bottom, plot.bottom + 3)) + horizontal(my, plot.x - 3, plot.x));
      const minor = axis.cloneNode();
      minor.setAttribute("stroke-width", 0.45);
      minor.setAttribute("d", (hasNames ? "" : vertical(places(across.minor, v => plot.atX(v)), plot.bottom, plot.bottom + 1.8))
        + horizontal(places(up.minor, v => plot.atY(v)), plot.x - 1.8, plot.x));
      ticks.replaceChildren(minor, axis);
      for (const [name, list, at] of [["x", across, v => plot.atX(v)], ["y", up, v => plot.atY(v)]]) {
        const labels = group.querySelector(`.labels[data-axis="${name}"]`), model = labels.querySelector("text");
        if (!model || plot.axes[name].categories) continue;
        const room = plot.x - 5.5 - (this.figure.data.panels[index].y.label ? 12 : 0) - (this.labelEdge(group) ?? 0);
        labels.replaceChildren(...list.major.map(({ value, label }) => {
          const text = model.cloneNode(), [base, raised] = label.split("^{");
          const place = at(value);
          text.setAttribute(name, round(name === "x" ? place : place + 8 * 0.727 / 2));
          text.append(element("tspan", {}, base));
          if (raised) text.append(element("tspan", { dy: -2.88, "font-size": 5.76 }, raised.slice(0, -1)));
          // Longer labels than the drawing made room for get smaller.
          const width = widthOf(label);
          if (name === "y" && width > room && !raised) text.setAttribute("font-size", round(Math.max(5.5, 8 * room / width)));
          return text;
        }));
      }
    }

    // The left end of the room for a panel's y labels: the gap behind the panel on its left.
    labelEdge(group) {
      const own = group.dataset.plot.split(" ").map(Number);
      const left = this.panels.map(p => p.frame).filter(f => f[1] === own[1] && f[0] < own[0]);
      return left.length ? Math.max(...left.map(f => f[0] + f[2])) + 14 : 3;
    }

    drawMarks({ group, index }, plot, moved) {
      const { figure } = this, before = new Plot(figure.initial[index], [plot.x, plot.y, plot.width, plot.height]);
      figure.data.panels[index].marks.forEach((mark, k) => {
        const groups = [...group.querySelectorAll(`.mark[data-mark="${k}"]`)];
        if (mark.kind === "text") {
          const text = groups[0]?.querySelector("text"), from = before.point(mark.x[0], mark.y[0]), to = plot.point(mark.x[0], mark.y[0]);
          if (!text || !from) return;
          if (!to || !plot.holds(to, 1)) return groups[0].remove();
          text.setAttribute("x", round(Number(text.getAttribute("x")) + to[0] - from[0]));
          text.setAttribute("y", round(Number(text.getAttribute("y")) + to[1] - from[1]));
        } else if (mark.kind !== "ensemble") {
          if (moved) groups[0]?.replaceChildren(...drawers[mark.kind](plot, mark));
        } else {
          let next = null;
          for (const layer of [...mark.layers].reverse()) {
            let own = groups.find(g => g.dataset.layer === layer.layer);
            if (!figure.layers[layer.layer] && layer.layer in figure.layers) { own?.remove(); continue; }
            if (!own) {
              own = element("g", { class: "mark", "data-mark": k, "data-layer": layer.layer, "data-series": layer.series });
              const neighbor = next || groups.find(g => g.dataset.layer === "median");
              neighbor.before(own);
            } else if (!moved) { next = own; continue; }
            own.replaceChildren(...layerMarks(mark, layer).flatMap(([kind, shape]) => drawers[kind](plot, shape)));
            next = own;
          }
        }
      });
    }

    // --- Values ---------------------------------------------------------------------------------

    // What can be pointed at in each panel: tracks of points, in order across.
    get tracks() {
      if (this.places) return this.places;
      const { figure } = this;
      this.places = this.panels.map(({ index }) => {
        const plot = this.plot(index), tracks = [];
        const add = (mark, series, style, label, xs, ys, low, high) => {
          if (figure.isOff(index, series)) return;
          // Markers on a line are the line's own points.
          if (tracks.some(t => t.xs === xs && t.ys === ys || String(t.xs) === String(xs) && String(t.ys) === String(ys))) return;
          const points = xs.map((x, k) => ({ x, y: ys[k], low: low?.[k], high: high?.[k], at: plot.point(x, ys[k]) }))
            .filter(p => p.at && plot.holds(p.at)).sort((a, b) => a.at[0] - b.at[0]);
          if (points.length) tracks.push({ panel: index, label, tone: style.tone, points, xs, ys });
        };
        for (const mark of figure.data.panels[index].marks) {
          const label = mark.name || "";
          if (mark.kind === "line" || mark.kind === "scatter" || mark.kind === "bars") {
            add(mark, mark.series, mark.style, label, mark.x, mark.y, mark.low, mark.high);
          } else if (mark.kind === "ensemble") {
            const layer = name => mark.layers.find(l => l.layer === name);
            const median = layer("median") || layer("markers");
            const several = mark.runs.length > 1;
            add(mark, mark.series, median.style, several && !/median/.test(label) ? `${label}, median` : label, mark.x.slice(0, mark.median.length), mark.median,
              several ? mark.low : null, several ? mark.high : null);
            if (!figure.layers.runs || !several) continue;
            const runs = layer("runs");
            mark.runs.forEach((run, k) => add(mark, runs.series, runs.style,
              `${/median/.test(label) || !label ? "" : label + ", "}seed ${k + 1} of ${mark.runs.length}`, mark.x.slice(0, run.length), run));
          }
        }
        return tracks;
      });
      return this.places;
    }

    position(event) {
      const box = this.svg.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width * this.width, (event.clientY - box.top) / box.height * this.height];
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
        const d = Math.hypot(point.at[0] - x, point.at[1] - y) + (track.ys.length && known(point.low) ? 0 : 0.5);
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
      const axes = this.figure.data.panels[track.panel], letter = this.panels.length > 1 ? `panel ${String.fromCharCode(97 + track.panel)}, ` : "";
      const dot = size => element("circle", { class: `${track.tone} spot`, fill: "currentColor", r: size });
      const spot = dot(3.4);
      spot.setAttribute("cx", round(point.at[0]));
      spot.setAttribute("cy", round(point.at[1]));
      this.over.append(spot);
      const named = (axis, value) => axis.categories ? axis.categories[Math.round(value)] ?? number(value) : number(value);
      const row = (label, value) => {
        const line = element("div", {}, element("span"), element("span"));
        line.firstChild.innerHTML = label;
        line.lastChild.innerHTML = value;
        return line;
      };
      const interval = known(point.low) && known(point.high);
      const head = element("div", {}, element("svg", { viewBox: "-4 -4 8 8", "aria-hidden": "true" }, dot(3.6)), element("span"));
      head.lastChild.innerHTML = track.label || axes.y.label;
      this.readout.replaceChildren(head, row(axes.x.label || "x", named(axes.x, point.x)), row(axes.y.label || "y", named(axes.y, point.y)));
      if (interval) this.readout.append(row("5–95 %", `[${number(point.low)}, ${number(point.high)}]`));
      this.settle(point.at);
      if (aloud) {
        this.figure.say(`${letter}${plain(track.label || axes.y.label)}: ${plain(axes.x.label)} ${number(point.x, true)}, ${plain(axes.y.label)} ${number(point.y, true)}`
          + (interval ? `, from ${number(point.low, true)} to ${number(point.high, true)}` : ""));
      }
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
      svg.addEventListener("pointerleave", () => { if (!start && document.activeElement !== this.probe) this.show(null); });
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
      svg.addEventListener("pointerup", event => { if (start) end(event); });
      svg.addEventListener("pointercancel", event => { if (start) end(event); });
      svg.addEventListener("click", event => {
        const entry = event.target.closest(".entry");
        if (entry) return this.toggle(entry);
        if (event.pointerType === "touch") this.show(this.nearest(this.position(event)), true);
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
      if (key === "+" || key === "=") return this.zoomAtPlace(0.5);
      if (key === "-") return this.zoomAtPlace(2);
      if (key === "0") return this.figure.reset(), true;
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
      if (!now) return this.show({ ...all[0], point: 0 }, true), true;
      const place = all.findIndex(t => t.panel === now.panel && t.track === now.track);
      const next = all[(place + turn + all.length) % all.length], track = this.tracks[next.panel][next.track];
      // The same place across, in this panel or the next.
      const shareOf = (panel, x) => (x - this.panels[panel].frame[0]) / this.panels[panel].frame[2];
      const from = shareOf(now.panel, points[now.point].at[0]);
      let best = 0;
      track.points.forEach((p, k) => {
        if (Math.abs(shareOf(next.panel, p.at[0]) - from) < Math.abs(shareOf(next.panel, track.points[best].at[0]) - from)) best = k;
      });
      this.show({ ...next, point: best }, true);
      return true;
    }

    zoomAtPlace(factor) {
      const { figure, place } = this;
      const kept = place && this.tracks[place.panel][place.track].points[place.point];
      const chosen = place ? [this.panels[place.panel]] : this.panels;
      for (const { index } of chosen) {
        for (const name of ["x", "y"]) {
          const axis = figure.state[index][name];
          if (axis.categories) continue;
          const middle = kept ? clamp(share(axis, kept[name]), 0, 1) : 0.5;
          figure.narrow(index, name, middle - middle * factor, middle + (1 - middle) * factor);
        }
      }
      figure.update();
      if (place) {
        const at = this.tracks[place.panel]?.[place.track]?.points.findIndex(p => p.x === kept.x && p.y === kept.y) ?? -1;
        this.show(at < 0 ? null : { ...place, point: at });
      }
      figure.say(factor < 1 ? "Zoomed in" : "Zoomed out");
      return true;
    }

    // The rectangle between two corners, over the whole height or width where the other way is short.
    selection({ at: [x0, y0], panel }, [x1, y1]) {
      const [x, y, width, height] = panel.frame, bound = (a, low, high) => clamp(a, low, high);
      const [left, right] = [x0, x1].map(a => bound(a, x, x + width)).sort((a, b) => a - b);
      const [top, bottom] = [y0, y1].map(a => bound(a, y, y + height)).sort((a, b) => a - b);
      const [wide, tall] = [right - left >= 8, bottom - top >= 8];
      if (!wide && !tall) return null;
      return {
        left: wide ? left : x, right: wide ? right : x + width, top: tall ? top : y, bottom: tall ? bottom : y + height
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
      const axes = this.figure.state[index];
      if (!axes.x.categories) this.figure.narrow(index, "x", (box.left - frame[0]) / frame[2], (box.right - frame[0]) / frame[2]);
      if (!axes.y.categories) this.figure.narrow(index, "y", 1 - (box.bottom - frame[1]) / frame[3], 1 - (box.top - frame[1]) / frame[3]);
      this.figure.update();
    }
  }

  // --- A figure: its state, drawn on both of its sheets -----------------------------------------

  class Figure {
    constructor(picture) {
      this.picture = picture;
      this.data = JSON.parse(picture.querySelector("script[data-for]").textContent);
      this.name = plain(picture.closest("figure")?.querySelector("figcaption")?.textContent ?? "").trim().match(/^Figure\s\d+/)?.[0] ?? "the figure";
      const axes = () => this.data.panels.map(({ x, y }) => ({ x: { ...x }, y: { ...y } }));
      [this.initial, this.state, this.off] = [axes(), axes(), new Set()];
      const layers = this.data.panels.flatMap(p => p.marks).filter(m => m.kind === "ensemble" && m.runs.length > 1).flatMap(m => m.layers);
      this.layers = {};
      for (const layer of layers) if (layer.layer === "runs" || layer.layer === "band") this.layers[layer.layer] = layer.shown;
      this.firstLayers = { ...this.layers };
      this.live = element("div", { class: "spoken", "aria-live": "polite" });
      this.sheets = [...picture.querySelectorAll(".sheet")].map(node => new Sheet(this, node));
      picture.style.setProperty("--ratio", this.sheets[0].width / this.sheets[0].height);
      picture.classList.add("live");
      this.addTools();
      this.update();
    }

    isInitial(index) { return JSON.stringify(this.state[index]) === JSON.stringify(this.initial[index]); }
    get hasOtherLayers() { return JSON.stringify(this.layers) !== JSON.stringify(this.firstLayers); }
    isOff(index, series) { return this.off.has(`${index}/${series}`) || this.off.has(`all/${series}`); }
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
      this.update();
      this.say("As drawn");
    }
    get isAsDrawn() { return this.state.every((_, k) => this.isInitial(k)) && !this.off.size && !this.hasOtherLayers; }

    // Shows the part of an axis between two shares of it, within what its scale shows at most.
    narrow(index, name, from, to) {
      const axis = this.state[index][name], full = { ...axis, range: this.fullRange(index, name, axis.scale) };
      const bounded = [from, to].map(s => clamp(share(full, atShare(axis, s)), 0, 1));
      if (bounded[1] - bounded[0] < 1e-4) return;
      axis.range = bounded.map(s => s === 0 ? full.range[0] : s === 1 ? full.range[1] : atShare(full, s));
    }

    // The range of an axis on a scale: as drawn, or fitted to the values within that.
    fullRange(index, name, scale) {
      const drawn = this.initial[index][name];
      if (drawn.scale === scale) return drawn.range;
      const values = valuesOf(this.data.panels[index], name)
        .filter(v => v >= drawn.range[0] && v <= drawn.range[1] && (scale === "linear" || v > 0));
      const axis = { scale }, [low, high] = [Math.min(...values), Math.max(...values)].map(v => forward(axis, v));
      const room = (name === "x" ? 0.02 : 0.05) * (high - low || 1);
      return [low - room, high + room].map(v => backward(axis, v));
    }
    canBeLog(index, name) {
      const drawn = this.initial[index][name];
      if (drawn.categories) return false;
      if (drawn.scale === "log") return true;
      const values = valuesOf(this.data.panels[index], name);
      return values.length > 1 && values.every(v => v > 0) && Math.max(...values) > Math.min(...values);
    }
    setScale(name, scale) {
      this.data.panels.forEach((_, k) => {
        if (this.canBeLog(k, name)) Object.assign(this.state[k][name], { scale, range: this.fullRange(k, name, scale) });
      });
      this.update();
    }

    addTools() {
      this.controls = [];
      const tools = element("div", { class: "tools", role: "group", "aria-label": `Controls of ${this.name}` });
      const button = (label, action, { title, refresh = () => {}, data } = {}) => {
        const node = element("button", { type: "button", "data-action": data, "aria-label": title, title }, label);
        node.addEventListener("click", action);
        tools.append(node);
        this.controls.push({ refresh: () => refresh(node) });
        return node;
      };
      for (const name of ["x", "y"]) {
        const panels = this.data.panels.map((_, k) => k).filter(k => this.canBeLog(k, name));
        if (!panels.length) continue;
        const pressed = () => {
          const logs = panels.filter(k => this.state[k][name].scale === "log").length;
          return logs === panels.length ? "true" : logs ? "mixed" : "false";
        };
        button(`Log ${name}`, () => this.setScale(name, pressed() === "true" ? "linear" : "log"), {
          data: `log-${name}`, refresh: node => node.setAttribute("aria-pressed", pressed())
        });
      }
      for (const [layer, label] of [["runs", "Seeds"], ["band", "5–95 % band"]]) {
        if (!(layer in this.layers)) continue;
        button(label, () => { this.layers[layer] = !this.layers[layer]; this.update(); }, {
          data: layer, refresh: node => node.setAttribute("aria-pressed", String(this.layers[layer]))
        });
      }
      const visible = () => this.sheets.find(sheet => sheet.isVisible) ?? this.sheets[0];
      button("+", () => visible().zoomAtPlace(0.5), { title: "Zoom in", data: "zoom-in" });
      button(MINUS, () => visible().zoomAtPlace(2), {
        title: "Zoom out", data: "zoom-out", refresh: node => { node.disabled = this.state.every((_, k) => this.isInitial(k)); }
      });
      button("Reset", () => this.reset(), { data: "reset", refresh: node => { node.disabled = this.isAsDrawn; } });
      this.enlargeButton = button("Enlarge", () => this.dialog ? this.dialog.close() : this.enlarge(), { data: "enlarge" });
      this.enlargeButton.classList.add("enlarge");
      this.picture.append(tools, this.live);
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

  for (const picture of document.querySelectorAll(".picture[data-figure]")) {
    if (picture.querySelector("script[data-for]")) new Figure(picture);
  }
})();
