// A claim's universes: the reader decides each open decision, and is told the verdict there and the command that makes
// the whole report of it.
(() => {
  "use strict";
  const { all, make, say, shellWord, copyButton } = pageParts;

  const offer = (place, data) => {
    const { claim, command, effect, verdicts, decisions, universes } = data;
    const choices = decisions.map(({ title, options, ours }) => {
      const select = make("select", {}, ...options.map(([, words, isPapers], k) => make("option", {
        value: k, textContent: words + (k === ours ? " (ours)" : isPapers ? " (the paper’s)" : ""), selected: k === ours,
      })));
      return { select, field: make("label", {}, make("span", { textContent: title }), select) };
    });
    const verdict = make("p", { className: "universe-verdict" });
    const code = make("code");
    const line = make("pre", {}, code);
    const reset = make("button", { type: "button", className: "copy", textContent: "Ours again" });

    const chosen = () => choices.map(({ select }) => Number(select.value));
    const found = (options) => universes.find(([own]) => own.every((option, k) => option === null || option === options[k]));
    const show = () => {
      const options = chosen();
      const universe = found(options);
      choices.forEach(({ select }, k) => { select.disabled = universe?.[0][k] === null; });
      const settings = decisions.flatMap(({ target, ours, options: all }, k) =>
        options[k] === ours || choices[k].select.disabled ? [] : ["--set", `${target}=${all[options[k]][0]}`]);
      code.textContent = [command, ...settings.map(shellWord)].join(" ");
      if (!universe) {
        verdict.textContent = "This universe was not made.";
      } else if (universe[1] === null) {
        verdict.textContent = "A run failed in this universe, which has no verdict.";
      } else {
        const [name, symbol, words] = verdicts[universe[1]];
        const sign = make("span", { className: "symbol", textContent: symbol });
        sign.setAttribute("aria-hidden", "true");
        verdict.replaceChildren(
          `Claim ${claim}: `, make("span", { className: `verdict ${name}` }, sign, ` ${words}`),
          universe[2] === null ? "" : `; ${effect}: ${Number(universe[2].toPrecision(4))}`);
      }
    };
    for (const { select } of choices) {
      select.addEventListener("change", () => {
        show();
        say(verdict.textContent);
      });
    }
    reset.addEventListener("click", () => {
      choices.forEach(({ select }, k) => { select.value = decisions[k].ours; });
      show();
      say(verdict.textContent);
    });
    place.append(make("details", { className: "fold" },
      make("summary", { textContent: `Choose a universe of claim ${claim}` }),
      make("div", { className: "universe-choices" }, ...choices.map(({ field }) => field), reset),
      verdict, make("p", { textContent: "Its whole report is made by" }),
      copyButton("Copy", () => code.textContent), line));
    show();
  };

  for (const place of all("[data-universes]")) offer(place, JSON.parse(place.dataset.universes));
})();
