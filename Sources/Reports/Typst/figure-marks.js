// Marks of redrawn figures as SVG nodes, by the rules of MarkDrawing and LineWeight in Sources/Plots.
const figureMarks = (() => {
  "use strict";
  const { clamp, known, shows, share } = figureAxes;
  const round = value => Math.round(value * 100) / 100;

  function element(name, attributes = {}, ...children) {
    const node = /^(svg|g|path|rect|circle|text|tspan)$/.test(name)
      ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (known(value)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  // A panel's data rectangle in the drawing's points, with its axes.
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
      case "square": {
        const h = 0.886 * r;
        return shape([-h, -h], [h, -h], [h, h], [-h, h]);
      }
      case "triangle": {
        const h = 1.35 * r;
        return shape([0, -h], [0.866 * h, h / 2], [-0.866 * h, h / 2]);
      }
      case "diamond": {
        const h = 1.25 * r;
        return shape([0, -h], [h, 0], [0, h], [-h, 0]);
      }
      case "cross": {
        const h = 0.85 * r;
        return polyline([[x - h, y - h], [x + h, y + h]]) + polyline([[x - h, y + h], [x + h, y - h]]);
      }
      default:
        return `M${round(x + r)} ${round(y)}a${r} ${r} 0 1 0 ${-2 * r} 0a${r} ${r} 0 1 0 ${2 * r} 0Z`;
    }
  }
  const fill = (d, style) => element("path", {
    d, class: style.tone, fill: "currentColor", "fill-opacity": style.opacity
  });
  const stroke = (d, style, width = style.width) => element("path", {
    d, class: style.tone, fill: "none", stroke: "currentColor", "stroke-width": round(width),
    "stroke-opacity": style.opacity, "stroke-linejoin": "round", "stroke-linecap": style.dashes.length ? null : "round",
    "stroke-dasharray": style.dashes.length ? style.dashes.join(" ") : null
  });

  const drawers = {
    line(plot, { x, y, style }) {
      const runs = plot.runs(x, y), long = runs.filter(run => run.length > 1);
      // A lone point between gaps would be an invisible line of no length.
      const lone = runs.filter(run => run.length === 1)
        .map(([point]) => fill(outline("circle", point, 2 * style.width), style));
      if (!long.length) return lone;
      const width = style.dashes.length ? style.width : fittedWidth(style.width, long);
      return [stroke(long.map(polyline).join(""), style, width), ...lone];
    },
    band(plot, { x, low, high, style }) {
      const drawn = low.map((value, k) => plot.point(x[k], value) && plot.point(x[k], high[k]));
      const masked = list => plot.runs(x, list.map((value, k) => drawn[k] ? value : null));
      const lows = masked(low), highs = masked(high);
      if (style.outline) return [stroke([...lows, ...highs].map(polyline).join(""), style)];
      return [fill(lows.map((run, k) => polyline([...run, ...highs[k].reverse()]) + "Z").join(""), style)];
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
      const base = plot.atY(plot.axes.y.scale !== "log" ? clamp(0, bottom, top) : plot.axes.y.zero ? 0 : bottom);
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

  return { round, element, Plot, polyline, drawers, layerMarks };
})();
