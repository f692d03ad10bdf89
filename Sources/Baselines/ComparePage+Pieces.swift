import Foundation
import Support

extension ComparePage {
  static func id(_ name: String) -> String {
    "output-" + String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }

  static func address(_ png: Data) -> String {
    "data:image/png;base64,\(png.base64EncodedString())"
  }

  /// A sign and a word, so that no verdict hangs on its color.
  static func badge(_ verdict: OutputComparison.Verdict) -> String {
    let (sign, word) =
      switch verdict {
      case .refused: ("?", "not compared")
      case .missing: ("−", "missing")
      case .dataAndPictureChanged: ("≠", "data and picture changed")
      case .dataChanged: ("≠", "data changed")
      case .extra: ("+", "new")
      case .pictureChanged: ("◐", "only the picture changed")
      case .drawnByOthers: ("◌", "drawn by other libraries")
      case .withinTolerance: ("≈", "within the tolerance")
      case .same: ("=", "the same")
      }
    return
      "<span class=\"badge \(verdict.rawValue)\"><span aria-hidden=true>\(sign)</span> \(word)</span>"
  }

  static func level(_ level: Level?) -> String {
    switch level {
    case nil: ""
    case .same: "the same"
    case .withinTolerance: "within the tolerance"
    case .changed: "changed"
    case .missing: "missing"
    case .extra: "new"
    }
  }

  /// - Parameters:
  ///   - rows: Cells as HTML.
  ///   - label: Names the region, which scrolls sideways on a narrow screen.
  static func table(_ header: [String], _ rows: [[String]], label: String) -> String {
    let head = header.map { "<th scope=col>\($0)</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }.joined()
    return
      "<div class=scroll role=region tabindex=0 aria-label=\"\(Markup.escaped(label))\"><table><thead><tr>"
      + "\(head)</tr></thead><tbody>\(body)</tbody></table></div>"
  }

  static let style = """
    :root { color-scheme: light dark; --page: #fff; --ink: #1b1f26; --muted: #565d69; --line: #d5dae1;
      --panel: #f6f8fa; --accent: #1f4e79; --bad: #a3222d; --warn: #8a5200; --good: #14683f }
    @media (prefers-color-scheme: dark) { :root { --page: #14171c; --ink: #e4e7ec; --muted: #a4acb9;
      --line: #343a44; --panel: #1c2027; --accent: #8fc1ee; --bad: #f59aa2; --warn: #f0bd6c;
      --good: #7fd6a4 } }
    * { box-sizing: border-box } [hidden] { display: none !important }
    body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
      font: 1rem/1.5 Inter, system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif }
    main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
    h1 { font-size: clamp(1.5rem, 4vw, 2.2rem); line-height: 1.2; margin: .2rem 0 1rem; color: var(--accent) }
    h2 { font-size: 1.25rem; margin: 0 0 .4rem } p { margin: 0 0 .7rem; max-width: 60rem }
    a { color: var(--accent) } code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .88em }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px }
    .profile, .kind, .facts { color: var(--muted) } .facts { margin: 0 0 1rem; padding-left: 1.2rem; font-size: .88rem }
    section, details { border-top: 1px solid var(--line); margin-top: 1.8rem; padding-top: 1.2rem }
    .refusal { border-left: 4px solid var(--warn); padding: .6rem .9rem; background: var(--panel) }
    .claims { border-top: 3px solid var(--bad) } summary { cursor: pointer; color: var(--accent); font-weight: 600 }
    .badge { font-weight: 600; white-space: nowrap } .missing, .dataChanged, .dataAndPictureChanged { color: var(--bad) }
    .refused, .extra, .pictureChanged, .drawnByOthers { color: var(--warn) } .withinTolerance, .same { color: var(--good) }
    fieldset { border: 1px solid var(--line); border-radius: 4px; padding: .4rem .8rem .6rem; margin: 0 0 .8rem;
      display: flex; flex-wrap: wrap; gap: .3rem 1.1rem } legend { color: var(--muted); font-size: .85rem; padding: 0 .3rem }
    label { min-height: 1.75rem; display: inline-flex; align-items: center; gap: .35rem }
    input { accent-color: var(--accent); font: inherit; max-width: 100% }
    input[type=checkbox], input[type=radio] { width: 1.15rem; height: 1.15rem }
    .command { margin-top: .7rem } .command code { background: var(--panel); padding: .15rem .35rem; border-radius: 3px }
    .scroll { overflow-x: auto; margin: .4rem 0 1rem } table { border-collapse: collapse; font-size: .85rem; min-width: 34rem;
      overflow-wrap: break-word; font-variant-numeric: tabular-nums }
    th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line) }
    .stack { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem }
    figure { margin: 0; min-width: 0 } .frame { position: relative; background: #fff; border: 1px solid var(--line) }
    .frame img { display: block; width: 100%; height: auto } figcaption { font-size: .85rem; color: var(--muted) }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
    .lead { border-left: 4px solid var(--bad); padding: .6rem .9rem; background: var(--panel) } .cause { color: var(--muted) }
    .gallery { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: 1.2rem;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)) } .gallery p { margin: .3rem 0 0 }
    .none { padding: 4rem 1rem; text-align: center; color: #565d69 }
    .marks i { position: absolute; outline: 2px dashed #a3222d; outline-offset: 3px; pointer-events: none }
    .pictures:has([value]:checked:not([value=side])) {
      .stack { grid-template-columns: minmax(0, 60rem) } figure { grid-area: 1 / 1 }
      :is(figcaption, .marks) { display: none }
    }
    .pictures:has([value=overlay]:checked) .stack { isolation: isolate }
    .pictures:has([value=overlay]:checked) .now { mix-blend-mode: multiply }
    .pictures:has([value=overlay]:checked) .before img { filter: sepia(1) saturate(4) hue-rotate(-40deg) opacity(.6) }
    .pictures:has([value=swipe]:checked) .now { clip-path: inset(0 0 0 var(--cut, 50%)); border-left: 0 }
    .pictures:has([value=difference]:checked) .stack { isolation: isolate; filter: invert(1) contrast(1.6) }
    .pictures:has([value=difference]:checked) .now { mix-blend-mode: difference }
    .slider { width: 100%; max-width: 60rem; margin-top: .5rem } .slider input { flex: 1 }
    .pictures:not(:has([value=swipe]:checked)) .slider { display: none }
    """

  static let script = """
    for (const slider of document.querySelectorAll('.slider')) {
      slider.hidden = false;
      const stack = slider.parentElement.querySelector('.stack');
      slider.querySelector('input').addEventListener('input', event =>
        stack.style.setProperty('--cut', event.target.value + '%'));
    }
    const filter = document.getElementById('filter');
    if (filter) {
      filter.hidden = false;
      const apply = () => {
        const wanted = new Set([...filter.querySelectorAll(':checked')].map(box => box.value));
        const part = document.getElementById('name').value.trim().toLowerCase();
        let shown = 0;
        for (const section of document.querySelectorAll('section.output')) {
          section.hidden = !wanted.has(section.dataset.verdict)
            || !section.dataset.name.toLowerCase().includes(part);
          if (!section.hidden) shown += 1;
        }
        document.getElementById('shown').value = shown + ' shown';
      };
      filter.addEventListener('input', apply);
      filter.addEventListener('submit', event => event.preventDefault());
      apply();
    }
    """
}
