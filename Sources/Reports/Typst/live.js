// Figures that can be run again under other settings, by the chapters' own code in a worker (live-worker.js). Below each
// stands a box with its settings (settings-box.js).
(() => {
  "use strict";
  const { number } = figureAxes;
  const { SettingsBox, placeBoxes } = settingsBox;
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

  class LiveBox extends SettingsBox {
    constructor(figure, info) {
      super(figure, info, "Try other settings", "live");
      Object.assign(this, { base: info.base, runner: new Runner(), checker: new Runner() });
      this.stop = this.button("Stop", () => this.halt());
      this.bits = pageParts.make("p", { className: "bits", textContent: "Same bits as the run in this report: not checked yet" });
      this.place([this.reset, this.stop, this.asCommand], this.state, this.answers, this.bits);
    }

    request(changes) {
      return [this.info.profile, this.info.id, ...this.info.changes, ...changes.map(([name, value]) => `${name}=${value}`)]
        .join("\n");
    }

    refresh() {
      super.refresh();
      this.stop.disabled = !this.runner.isBusy;
    }

    // The page can check itself once: what it comes to with the report's own settings.
    open() {
      if (this.isChecked) return;
      this.isChecked = true;
      this.bits.textContent = "Same bits as the run in this report: being checked …";
      this.checker.ask(this.request([]), ({ answer, isPreview, error }) => {
        if (error !== undefined) this.bits.textContent = "Same bits as the run in this report: could not be checked";
        if (!(answer?.figure ?? answer?.rows) || isPreview) return;
        const isSame = answer.checksum === this.base.checksum;
        this.bits.innerHTML = `Same bits as the run in this report: <strong>${isSame ? "yes" : "no"}</strong>`;
        this.checker.stop();
      });
    }

    run(changes) {
      const start = performance.now();
      let preview = false;
      const claims = [];
      this.say("Computing …");
      this.runner.ask(this.request(changes), message => {
        const { answer, isPreview, share, end, error, isSetting } = message;
        if (share !== undefined) this.say(`Computing … ${Math.round(100 * share)} %`, true);
        if (answer) {
          const shown = answer.figure ?? answer.rows;
          if (shown) this.figure.replace(shown);
          preview = isPreview;
          if (!isPreview) {
            this.values = { ...this.values, ...answer.values };
            if (shown) this.values = answer.values;
            claims.push(...answer.claims);
            this.showAnswers(this.base, { values: this.values ?? {}, claims });
          }
          if (shown && !isPreview) this.answeredIn = performance.now() - start;
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

    stopRun() {
      this.runner.stop();
    }

    halt() {
      this.runner.stop();
      this.say("Stopped. What is shown may be of the first seed alone.");
      this.refresh();
      this.reset.focus();
    }

    clear() {
      this.values = null;
      super.clear();
    }
  }

  placeBoxes("live", (figure, info) => new LiveBox(figure, info));
})();
