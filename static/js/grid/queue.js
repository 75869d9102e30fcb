/* Rows that the server has not answered for, kept in this browser's localStorage.

   One item a row and window, so that two windows never write over each other:
       fundinst-grid:<user>:<institution>:<window>:<row>
   An item holds what was typed, when, and what it was typed over; never a 13-digit ID. It goes when
   the row is answered for, when its user signs out, and after a day. */

const NAME = "fundinst-grid:";
const HOUR = 3_600_000; // milliseconds
// Thirteen digits or more, also with spaces or dashes between: a national ID must not lie here.
const ID_NUMBER = /[0-9๐-๙](?:[\s._–-]{0,3}[0-9๐-๙]){12,}/g;
export const HOURS = 24;
export const SIGNED_OUT = "fundinst-signed-out"; // written for a moment: the other windows hear it

/** The text without any run of thirteen digits. */
export function withoutId(text) {
  return text.replace(ID_NUMBER, "").trim();
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function names(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return []; // the browser keeps nothing for this site
  }
}

/** Throw away what is older than a day, or can't be read, whoever's it is. */
export function dropOld(hours = HOURS) {
  for (const name of names(NAME)) {
    const at = read(name)?.at;
    if (!(Date.now() - at < hours * HOUR)) localStorage.removeItem(name);
  }
}

/** How many rows of this user wait, by institution. */
export function waitingOf(user) {
  const waiting = new Map();
  for (const name of names(`${NAME}${user}:`)) {
    const institution = name.split(":")[2];
    waiting.set(institution, (waiting.get(institution) ?? 0) + 1);
  }
  return waiting;
}

/** Forget everything of this user, and tell the other windows. */
export function forget(user) {
  for (const name of names(`${NAME}${user}:`)) localStorage.removeItem(name);
  try {
    localStorage.setItem(SIGNED_OUT, String(user));
    localStorage.removeItem(SIGNED_OUT);
  } catch {
    // Nothing was kept, so nothing has to be forgotten.
  }
}

export class Queue {
  constructor(user, institution) {
    this.prefix = `${NAME}${user}:${institution}:`;
    this.closed = false; // after signing out nothing more is kept
    this.full = false; // the browser refuses to keep anything
  }

  /** Keep the row as it stands now. */
  put(window, key, typed) {
    if (this.closed) return;
    const cells = Object.fromEntries(
      Object.entries(typed.cells).map(([field, text]) => [field, withoutId(text)]),
    );
    const item = JSON.stringify({ ...typed, cells, at: Date.now() });
    try {
      localStorage.setItem(`${this.prefix}${window}:${key}`, item);
      this.full = false;
    } catch {
      this.full = true;
    }
  }

  drop(window, key) {
    try {
      localStorage.removeItem(`${this.prefix}${window}:${key}`);
    } catch {
      // There is nothing to remove where nothing can be kept.
    }
  }

  /** The windows that have rows here. */
  windows() {
    return new Set(names(this.prefix).map((name) => this.windowOf(name)));
  }

  /** Which window an item is of; null when it is not one of this queue. */
  windowOf(name) {
    return name?.startsWith(this.prefix) ? name.slice(this.prefix.length).split(":")[0] : null;
  }

  /** What a window left, oldest first. */
  left(window) {
    return names(`${this.prefix}${window}:`)
      .map((name) => ({ key: name.slice(name.lastIndexOf(":") + 1), ...read(name) }))
      .filter((item) => item.cells)
      .sort((one, other) => one.first - other.first);
  }
}
