/* Before the session ends for want of use: a warning with a countdown, and at its end a cover, so that
   nobody reads on at a shared laptop. What was typed is handed over and comes back after signing in.

   The server ends the session whatever this does (SESSION_COOKIE_AGE after the last request); here is
   only said when. Every tab of the browser shares the moment of the last use, and whose it was. Who
   types for long without sending anything is still there: the session is renewed for them now and then. */

const KEY = "fundinst-used"; // in localStorage: {user, at}
const MINUTE = 60_000; // milliseconds
const WARN_BEFORE = 5 * MINUTE;
const RENEW_AFTER = 5 * MINUTE; // of typing without a request
const box = document.getElementById("idle");

if (box) watch();
else share("", Date.now()); // the sign-in page: nobody is signed in any more

function share(user, at) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ user, at }));
  } catch {
    // no storage: each tab counts for itself
  }
}

function shared() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function watch() {
  const { user, stay, signIn, keep } = box.dataset;
  const length = Number(box.dataset.seconds) * 1000;
  const dialog = box.content.querySelector("dialog").cloneNode(true);
  const [left, said, trouble] = ["left", "said", "trouble"].map((name) =>
    dialog.querySelector(`[data-idle-${name}]`),
  );
  const words = dialog.dataset;
  let used = Date.now();
  let asked = 0; // when a renewal was last tried
  let touched = null; // the form that was typed in last
  let over = false;
  let timer = null;

  document.body.append(dialog);
  dialog.querySelector("button").addEventListener("click", renew);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Esc: go on, once the server knows
    renew();
  });
  for (const kind of ["input", "keydown", "pointerdown"]) {
    addEventListener(kind, active, { capture: true, passive: true });
  }
  for (const kind of ["input", "change"]) addEventListener(kind, note, { capture: true });
  for (const kind of ["visibilitychange", "pageshow", "focus"]) addEventListener(kind, check, true);
  addEventListener("storage", ({ key }) => key === KEY && hear());
  watchRequests();
  share(user, used);
  check();

  /** The server was asked for something by this page: it counts anew from then. */
  function useNow() {
    if (over) return;
    used = Date.now();
    share(user, used);
    check();
  }

  /** htmx and fetch, whoever calls them; an answer that sends to the sign-in page is none. */
  function watchRequests() {
    const answered = ({ name, initiatorType, responseStatus = 200 }) =>
      ["fetch", "xmlhttprequest"].includes(initiatorType) &&
      name.startsWith(location.origin) &&
      responseStatus >= 200 &&
      responseStatus < 300;
    new PerformanceObserver((list) => {
      if (list.getEntries().some(answered)) useNow();
    }).observe({ type: "resource" });
  }

  /** Another tab was used, or somebody else signed in there, or nobody is signed in any more. */
  function hear() {
    const other = shared();
    if (!other || over) return;
    if (other.user !== user) return cover(Boolean(other.user));
    used = Math.max(used, other.at);
    check();
  }

  function check() {
    if (over) return;
    clearTimeout(timer);
    const until = used + length - Date.now();
    if (until <= 0) return timeUp();
    if (until > WARN_BEFORE) {
      dialog.close();
      timer = setTimeout(check, until - WARN_BEFORE);
      return;
    }
    if (!dialog.open) open();
    count(until);
    timer = setTimeout(check, until % 1000 || 1000);
  }

  function open() {
    trouble.textContent = said.textContent = "";
    dialog.showModal();
    dialog.querySelector("button").focus();
  }

  /** The figures change each second; what is read aloud, each minute. */
  function count(until) {
    const seconds = Math.ceil(until / 1000);
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const minutes = Math.ceil(seconds / 60);
    const sentence = words.left.replace("{}", minutes);
    if (said.textContent !== sentence) said.textContent = sentence;
  }

  async function renew() {
    asked = Date.now();
    try {
      const answer = await fetch(stay, { cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return cover(false);
      if (answer.ok && String((await answer.json()).user) !== user) return cover(true);
      useNow();
    } catch {
      trouble.textContent = words.trouble; // the line is cut
    }
  }

  function active() {
    const now = Date.now();
    if (!over && !dialog.open && now - used > RENEW_AFTER && now - asked > MINUTE) renew();
  }

  /** Forms of the page's own; the debtor grid keeps its rows itself. */
  function note({ target }) {
    const form = target.form;
    if (form?.method === "post" && !form.closest("#grid, .site-header")) touched = form;
  }

  function timeUp() {
    const other = shared(); // a tab in the background may have missed the news
    if (other?.user === user && other.at > used) {
      used = other.at;
      return check();
    }
    share("", Date.now());
    cover(false);
  }

  /** Everything of the page goes out of sight; the session ends at the server too. */
  function cover(byAnother) {
    if (over) return;
    over = true;
    clearTimeout(timer);
    dialog.remove();
    if (!byAnother) signOut();
    const cover = box.content.querySelector(".idle-cover").cloneNode(true);
    cover.querySelector(byAnother ? "[data-idle-over]" : "[data-idle-other]").remove();
    cover.querySelector("[data-idle-kept]").hidden = !touched;
    cover.querySelector("button").addEventListener("click", signInAgain);
    for (const part of document.body.children) part.hidden = true;
    document.body.append(cover);
    document.title = cover.querySelector(".idle-title").textContent;
    cover.querySelector("button").focus();
  }

  function signOut() {
    const form = document.querySelector("form[data-sign-out]");
    const sent = { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true };
    fetch(form.action, sent).catch(() => {}); // the server ends it by itself a moment later
  }

  function signInAgain() {
    const other = shared()?.user;
    if (touched && other && other !== user) {
      document.querySelector("[data-idle-first]").hidden = false;
      return;
    }
    const here = location.pathname + location.search;
    if (!touched) return location.assign(`${signIn}?next=${encodeURIComponent(here)}`);
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: keep, hidden: true });
    const going = new URL(touched.action, location.href);
    const add = (name, value) =>
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    const secret = new Set([...touched.elements].filter((e) => e.type === "password").map((e) => e.name));
    for (const [name, value] of new FormData(touched)) {
      if (typeof value === "string" && !secret.has(name)) add(name, value);
    }
    add("kept_address", going.pathname + going.search);
    add("kept_page", here);
    document.body.append(form);
    form.submit();
  }
}
