// Asks the API and shows the cited answer. The server renders the Markdown; nothing typed is ever used as HTML.
const talk = document.querySelector("#talk");
const form = document.querySelector("#ask");
const box = document.querySelector("#question");
const history = [];
let count = 0;

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

function sourceList(answer, number) {
  const section = make("div", "sources");
  section.append(make("strong", "", answer.status === "not_found" ? "関連する箇所" : "出典"));
  const list = make("ol");
  for (const cited of answer.citations) {
    const item = make("li");
    item.id = `s${number}-${cited.n}`;
    item.value = cited.n;
    item.append(make("span", "", cited.heading.slice(-2).join(" › ") + (cited.page ? `（${cited.page} ページ）` : "")));
    item.append(make("span", "from", [cited.title, cited.publisher, cited.published].filter(Boolean).join("・") + (cited.superseded ? "（旧版）" : "")));
    const details = make("details");
    details.append(make("summary", "", "引用した箇所"), make("blockquote", "", cited.quote));
    item.append(details);
    list.append(item);
  }
  section.append(list);
  return section;
}

// What someone can do whose message was stopped. Only kinds go back to the server, never the text.
function choices(answer) {
  const row = make("div", "next");
  const add = (label, action) => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => action(button));
    row.append(button);
  };
  if (answer.guard.masked) add("伏せて送る", () => ask(answer.guard.masked));
  add("書き直す", () => box.focus());
  add("誤検知を報告", async (button) => {
    const kinds = answer.guard.findings.map((finding) => finding.kind);
    const reply = await fetch("/v1/guard/false-alarm", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kinds }),
    });
    button.textContent = reply.ok ? "報告しました（種類だけ）" : "報告できませんでした";
    button.disabled = reply.ok;
  });
  return row;
}

function show(answer) {
  const number = ++count;
  const card = make("article", answer.status === "answered" ? "answer" : "answer aside");
  const body = make("div");
  body.innerHTML = answer.html; // rendered and sanitised by the server
  for (const ref of body.querySelectorAll("a.ref")) ref.href = `#s${number}-${ref.dataset.n}`;
  card.append(body);
  for (const notice of answer.notices) card.append(make("p", "notice", `※ ${notice.text}`));
  if (answer.citations.length) card.append(sourceList(answer, number));
  if (answer.status === "blocked" && answer.guard.findings.length) card.append(choices(answer));
  if (answer.followups.length) {
    const next = make("div", "next");
    for (const text of answer.followups) {
      const button = make("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => ask(text));
      next.append(button);
    }
    card.append(next);
  }
  talk.append(card);
  card.scrollIntoView({ block: "nearest" });
}

async function ask(question) {
  document.querySelector("#start").hidden = true;
  const asked = make("p", "asked", question);
  talk.append(asked);
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const reply = await fetch("/v1/ask?html=true", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ question, history: history.slice(-10) }),
    });
    const answer = await reply.json();
    if (!reply.ok) {
      talk.append(make("p", "notice", `${answer.detail} ${answer.hint}`));
      return;
    }
    show(answer);
    if (answer.status === "blocked") {
      asked.textContent = "（送信を止めました）"; // nothing of it stays on the screen or in the history
      return;
    }
    if (answer.guard.action === "mask") asked.textContent = answer.guard.masked;
    history.push({ role: "user", content: asked.textContent }, { role: "assistant", content: answer.text });
  } catch {
    talk.append(make("p", "notice", "サーバーに届きませんでした。少し待ってから、もう一度お試しください。"));
  } finally {
    button.disabled = false;
    box.focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question) return;
  box.value = "";
  ask(question);
});

// Enter sends, Shift+Enter makes a line; the Enter that confirms a Japanese conversion does neither.
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const button of document.querySelectorAll("#examples button")) button.addEventListener("click", () => ask(button.textContent));
