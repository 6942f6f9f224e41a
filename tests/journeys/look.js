// What is wrong with the page in this window, as sentences; an empty list is a good page.
() => {
  const faults = [];
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const words = (element) => (element.textContent || "").trim().replace(/\s+/g, " ");
  const named = (element) => `<${element.tagName.toLowerCase()}${element.id && `#${element.id}`}> “${words(element).slice(0, 40)}”`;
  const count = (selector, wanted) => {
    const found = all(selector).filter(shown).length;
    if (found !== wanted) faults.push(`${found} of ${selector} instead of ${wanted}`);
  };

  // Structure: one title, the landmarks, headings in order, nothing named twice.
  if (!document.documentElement.lang) faults.push("the page does not say its language");
  if (!document.title.trim()) faults.push("the page has no title");
  for (const selector of ["h1", "main", "body > header", "body > footer"]) count(selector, 1);
  for (const element of all("nav, aside, section[role], nav ~ nav")) {
    if (!element.ariaLabel && !element.hasAttribute("aria-labelledby")) faults.push(`${named(element)} is a landmark without a name`);
  }
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter((found) => found.checkVisibility())) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) faults.push(`${named(heading)} skips a level`);
    if (!words(heading)) faults.push(`an empty heading`);
    level = next;
  }
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`two elements are called #${id}`);
  for (const attribute of ["for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const element of all(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) faults.push(`${named(element)} refers to #${id}, which is not there`);
      }
    }
  }
  for (const link of all("a[href^='#']")) {
    if (!document.getElementById(link.getAttribute("href").slice(1))) faults.push(`${named(link)} leads to ${link.getAttribute("href")}, which is not there`);
  }

  // Everything has a name: controls, pictures, frames.
  const controls = all("a[href], button, input:not([type=hidden]), select, textarea, summary, iframe");
  const nameOf = (element) =>
    element.ariaLabel || element.title || words(element) || all("img[alt]", element).map((image) => image.alt).join("") ||
    [...(element.labels || [])].map(words).join("");
  for (const element of controls) if (!nameOf(element)) faults.push(`${named(element)} has no name: ${element.outerHTML.slice(0, 80)}`);
  for (const image of all("img:not([alt])")) faults.push(`a picture without alt: ${image.src}`);
  for (const image of all("img")) if (image.complete && !image.naturalWidth && shown(image)) faults.push(`a picture that does not show: ${image.src}`);
  for (const drawing of all("svg:not([aria-hidden=true], [role=img], [role=img] *)")) faults.push(`a drawing that is neither hidden nor named: ${drawing.outerHTML.slice(0, 60)}`);
  for (const element of all("[style], script:not([src]):not([type='application/ld+json']), style")) faults.push(`inline style or script: ${named(element)}`);

  // Size: nothing sticks out, everything can be hit with a finger (WCAG 2.2, 2.5.8: 24 pixels, text links aside).
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`the page scrolls sideways by ${wide} pixels`);
  for (const element of controls.filter(shown)) {
    const { width, height } = element.getBoundingClientRect();
    const within = element.matches("input") && element.closest("label");
    if (getComputedStyle(element).display !== "inline" && !within && Math.min(width, height) < 24) faults.push(`${named(element)} is too small: ${Math.round(width)} by ${Math.round(height)}`);
  }

  // Contrast (WCAG 2.2, 1.4.3): each text against the colours that lie behind it, as the browser mixes them.
  const dot = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const mixed = (colours) => {
    const key = colours.join();
    if (!known.has(key)) known.set(key, mix(colours));
    return known.get(key);
  };
  const mix = (colours) => {
    dot.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      dot.fillStyle = colour;
      dot.fillRect(0, 0, 1, 1);
    }
    return dot.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const colours = [];
    for (let at = element; at; at = at.parentElement) colours.unshift(getComputedStyle(at).backgroundColor);
    return ["Canvas", ...colours];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (seen.has(element) || !texts.currentNode.data.trim() || !shown(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const back = behind(element);
    const [one, other] = [luminance(mixed([...back, style.color])), luminance(mixed(back))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (large ? 3 : 4.5)) faults.push(`${named(element)} has a contrast of ${contrast.toFixed(2)}`);
  }
  return faults;
}
