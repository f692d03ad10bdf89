// What a changed panel needs anew: grid, ticks and tick labels, and the shapes of its marks.
const figureRedraw = (() => {
  "use strict";
  const { known, laneOf, widthOf, ticksFor } = figureAxes;
  const { round, element, Plot, polyline, drawers, layerMarks } = figureMarks;

  const vertical = (list, from, to) => list.map(at => polyline([[at, from], [at, to]])).join("");
  const horizontal = (list, from, to) => list.map(at => polyline([[from, at], [to, at]])).join("");

  // `room` is how wide the y axis' labels may be.
  function axes(group, plot, room) {
    const across = ticksFor(plot.axes.x, plot.width, false), up = ticksFor(plot.axes.y, plot.height, true);
    const atX = value => plot.atX(value), atY = value => plot.atY(value);
    const hasTicks = !plot.axes.x.categories;
    const xs = hasTicks ? across.major.map(tick => atX(tick.value)) : [], ys = up.major.map(tick => atY(tick.value));
    group.querySelector(":scope > .grid path")?.setAttribute("d",
      vertical(xs, plot.y, plot.bottom) + horizontal(ys, plot.x, plot.right));
    const ticks = group.querySelector(".ticks"), axis = ticks.lastElementChild, minor = axis.cloneNode();
    // As AxisDrawing.swift draws it, broken above the lane of what is exactly 0.
    const lane = plot.height * laneOf(plot.axes.y), middle = plot.bottom - lane;
    axis.setAttribute("d", (lane > 0 ? polyline([[plot.x, plot.y], [plot.x, middle - 1.5]]) : "")
      + polyline([[plot.x, lane > 0 ? middle + 1.5 : plot.y], [plot.x, plot.bottom], [plot.right, plot.bottom]])
      + vertical(xs, plot.bottom, plot.bottom + 3) + horizontal(ys, plot.x - 3, plot.x));
    minor.setAttribute("stroke-width", 0.45);
    minor.setAttribute("d", vertical(hasTicks ? across.minor.map(atX) : [], plot.bottom, plot.bottom + 1.8)
      + horizontal(up.minor.map(atY), plot.x - 1.8, plot.x));
    ticks.replaceChildren(minor, axis);
    // Longer labels than the drawing made room for get smaller, all of an axis alike.
    const size = 8 * Math.max(0.65, Math.min(1, room / Math.max(...up.major.map(tick => widthOf(tick.label)))));
    if (hasTicks) labels(group.querySelector('.labels[data-axis="x"]'), across, "x", 8, atX);
    if (!plot.axes.y.categories) {
      labels(group.querySelector('.labels[data-axis="y"]'), up, "y", size, value => atY(value) + size * 0.727 / 2);
    }
  }

  function labels(group, ticks, name, size, at) {
    const model = group.querySelector("text");
    if (!model) return;
    group.replaceChildren(...ticks.major.map(({ value, label }) => {
      const text = model.cloneNode(), [base, raised] = label.split("^{");
      text.setAttribute(name, round(at(value)));
      text.setAttribute("font-size", round(size));
      text.append(element("tspan", {}, base));
      if (!raised) return text;
      const script = { dy: round(-0.36 * size), "font-size": round(0.72 * size) };
      text.append(element("tspan", script, raised.slice(0, -1)));
      return text;
    }));
  }

  // `drawn` is the data of the drawing and `before` its plot; `layers` says which of an ensemble's are on. Without a new scale or
  // range (`isMoved`) only layers come and go.
  function marks(group, data, drawn, plot, before, layers, isMoved) {
    data.marks.forEach((mark, k) => {
      const groups = [...group.querySelectorAll(`.mark[data-mark="${k}"]`)];
      if (mark.kind === "text") moveText(groups[0], mark, drawn.marks[k], before, plot);
      else if (mark.kind === "ensemble") ensemble(groups, mark, k, plot, layers, isMoved);
      else if (isMoved) groups[0]?.replaceChildren(...drawers[mark.kind](plot, mark));
    });
  }

  function moveText(group, mark, drawn, before, plot) {
    const text = group?.querySelector("text"), to = plot.point(mark.x[0], mark.y[0]);
    const from = drawn?.kind === "text" && before.point(drawn.x[0], drawn.y[0]);
    if (!text || !from) return;
    if (!to || !plot.holds(to, 1)) return group.remove();
    text.setAttribute("x", round(Number(text.getAttribute("x")) + to[0] - from[0]));
    text.setAttribute("y", round(Number(text.getAttribute("y")) + to[1] - from[1]));
  }

  function ensemble(groups, mark, k, plot, layers, isMoved) {
    // From the last layer, which every drawing has, to the first, so that each finds the one over it.
    let over = null;
    for (const layer of [...mark.layers].reverse()) {
      let own = groups.find(group => group.dataset.layer === layer.layer);
      if (layers[layer.layer] === false) {
        own?.remove();
        continue;
      }
      const isNew = !own && known(over);
      if (isNew) {
        own = element("g", { class: "mark", "data-mark": k, "data-layer": layer.layer, "data-series": layer.series });
        over.before(own);
      }
      if (!own) continue;
      if (isMoved || isNew) {
        own.replaceChildren(...layerMarks(mark, layer).flatMap(([kind, shape]) => drawers[kind](plot, shape)));
      }
      over = own;
    }
  }

  // A line of HTML as the pieces of an SVG's text.
  function pieces(html) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    const rises = { SUB: 0.17, SUP: -0.36 };
    let before = 0;
    return [...body.childNodes].map(node => {
      const rise = rises[node.nodeName] ?? 0, isItalic = node.nodeName === "I" || node.querySelector?.("i");
      const piece = element("tspan", {
        dy: rise === before ? null : `${rise - before}em`, "font-style": isItalic ? "italic" : null,
        "font-size": rise ? "72%" : null
      }, node.textContent);
      before = rise;
      return piece;
    });
  }

  // A panel with other data than the drawing's: a place for each mark that it has, none for those that it has not, its
  // words, and under all of it the lines of what was drawn, as a ghost.
  function renew(group, data, ghost, plot) {
    const places = [...group.querySelectorAll(".mark")], layer = places.at(-1)?.parentElement ?? group;
    for (const place of places) if (!data.marks[place.dataset.mark]) place.remove();
    data.marks.forEach((mark, k) => {
      const kinds = mark.kind === "ensemble" ? mark.layers.filter(({ shown }) => shown) : [{}];
      for (const { layer: name, series = mark.series } of kinds) {
        const own = places.find(({ dataset }) => Number(dataset.mark) === k && dataset.layer === name);
        if (own) own.dataset.series = series;
        else layer.append(element("g", { class: "mark", "data-mark": k, "data-layer": name, "data-series": series }));
      }
    });
    const lines = ghost.marks.flatMap(mark => {
      const middle = mark.layers?.find(({ kind }) => kind === "median" || kind === "markers");
      if (middle) return layerMarks(mark, middle);
      return mark.kind === "line" || mark.kind === "scatter" || mark.kind === "bars" ? [[mark.kind, mark]] : [];
    });
    layer.prepend(element("g", { class: "ghost", "aria-hidden": "true" },
      ...lines.flatMap(([kind, shape]) => drawers[kind](plot, { ...shape, style: { ...shape.style, tone: "neutral" } }))));
    words(group, data, ghost);
  }

  // The panel's title behind its letter, and the entries of its own legend.
  function words(group, data, ghost) {
    const title = group.querySelector(".title text");
    if (title && data.title !== ghost.title) {
      const letter = title.querySelector("tspan[font-weight]");
      for (const line of [...group.querySelectorAll(".title text")].slice(1)) line.remove();
      title.replaceChildren(...(letter ? [letter, element("tspan", {}, " ")] : []), ...pieces(data.title));
    }
    ghost.marks.forEach((mark, k) => {
      const now = data.marks[k];
      if (!now || !mark.name || now.name === mark.name) return;
      const entry = group.querySelector(`.entry[data-series="${CSS.escape(mark.series)}"]`);
      if (!entry) return;
      entry.dataset.series = now.series;
      entry.querySelector("text")?.replaceChildren(...pieces(now.name));
    });
  }

  return { axes, marks, renew };
})();
