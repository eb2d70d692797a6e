// Shows Dagster's own words in Chinese, text by text. Names, logs and code stay as they are: only
// whole texts that the dictionary holds are replaced, and never names of things or inside editors.
(() => {
  const { texts, patterns } = DICTIONARY;
  const rules = Object.entries(patterns).map(([from, to]) => {
    const source = from.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    return [new RegExp(`^${source.replace("{n}", "(\\d[\\d,]*)").replace("{rest}", "(.+)")}$`), to];
  });
  const DATA = [
    "pre", "code", "textarea", "[contenteditable]", ".CodeMirror", ".cm-editor", ".monaco-editor",
  ].join(",");
  const ATTRIBUTES = ["placeholder", "title", "aria-label"];

  const translated = (text) => {
    if (Object.hasOwn(texts, text)) return texts[text];
    if (!/\d|:/.test(text) || text.length > 80) return null;
    for (const [rule, to] of rules) {
      const found = rule.exec(text);
      if (found) return to.replace(/\{n\}|\{rest\}/, () => found[1]);
    }
    return null;
  };

  const change = (text) => {
    const inner = text.trim();
    const said = inner && translated(inner);
    return said ? text.replace(inner, () => said) : text;
  };

  // A link to a thing ends with the thing's name.
  const isName = (element, text) => {
    const link = element.closest("a[href]");
    if (!link) return false;
    const path = decodeURIComponent(new URL(link.href, document.baseURI).pathname);
    return path.split("/").length > 3 && path.endsWith(`/${text.trim()}`);
  };

  const showText = (node) => {
    const parent = node.parentElement;
    if (!parent || parent.closest(DATA) || /^(SCRIPT|STYLE)$/.test(parent.tagName)) return;
    if (isName(parent, node.nodeValue)) return;
    const said = change(node.nodeValue);
    // The node stays: React goes on with it.
    if (said !== node.nodeValue) node.nodeValue = said;
  };

  const showAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value === null) continue;
      const said = change(value);
      if (said !== value) element.setAttribute(name, said);
    }
  };

  const show = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return showText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return undefined;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) showText(node);
      else showAttributes(node);
    }
    return undefined;
  };

  new MutationObserver((changes) => {
    for (const one of changes) {
      if (one.type === "characterData") showText(one.target);
      else if (one.type === "attributes") showAttributes(one.target);
      else one.addedNodes.forEach(show);
    }
  }).observe(document.documentElement, {
    attributeFilter: ATTRIBUTES,
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
  document.documentElement.lang = "zh-CN";
  show(document.documentElement);
})();
