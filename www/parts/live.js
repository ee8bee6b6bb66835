// The polite live region: what changed is said to those who do not see it.
let node = null;
let timer = 0;

export function attach(el) {
  node = el;
}

export function say(text) {
  if (!node) return;
  clearTimeout(timer);
  // Emptied first, so that the same sentence twice is read twice.
  node.textContent = '';
  timer = setTimeout(() => { node.textContent = text; }, 60);
}
