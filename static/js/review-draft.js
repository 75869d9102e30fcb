/* What a reviewer typed and did not send, kept in this window (sessionStorage) until it is sent or its
   user signs out: remarks, reason, the task to mend. One item a user and version:
       fundinst-review:<user>:<submission>
   Never a 13-digit ID. Somebody else who signs in here finds nothing of it. */

import { SIGNED_OUT, withoutId } from "./grid/queue.js";

const NAME = "fundinst-review:";
const KEPT = /^(ready|reason|step|remark-.*)$/;

function names(prefix) {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return []; // the browser keeps nothing for this site
  }
}

/** Forget everything of this user. */
export function forgetDrafts(user) {
  for (const name of names(`${NAME}${user}:`)) sessionStorage.removeItem(name);
}

/** Forget everything of everybody else. */
export function forgetOthers(user) {
  for (const name of names(NAME)) {
    if (!name.startsWith(`${NAME}${user}:`)) sessionStorage.removeItem(name);
  }
}

addEventListener("storage", ({ key, newValue }) => {
  if (key === SIGNED_OUT && newValue) forgetDrafts(newValue);
});

export class Draft {
  constructor(form) {
    this.form = form;
    this.name = `${NAME}${form.dataset.user}:${form.dataset.submission}`;
  }

  /** What is typed now: fields with words, by name. */
  get typed() {
    const said = [...new FormData(this.form)].filter(
      ([name, value]) => KEPT.test(name) && typeof value === "string" && value.trim(),
    );
    return Object.fromEntries(said.map(([name, value]) => [name, withoutId(value)]));
  }

  get isEmpty() {
    return Object.keys(this.typed).length === 0;
  }

  keep() {
    try {
      if (this.isEmpty) this.forget();
      else sessionStorage.setItem(this.name, JSON.stringify(this.typed));
    } catch {
      // no storage: the question before leaving has to do
    }
  }

  forget() {
    for (const name of names(this.name)) if (name === this.name) sessionStorage.removeItem(name);
  }

  /** Put back what was kept; whether there was anything. */
  restore() {
    let kept = {};
    try {
      kept = JSON.parse(sessionStorage.getItem(this.name)) ?? {};
    } catch {
      return false;
    }
    const found = Object.entries(kept).filter(([name]) => this.form.elements[name]);
    for (const [name, value] of found) this.put(name, value);
    return found.length > 0;
  }

  put(name, value) {
    const field = this.form.elements[name]; // the radio buttons of one question are a list
    field.value = value;
    const place = (field.length && !field.options ? field[0] : field).closest("details");
    for (let box = place; box; box = box.parentElement.closest("details")) box.open = true;
  }

  /** Empty every field that is kept. */
  clear() {
    for (const field of this.form.elements) {
      if (!KEPT.test(field.name)) continue;
      if (field.type === "radio") field.checked = false;
      else field.value = "";
    }
    this.forget();
  }
}
