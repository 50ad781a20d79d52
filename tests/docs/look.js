// Faults of the page that is open, as [kind, what], for tests/docs/look.py.
() => {
  const faults = [];
  const edge = document.documentElement.clientWidth + 1;
  const drawn = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";
  const words = (node) => `${node.tagName.toLowerCase()}: ${node.textContent.trim().replace(/\s+/g, " ").slice(0, 50)}`;
  const file = (image) => image.getAttribute("src").split("/").pop();

  // True if a box with a scroll bar, which itself fits into the page, holds the node.
  const scrolls = (node) => {
    for (let box = node; box && box !== document.body; box = box.parentElement) {
      const isScroller = ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
      if (isScroller && box.getBoundingClientRect().right <= edge) return true;
    }
    return false;
  };

  if (document.documentElement.scrollWidth > innerWidth) {
    faults.push(["page scrolls sideways", `${document.documentElement.scrollWidth} px`]);
  }
  const boxes = "pre, table, p, li, dd, td, th, h1, h2, h3, h4";
  for (const box of document.querySelectorAll(`article :is(${boxes})`)) {
    const isWide = box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > edge;
    if (drawn(box) && isWide && !scrolls(box)) faults.push(["cut off", words(box)]);
  }
  for (const image of document.images) {
    if (!image.alt.trim()) faults.push(["image without words", file(image)]);
    if (!drawn(image)) continue;
    if (image.naturalWidth === 0) faults.push(["image missing", file(image)]);
    if (image.getBoundingClientRect().right > edge && !scrolls(image)) faults.push(["cut off", file(image)]);
  }
  const small = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const box = texts.currentNode.parentElement;
    const px = parseFloat(getComputedStyle(box).fontSize);
    if (px < 12 && texts.currentNode.textContent.trim() && drawn(box)) small.set(`${box.tagName} ${px} px`, words(box));
  }
  small.forEach((text, size) => faults.push(["letters below 12 px", `${size} ${text}`]));
  let level = 0;
  for (const heading of document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1 && !document.getElementById("search-documentation")) faults.push(["heading skipped", words(heading)]);
    level = next;
  }
  const targets = ".sidebar-tree a, .toc-tree a, .related-pages a, .mobile-header :is(a, label, button)";
  for (const target of document.querySelectorAll(targets)) {
    const { width, height } = target.getBoundingClientRect();
    if (drawn(target) && (width < 24 || height < 24)) {
      faults.push(["target below 24 px", `${words(target)}, ${Math.round(width)} × ${Math.round(height)} px`]);
    }
  }
  const drawings = [...document.images].filter((image) => drawn(image) && /\.svg$/.test(image.src));
  return { faults, drawings: drawings.map((image) => [image.src, image.getBoundingClientRect().width]) };
}
