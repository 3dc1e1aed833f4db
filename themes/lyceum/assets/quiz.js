// Self-checks: choices in place of folded answers. Each question tells at once whether the choice is right, and why;
// the last one brings the sum. Nothing is kept and nothing is sent.

import { element, say, word } from "./words.js";

function quizQuestion(item, number, whenChecked) {
  const options = [...item.querySelectorAll(":scope > ul > li")];
  const question = item.querySelector("p").textContent;
  const why = item.querySelector(".quiz-why")?.textContent ?? "";
  const right = options.filter((option) => "right" in option.dataset);
  const isOne = right.length === 1;

  const group = element("fieldset");
  const legend = element("legend", question);
  if (!isOne) legend.append(" ", element("small", word("quiz_several")));
  const choices = options.map((option) => {
    const label = element("label");
    const input = element("input");
    input.type = isOne ? "radio" : "checkbox";
    input.name = `quiz-${number}`;
    const told = element("b");
    label.append(input, element("span", option.textContent), told);
    return { label, input, told, isRight: right.includes(option) };
  });
  const button = element("button", word("quiz_check"));
  button.type = "button";
  button.className = "button";
  const answer = element("p");
  answer.className = "quiz-told";
  answer.tabIndex = -1;
  answer.setAttribute("role", "status");
  group.append(legend, ...choices.map(({ label }) => label), button, answer);

  function check() {
    if (!choices.some(({ input }) => input.checked)) {
      answer.textContent = word("quiz_choose");
      return;
    }
    const isRight = choices.every((choice) => choice.input.checked === choice.isRight);
    const answers = right.map((option) => option.textContent).join(word("quiz_comma"));
    const verdict = element("strong", isRight ? word("quiz_right") : say("quiz_wrong", { answer: answers }));
    answer.textContent = "";
    answer.append(verdict, " ", why);
    for (const choice of choices) {
      choice.input.disabled = true;
      choice.label.classList.toggle("quiz-is-right", choice.isRight);
      if (choice.isRight) choice.told.textContent = word("quiz_mark_right");
      else if (choice.input.checked) choice.told.textContent = word("quiz_mark_wrong");
    }
    button.hidden = true;
    answer.focus();
    whenChecked(isRight);
  }

  function reset() {
    for (const { label, input, told } of choices) {
      input.checked = false;
      input.disabled = false;
      told.textContent = "";
      label.classList.remove("quiz-is-right");
    }
    answer.textContent = "";
    button.hidden = false;
  }

  button.addEventListener("click", check);
  item.textContent = "";
  item.append(group);
  return { reset, focus: () => choices[0].input.focus() };
}

function makeQuiz(section) {
  const results = [];
  const sum = element("p");
  sum.setAttribute("role", "status");
  const again = element("button", word("quiz_again"));
  again.type = "button";
  again.className = "button";
  again.hidden = true;
  const questions = [...section.querySelectorAll(":scope > ol > li")].map((item, number) =>
    quizQuestion(item, number, (isRight) => {
      results.push(isRight);
      if (results.length < questions.length) return;
      const n = results.filter(Boolean).length;
      sum.textContent = say(n === results.length ? "quiz_all_right" : "quiz_sum", { n, total: results.length });
      again.hidden = false;
    }));
  again.addEventListener("click", () => {
    results.length = 0;
    for (const question of questions) question.reset();
    sum.textContent = "";
    again.hidden = true;
    questions[0].focus();
  });
  const end = element("div");
  end.className = "quiz-end";
  end.append(sum, again);
  section.append(end);
}

document.querySelectorAll(".quiz").forEach(makeQuiz);
