// Asks again every `ms` while the page is seen. An unchanged answer costs the server one look-up (304).
export function poll(fn, ms = 20000) {
  let timer = 0;
  let last = Date.now();
  let stopped = false;
  const plan = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(run, Math.max(0, ms - (Date.now() - last)));
  };
  async function run() {
    if (document.visibilityState === 'hidden') return;
    try { await fn(); } catch { /* the bar on top says what is wrong; the next round tries again */ }
    last = Date.now();
    plan();
  }
  const seen = () => { if (document.visibilityState === 'visible') plan(); };
  document.addEventListener('visibilitychange', seen);
  plan();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
