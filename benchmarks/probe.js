// Tell when the first text of Python's was in the page, and what the text was. It is the first script of every page.
new MutationObserver((_, observer) => {
  const text = document.getElementById("out")?.textContent;
  if (!text) return;
  const time = performance.now();
  observer.disconnect();
  // Later, so that telling costs the start nothing.
  setTimeout(() => fetch("report", { method: "POST", body: JSON.stringify({ time, text }), keepalive: true }), 300);
}).observe(document, { childList: true, characterData: true, subtree: true });
