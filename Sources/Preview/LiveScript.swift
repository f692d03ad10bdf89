import Foundation

/// The script that a served page gets and the file on disk does not have: it reloads the page where the
/// reader was, shows what went wrong over the last good page, and lets the page's own scripts have something done.
///
/// They hear `preview-server` once, with a function that sends an action and one that asks for the state now, and
/// `preview-work` with each state.
package enum LiveScript {
  /// `page` with the script at its end.
  ///
  /// - Parameter token: Nil where the page may have nothing done.
  package static func added(to page: Data, stamp: String, token: String? = nil) -> Data {
    let end = Data("</body>".utf8)
    let place = page.range(of: end, options: .backwards)?.lowerBound ?? page.endIndex
    let script = Data("<script>\(source(stamp: stamp, token: token ?? ""))</script>".utf8)
    return page[..<place] + script + page[place...]
  }

  /// The position is kept as the distance from the last heading or other named part above the top of the
  /// window, since what stands before it may have become longer or shorter.
  private static func source(stamp: String, token: String) -> String {
    """
    (() => {
      const key = "nonsmooth-preview", shown = "\(stamp)", token = "\(token)";
      const named = () => [...document.querySelectorAll("main [id]")];
      const place = () => {
        const above = named().filter((e) => e.getBoundingClientRect().top <= 1).pop();
        return above ? {id: above.id, y: above.getBoundingClientRect().top} : {y: -scrollY};
      };
      const reload = () => {
        sessionStorage.setItem(key, JSON.stringify({path: location.pathname, ...place()}));
        location.reload();
      };
      const back = JSON.parse(sessionStorage.getItem(key) || "null");
      sessionStorage.removeItem(key);
      if (back && back.path === location.pathname) {
        const part = back.id ? document.getElementById(back.id) : document.documentElement;
        if (part) {
          history.scrollRestoration = "manual";
          const go = () => scrollBy({top: part.getBoundingClientRect().top - back.y, behavior: "instant"});
          go();
          addEventListener("load", go);
        }
      }
      const panel = document.createElement("pre");
      panel.setAttribute("role", "alert");
      panel.id = "preview-trouble";
      panel.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;z-index:99;" +
        "padding:1em 1.5em;background:#4a0d12;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap";
      panel.hidden = true;
      document.body.append(panel);
      // A page out of view asks nothing, and at once when it comes into view.
      const ask = async () => {
        if (document.hidden) return;
        try {
          const question = "\(Responder.statePath)?page=" + encodeURIComponent(location.pathname);
          const answer = await fetch(question, {signal: AbortSignal.timeout(5000)});
          const {stamp, trouble, work} = await answer.json();
          if (panel.textContent !== (trouble || "")) panel.textContent = trouble || "";
          panel.hidden = !trouble;
          if (stamp && stamp !== shown) return reload();
          document.dispatchEvent(new CustomEvent("preview-work", {detail: work}));
        } catch {
          // The server is busy or gone; it may be back when it is asked again.
        }
      };
      const askAgain = async () => {
        await ask();
        setTimeout(askAgain, 500);
      };
      const post = (action, body) => fetch("\(Responder.actionPath)" + action, {
        method: "POST", headers: {"\(Permission.header)": token}, body: JSON.stringify(body)
      });
      if (token) document.dispatchEvent(new CustomEvent("preview-server", {detail: {post, ask}}));
      document.addEventListener("visibilitychange", ask);
      askAgain();
    })();
    """
  }
}
