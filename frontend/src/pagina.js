// On every page: an error that a page opens with gets the focus, a form is sent once however often
// its button is clicked, and a page whose session ended asks to sign in as a whole.
const errors = document.getElementById("fouten");
if (errors) {
  errors.focus({ preventScroll: true });
  errors.scrollIntoView({ block: "nearest" });
}

let sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  // A download leaves the page as it is: the same form may be sent again.
  if (event.submitter?.hasAttribute("data-plain")) return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
});
// Back from the next page, which the browser kept: a form may be sent again.
window.addEventListener("pageshow", () => {
  sent = new WeakSet();
});

// What a page asks by itself, now and then. (A form that saves itself says so in its own words.)
const asked = ["aanwezig", "voortgang"];
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = event.detail.xhr.responseURL;
  if (!asked.includes(event.target.id) || !answered) return;
  if (new URL(answered).pathname === "/inloggen") {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
