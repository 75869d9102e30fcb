/* Sends rows, one request a row at a time, and again until each is answered for.

   A row that was sent and not answered is sent again with the same key: the server takes it in once.
   Trouble is one for all rows (the line is cut, the session is over), so the pause between two tries
   is one for all, too. */

const TIMEOUT = 15_000; // milliseconds
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const AT_ONCE = 2; // requests under way; more would only get in each other's way on a thin line

/** Why a row was not answered for: cut, signed_out, other_user, refused. */
export class Trouble extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** fetch with our headers and a time limit; raises Trouble when nothing usable comes back. */
export async function ask(form, url, { body, method = "POST", headers = {}, ...more } = {}) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const mine = { "X-Requested-With": "fetch", ...(method === "POST" && { "X-CSRFToken": token }) };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT);
  const options = { redirect: "manual", credentials: "same-origin", cache: "no-store", ...more };
  try {
    const answer = await fetch(url, {
      ...options,
      method,
      body,
      headers: { ...mine, ...headers },
      signal: limit.signal,
    });
    const text = await answer.text(); // the line may be cut in the middle of the answer
    return { answer, text };
  } catch {
    throw new Trouble("cut");
  } finally {
    clearTimeout(timer);
  }
}

/** What an answer that is not the one hoped for means. */
export function troubleOf(answer) {
  if (answer.type === "opaqueredirect") return new Trouble("signed_out");
  return new Trouble(answer.status >= 500 || answer.status === 429 ? "cut" : "refused");
}

export class Sender {
  /** ``told`` hears of it: tried(row), answered(row, answer, sent), failed(row, kind). */
  constructor(form, page, told) {
    Object.assign(this, { form, page, told });
    this.line = new Set(); // rows that wait, in order
    this.under = 0;
    this.failures = 0;
    this.timer = null;
    this.trouble = null;
    this.stopped = false; // signed out: nothing goes any more
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  /** Let the row wait for its turn. */
  add(row) {
    if (!row.waiting) return;
    this.line.add(row);
    this.go();
  }

  /** Nothing is sent any more. */
  stop() {
    this.stopped = true;
    this.line.clear();
  }

  /** Try again at once. */
  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.go();
  }

  go() {
    if (this.timer || this.stopped) return;
    // After a failure one row feels the way for the others.
    const most = this.trouble ? 1 : AT_ONCE;
    for (const row of [...this.line]) {
      if (this.under >= most) return;
      if (row.busy) continue;
      this.line.delete(row);
      if (row.waiting) this.send(row);
    }
  }

  async send(row) {
    const sent = { turn: row.turn, texts: row.texts };
    row.busy = true;
    this.under += 1;
    this.told.tried(row);
    try {
      const answer = await this.post(row.request(this.page));
      this.succeeded();
      row.busy = false; // before it is shown: a row under way is not certain
      this.told.answered(row, answer, sent);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      row.unsure = true;
      this.failed(row, trouble.kind);
    } finally {
      row.busy = false;
      this.under -= 1;
    }
    this.add(row); // it may have been changed meanwhile
    this.go();
  }

  async post(body, again = true) {
    const { answer, text } = await ask(this.form, this.form.dataset.rowUrl, { body });
    if (answer.status === 403 && again) {
      await this.renewToken(); // somebody signed in meanwhile, perhaps the same person
      return this.post(body, false);
    }
    try {
      if (answer.ok) return JSON.parse(text);
    } catch {
      throw new Trouble("cut"); // an answer, but not the server's: a sign-in page of the network
    }
    throw troubleOf(answer);
  }

  /** Take the page's token anew, if it is still the same person who is signed in. */
  async renewToken() {
    const { answer, text } = await ask(this.form, location.href, { method: "GET" });
    if (!answer.ok) throw troubleOf(answer);
    const form = new DOMParser().parseFromString(text, "text/html").getElementById("grid");
    if (form?.dataset.user !== this.form.dataset.user) throw new Trouble("other_user");
    const name = "csrfmiddlewaretoken";
    for (const field of document.querySelectorAll(`input[name="${name}"]`)) {
      field.value = form.elements[name].value;
    }
  }

  succeeded() {
    this.failures = 0;
    this.trouble = null;
  }

  failed(row, kind) {
    this.trouble = kind;
    this.failures += 1;
    this.line.add(row); // behind the others: one bad row must not hold them up
    clearTimeout(this.timer);
    const pause = Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
    this.timer = setTimeout(() => this.hurry(), pause);
    this.told.failed(row, kind);
  }

  /** The page goes: send what waits without waiting for the answers; the queue keeps it until then. */
  leave(rows) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    for (const row of rows) {
      if (!row.waiting || row.busy || this.stopped || this.trouble === "other_user") continue;
      row.unsure = true;
      fetch(this.form.dataset.rowUrl, {
        method: "POST",
        body: row.request(this.page),
        headers: { "X-CSRFToken": token },
        redirect: "manual",
        keepalive: true, // the browser finishes it without the page
      }).catch(() => {});
    }
  }

  /** Wait until nothing is under way and nothing waits, or until that many milliseconds are over. */
  async finish(limit = TIMEOUT) {
    const end = Date.now() + limit;
    this.hurry();
    while ((this.line.size || this.under) && !this.timer && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
