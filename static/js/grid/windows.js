/* Which window a waiting row belongs to: each open page holds a lock with its own name, and takes
   over what a closed one left. So two windows never send the same row, and none is forgotten. */

/** A name of its own for this page. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Hold the window's lock for as long as this page is open, then call ``held``: at once for a
 * window that is closed, for one that is still open when it closes.
 */
export function hold(window, held) {
  if (!navigator.locks) return held(); // an old browser: what was left is taken at once
  const forGood = () => {
    held();
    return new Promise(() => {});
  };
  // The page may go while it waits; then another one takes over.
  return navigator.locks.request(`fundinst-grid-window:${window}`, forGood).catch(() => {});
}
