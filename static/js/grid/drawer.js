/* A loan's details in a drawer beside the grid. The same page opens as a page of its own without
   JavaScript, or when the drawer can't be filled. */

import { rowOf } from "./row.js";
import { ask, Trouble, troubleOf } from "./sending.js";
import { make } from "./showing.js";

const NOT_OPENED = "ยังต่ออินเทอร์เน็ตไม่ได้ จึงเปิดรายละเอียดไม่ได้ในตอนนี้ ที่พิมพ์ในตารางยังอยู่ครบ";
const NOT_SAVED = "ยังไม่ได้บันทึก เพราะต่ออินเทอร์เน็ตไม่ได้ กรุณากดบันทึกอีกครั้ง";
const UNSAVED = "มีที่พิมพ์ไว้ในหน้านี้ที่ยังไม่ได้บันทึก";
const FIRST = "[aria-invalid=true], [autofocus], input:not([type=hidden]), select, textarea";
const TYPED = "input:not([type=hidden]), select, textarea";

/** Whether a field of the form says something else than when the server wrote it. */
function isTyped(field) {
  if (field.options) {
    const first = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0); // without a mark the first one stands
  }
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

export class Drawer {
  constructor(grid) {
    this.grid = grid;
    this.dialog = document.getElementById("grid-drawer");
    this.inside = this.dialog.querySelector("[data-drawer-body]");
    this.cell = null; // where the focus goes back to
    this.address = "";
    this.refused = false; // what stands here was typed, sent and not taken in
    grid.form.addEventListener("click", (event) => this.clicked(event));
    this.dialog.addEventListener("submit", (event) => this.save(event));
    this.dialog.addEventListener("click", ({ target }) => {
      if (target.closest("[data-drawer-close]")) this.leave();
    });
    this.dialog.addEventListener("cancel", (event) => {
      if (!this.unsaved) return;
      event.preventDefault();
      this.leave();
    });
    this.dialog.addEventListener("close", () => this.closed());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved) event.preventDefault();
    });
  }

  /** Whether something was typed here that the server hasn't taken in. */
  get unsaved() {
    return this.refused || [...this.inside.querySelectorAll(TYPED)].some(isTyped);
  }

  /** Esc and "ปิด": at once when nothing would be lost, else after a question; again, it goes on. */
  leave() {
    if (!this.unsaved) this.dialog.close();
    else if (this.question) this.goOn();
    else this.askFirst();
  }

  get question() {
    return this.dialog.querySelector("[data-drawer-question]");
  }

  askFirst() {
    const box = make("div", "grid-drawer-question");
    box.dataset.drawerQuestion = "";
    const said = make("p", "", UNSAVED);
    said.setAttribute("role", "alert");
    const save = make("button", "btn btn-primary", "บันทึก", { type: "button" });
    const on = make("button", "btn btn-secondary", "กลับไปพิมพ์ต่อ", { type: "button" });
    const away = make("button", "btn btn-link", "ปิดโดยไม่บันทึก", { type: "button" });
    save.addEventListener("click", () => this.inside.querySelector("form").requestSubmit());
    on.addEventListener("click", () => this.goOn());
    away.addEventListener("click", () => this.throwAway());
    const buttons = make("div", "field-row");
    buttons.append(save, on, away);
    box.append(said, buttons);
    this.typedIn = document.activeElement;
    this.inside.before(box);
    save.focus();
  }

  goOn() {
    this.question?.remove();
    if (this.inside.contains(this.typedIn)) this.typedIn.focus();
    else this.focusFirst();
  }

  throwAway() {
    this.empty();
    this.dialog.close();
  }

  empty() {
    this.question?.remove();
    this.inside.replaceChildren();
    this.refused = false;
  }

  /** However it was closed: a browser may shut a dialog without asking anybody. */
  closed() {
    if (this.unsaved) {
      this.dialog.showModal();
      if (!this.question) this.askFirst();
      return;
    }
    this.empty();
    this.cell?.focus();
  }

  clicked(event) {
    const link = event.target.closest("a.grid-details");
    const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
    if (!link || !plain) return;
    event.preventDefault();
    this.open(link);
  }

  async open(link) {
    const row = rowOf(link);
    this.cell = link.closest("td").querySelector(".grid-cell");
    const address = new URL(link.href);
    address.searchParams.set("on", row.on ?? this.grid.page.on);
    this.address = address.href;
    try {
      if (row.waiting) await this.grid.sendNow(row); // the drawer shows what the server has
      await this.fetch(this.address, { method: "GET" });
      this.dialog.showModal();
      this.focusFirst();
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      if (trouble.kind !== "cut") location.assign(this.address); // the page says what is the matter
      else this.grid.say(NOT_OPENED);
      this.cell.focus();
    }
  }

  /** Fill the drawer with what the server answers; whether it says that all is saved. */
  async fetch(address, options) {
    const { answer, text } = await ask(this.grid.form, address, options);
    if (answer.headers.get("X-Saved")) return true;
    if (!answer.ok) throw troubleOf(answer);
    const page = new DOMParser().parseFromString(text, "text/html");
    this.empty();
    this.inside.replaceChildren(...(page.querySelector("main") ?? page.body).childNodes);
    return false;
  }

  focusFirst() {
    const close = this.dialog.querySelector("[data-drawer-close]");
    (this.inside.querySelector(FIRST) ?? close).focus();
  }

  async save(event) {
    event.preventDefault();
    const { submitter, target } = event;
    const body = new FormData(target, submitter);
    const typed = this.unsaved;
    const address = target.getAttribute("action") || this.address;
    if (submitter) submitter.disabled = true; // pressed twice is pressed once
    try {
      if (await this.fetch(address, { body })) await this.saved();
      else {
        this.refused = typed; // it comes back as the form's own text
        this.focusFirst();
      }
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      this.warn(NOT_SAVED);
    } finally {
      if (submitter) submitter.disabled = false;
    }
  }

  async saved() {
    const row = rowOf(this.cell);
    this.empty();
    this.dialog.close();
    await this.grid.refresh(row);
    this.grid.say("บันทึกรายละเอียดแล้ว");
  }

  warn(words) {
    this.question?.remove();
    this.inside.querySelector("[data-drawer-said]")?.remove();
    const said = make("p", "field-error", words);
    said.dataset.drawerSaid = "";
    said.setAttribute("role", "alert");
    this.inside.prepend(said);
  }
}
