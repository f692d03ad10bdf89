// Tables that can be sorted, and buttons that copy code, hashes and data.
(() => {
  "use strict";
  const { all, make, say, group } = pageParts;

  // --- Sorting -------------------------------------------------------------------------------------

  // The number that a cell begins with, as the page sets numbers: −1,200.5, 7.5 × 10−7, 1e-5, 99.9 %.
  const numberOf = (words) => {
    const found = words.replace(/[\u00a0\u202f\u200b]/g, " ").trim()
      .match(/^[<>≤≥±~]?\s*([−-]?[\d,]*\.?\d+)(?:\s*×\s*10\s*([−-]?\d+)|e([−-]?\d+))?/);
    if (!found) return NaN;
    const value = (text) => Number(text.replaceAll(",", "").replace("−", "-"));
    return value(found[1]) * 10 ** value(found[2] ?? found[3] ?? "0");
  };
  const isBare = (words) => /^[–-]?$/.test(words);

  const sort = (table, column, direction) => {
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row, k) => {
      row.dataset.place ??= k;
      const words = row.cells[column].textContent.trim();
      return { row, words, number: numberOf(words), place: Number(row.dataset.place) };
    });
    const isNumeric = keyed.every(({ words, number }) => isBare(words) || !Number.isNaN(number));
    keyed.sort((a, b) => {
      if (!direction) return a.place - b.place;
      // What has no value comes last either way.
      if (isBare(a.words) !== isBare(b.words)) return isBare(a.words) ? 1 : -1;
      const order = isNumeric ? a.number - b.number : a.words.localeCompare(b.words, "en", { numeric: true });
      return (order || 0) * direction || a.place - b.place;
    });
    body.append(...keyed.map(({ row }) => row));
  };

  for (const table of all("main table")) {
    if (!table.tHead || table.tBodies[0].rows.length < 3) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
        for (const other of heads) other.setAttribute("aria-sort", other === head ? next : "none");
        sort(table, column, { none: 0, ascending: 1, descending: -1 }[next]);
        say(next === "none" ? "In the order of the report" : `Sorted by ${button.textContent.trim()}, ${next}`);
      });
    });
    group(() => all("button.sort", table), "ArrowLeft", "ArrowRight");
  }

  // --- Copying -------------------------------------------------------------------------------------

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A page from the disk may have no such right.
      const area = make("textarea", { value: text, className: "spoken" });
      document.body.append(area);
      area.select();
      const isDone = document.execCommand("copy");
      area.remove();
      return isDone;
    }
  };
  const copyButton = (name, text) => {
    const button = make("button", { type: "button", className: "copy", textContent: name });
    button.addEventListener("click", async () => {
      const isDone = await copied(text());
      button.textContent = isDone ? "Copied" : "Not copied";
      say(button.textContent);
      setTimeout(() => { button.textContent = name; }, 1600);
      button.focus();
    });
    return button;
  };
  pageParts.copyButton = copyButton;
  for (const code of all("main pre, .cite pre")) {
    (code.closest(".code") ?? code).before(copyButton("Copy", () => code.textContent));
  }
  for (const hash of all("code.hash[title]")) hash.after(" ", copyButton("Copy", () => hash.title));

  // What a figure draws, or a table shows, separated by tabulators.
  const plain = (words) => new DOMParser().parseFromString(words ?? "", "text/html").body.textContent;
  const rowsOf = (figure) => {
    const table = figure.querySelector("table");
    if (table) return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
    const { panels } = JSON.parse(figure.querySelector("script[data-for]").textContent);
    const rows = panels.flatMap(({ marks }, panel) => marks.flatMap((mark) => {
      const letter = "abcdefghijklmnop"[panel], name = plain(mark.name);
      const [y, low, high] = [mark.median ?? mark.y ?? [], mark.low ?? [], mark.high ?? []];
      return (mark.x ?? []).map((x, k) => [letter, name, x, y[k] ?? "", low[k] ?? "", high[k] ?? ""]);
    }));
    return [["panel", "series", "x", "y", "low", "high"], ...rows];
  };
  for (const files of all("figure .how > dl > dd:first-of-type")) {
    files.append(" · ", copyButton("Copy data", () => rowsOf(files.closest("figure")).map((row) => row.join("\t")).join("\n")));
  }
})();
